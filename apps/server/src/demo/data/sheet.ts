import type { DemoPatient } from './patient.ts';
import type { Seeded } from './seeded.ts';

/** Where, when and by whom a document is written. */
export interface DocumentContext {
  readonly hospitalName: string;
  readonly department: { readonly name: string };
  readonly signer: { readonly name: string; readonly title: string };
  readonly at: Date;
}

/** What a generator gets: its choices, the patient, and the context. */
export interface Writing {
  readonly random: Seeded;
  readonly patient: DemoPatient;
  readonly context: DocumentContext;
}

/** Last line of everything that is made up. */
export const DEMO_NOTICE = '【演示】本文书由演示数据生成，不是真实病历。';

/** The form clinical systems print: heading, patient line, body, signature line, and that it is a demonstration. */
export function sheet(writing: Writing, heading: string, body: readonly string[], signedAs = '签名'): string {
  const { patient, context } = writing;
  return [
    `${context.hospitalName}  ${heading}`,
    `姓名：${patient.name}  性别：${patient.sex}  年龄：${patient.age} 岁  科室：${patient.ward}  床号：${patient.bed}  住院号：${patient.visitNo}`,
    '',
    ...body,
    '',
    `${signedAs}：${context.signer.name}（${context.signer.title}）  时间：${localTime(context.at)}`,
    DEMO_NOTICE,
  ].join('\n');
}

/** A report of a diagnostic department: what was asked for stands above what was found. */
export function report(writing: Writing, heading: string, body: readonly string[]): string {
  const { patient, random } = writing;
  const request = `申请科室：${patient.ward}  临床诊断：${patient.illness.diagnosis}  检查号：${random.digits(9)}`;
  return sheet(writing, heading, [request, ...body], '报告医师');
}

/** Wall-clock time in China, the whole country UTC+8 without summer time: `2026-03-02 16:00`. */
export function localTime(at: Date): string {
  return new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
}

/** The same, `minutes` later or earlier, hour and minute alone. */
export function clockTime(at: Date, minutes = 0): string {
  return localTime(new Date(at.getTime() + minutes * 60_000)).slice(11);
}
