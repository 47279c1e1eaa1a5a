import type { DocumentType } from '@medsign/contract/document-types';
import { type DemoDepartment, HOSPITAL_NAME } from './departments.ts';
import { type DemoDocument, DOCUMENT_KINDS, documentFor } from './documents.ts';
import { type Seeded, seeded } from './seeded.ts';
import type { DemoHospital, DemoPerson } from './staff.ts';

/** One document with who signs it for which system, where and when. */
export interface PlannedDocument extends DemoDocument {
  readonly at: Date;
  readonly systemCode: string;
  readonly documentType: DocumentType;
  readonly departmentCode: string;
  readonly signerJobNo: string;
  readonly test: boolean;
}

/** Every pair of system and type occurs at least this often, so that no screen of the demo is empty. */
const LEAST = 6;
const TEST_SHARE = 0.02;
/** Share of the day's documents in each hour of China, for what is written by day. */
const HOURS = [1, 1, 1, 1, 1, 1, 2, 6, 14, 16, 14, 10, 5, 6, 12, 13, 11, 8, 4, 3, 3, 2, 2, 1];

interface Slot {
  readonly systemCode: string;
  readonly documentType: DocumentType;
}

/** `count` documents between `from` and `to`, in order of time; the same for the same seed and times. */
export function planDocuments(
  hospital: DemoHospital,
  input: { readonly seed: string; readonly count: number; readonly from: Date; readonly to: Date },
): PlannedDocument[] {
  const random = seeded(`${input.seed}/documents`);
  const departments = new Map(hospital.departments.map((department) => [department.code, department]));
  const writers = writersByType(hospital.people, departments);
  const testWriters = writersByType(hospital.testAccounts, departments);
  const timed = slots(random, hospital, input.count).map((slot) => ({ slot, at: timeOf(random, slot, input) }));
  timed.sort((a, b) => a.at.getTime() - b.at.getTime());
  return timed.map(({ slot, at }, serial) => {
    const tests = testWriters.get(slot.documentType) ?? [];
    const test = tests.length > 0 && random.chance(TEST_SHARE);
    const signer = random.pick(test ? tests : (writers.get(slot.documentType) ?? []));
    const department = departments.get(signer.departments[0] as string) as DemoDepartment;
    const context = { hospitalName: HOSPITAL_NAME, department, signer, at, serial: serial + 1 };
    const document = documentFor(slot.documentType, random, context);
    return { ...document, ...slot, at, test, departmentCode: department.code, signerJobNo: signer.jobNo };
  });
}

/** First the least of everything, then by share. */
function slots(random: Seeded, hospital: DemoHospital, count: number): Slot[] {
  const pairs = hospital.systems.flatMap(({ code, documentTypes }) =>
    documentTypes.map((documentType): Slot => ({ systemCode: code, documentType })),
  );
  const perType = Map.groupBy(pairs, ({ documentType }) => documentType);
  const shares = pairs.map((pair) => {
    const systems = perType.get(pair.documentType)?.length ?? 1;
    return [pair, DOCUMENT_KINDS[pair.documentType].share / systems] as const;
  });
  const least = Array.from({ length: LEAST }, () => pairs).flat();
  const rest = Array.from({ length: Math.max(0, count - least.length) }, () => random.weighted(shares));
  return [...least, ...rest].slice(0, count);
}

function timeOf(random: Seeded, { documentType }: Slot, { from, to }: { from: Date; to: Date }): Date {
  const span = to.getTime() - from.getTime();
  const around = DOCUMENT_KINDS[documentType].aroundTheClock === true;
  for (;;) {
    const at = new Date(from.getTime() + Math.floor(random.next() * span));
    const local = new Date(at.getTime() + 8 * 3_600_000);
    const weekend = local.getUTCDay() === 0 || local.getUTCDay() === 6;
    const hour = HOURS[local.getUTCHours()] as number;
    // Kept in proportion to how busy the hour and day are.
    if (random.chance((around ? 0.5 + hour / 32 : hour / 16) * (weekend && !around ? 0.55 : 1))) return at;
  }
}

function writersByType(
  people: readonly DemoPerson[],
  departments: ReadonlyMap<string, DemoDepartment>,
): Map<DocumentType, DemoPerson[]> {
  const types = Object.keys(DOCUMENT_KINDS) as DocumentType[];
  return new Map(
    types.map((type) => {
      const { roles, specialties } = DOCUMENT_KINDS[type];
      const fits = (person: DemoPerson) => {
        const specialty = departments.get(person.departments[0] as string)?.specialty;
        return (
          specialty !== undefined &&
          specialties.includes(specialty) &&
          roles.some((role) => person.roles.includes(role))
        );
      };
      return [type, people.filter(fits)];
    }),
  );
}
