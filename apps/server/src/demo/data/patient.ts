import { type ClinicalCase, casesOf } from './cases.ts';
import type { Specialty } from './departments.ts';
import { personName, type Sex } from './names.ts';
import type { Seeded } from './seeded.ts';

export interface DemoPatient {
  /** 病人号. */
  readonly id: string;
  readonly name: string;
  /** 住院号. */
  readonly visitNo: string;
  readonly sex: Sex;
  readonly age: number;
  readonly bed: string;
  readonly illness: ClinicalCase;
}

/** A made-up inpatient of a department with an illness it treats. */
export function demoPatient(random: Seeded, specialty: Specialty, cases = casesOf(specialty)): DemoPatient {
  const illness = random.pick(cases);
  const sex = illness.sex ?? random.pick<Sex>(['男', '女']);
  return {
    id: `P${random.digits(8)}`,
    name: personName(random, sex),
    visitNo: `ZY${random.digits(8)}`,
    sex,
    age: random.int(...illness.ages),
    bed: `${random.chance(0.12) ? '加' : ''}${String(random.int(1, 48)).padStart(2, '0')}`,
    illness,
  };
}

/** With an illness that is treated by an operation. */
export function surgicalPatient(random: Seeded): DemoPatient & { readonly operation: string } {
  const specialty = random.pick<Specialty>([
    'general-surgery',
    'orthopaedics',
    'obstetrics',
    'thoracic-surgery',
    'cardiac-surgery',
    'gynaecology',
    'urology',
    'neurosurgery',
    'head-and-neck',
  ]);
  for (;;) {
    const patient = demoPatient(random, specialty);
    const { operation } = patient.illness;
    if (operation !== undefined) return { ...patient, operation };
  }
}
