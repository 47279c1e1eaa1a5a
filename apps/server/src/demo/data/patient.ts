import { type ClinicalCase, casesOf } from './cases.ts';
import { DEPARTMENTS, type Specialty } from './departments.ts';
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
  /** Name of the department they lie in. */
  readonly ward: string;
  readonly illness: ClinicalCase;
}

/** A made-up inpatient with an illness that the specialty treats, in `ward` or in one of that specialty. */
export function demoPatient(
  random: Seeded,
  specialty: Specialty,
  ward?: string,
  cases = casesOf(specialty),
): DemoPatient {
  const illness = random.pick(cases);
  const wards = DEPARTMENTS.filter((department) => department.specialty === specialty);
  const sex = illness.sex ?? random.pick<Sex>(['男', '女']);
  return {
    id: `P${random.digits(8)}`,
    name: personName(random, sex),
    visitNo: `ZY${random.digits(8)}`,
    sex,
    age: random.int(...illness.ages),
    bed: `${random.chance(0.12) ? '加' : ''}${String(random.int(1, 48)).padStart(2, '0')}`,
    ward: ward ?? random.pick(wards).name,
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
