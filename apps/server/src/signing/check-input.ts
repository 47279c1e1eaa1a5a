import {
  type Department,
  findDepartment,
  findPersonByJobNo,
  type Membership,
  membershipsAt,
  type Person,
} from '../identity/index.ts';
import type { DatabaseReader } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { refuseDangerous } from './content.ts';
import { departmentOf, refuseDocumentType, refuseRawDigest, refuseUnkeepable } from './rules.ts';
import type { CheckedInput, SignInput } from './types.ts';

/** What checking an input looks up; a batch shares one and asks for each thing once. */
export interface Lookups {
  person(jobNo: string): Promise<Person | undefined>;
  department(code: string): Promise<Department | undefined>;
  memberships(personId: string, at: Date): Promise<readonly Membership[]>;
}

export function lookupsIn(db: DatabaseReader): Lookups {
  return {
    person: memoized((jobNo) => findPersonByJobNo(db, jobNo)),
    department: memoized((code) => findDepartment(db, code)),
    memberships: (personId, at) => membershipsAt(db, personId, at),
  };
}

function memoized<T>(find: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const found = new Map<string, Promise<T>>();
  return (key) => {
    const known = found.get(key) ?? find(key);
    found.set(key, known);
    return known;
  };
}

/**
 * Who, where and what: everything about a request that does not depend on a key. Throws Refusal `unknown-signer`,
 * `signer-inactive`, `unknown-department`, `foreign-department`, `document-type-not-allowed`, `raw-digest-refused`,
 * `dangerous-content`, `invalid-request`.
 */
export async function checkInput(lookups: Lookups, input: SignInput, at: Date): Promise<CheckedInput> {
  refuseUnkeepable({
    businessNo: input.businessNo,
    title: input.title,
    'patient.id': input.patient?.id,
    'patient.name': input.patient?.name,
    'patient.visitNo': input.patient?.visitNo,
  });
  refuseDocumentType(input.system, input.documentType);
  refuseRawDigest(input);
  refuseDangerous(input.content);
  const signer = await lookups.person(input.signerJobNo);
  if (signer === undefined)
    throw new Refusal('unknown-signer', `there is no signer with job number ${input.signerJobNo}`);
  if (!signer.active) throw new Refusal('signer-inactive');
  return { ...input, signer, department: await checkDepartment(lookups, signer, input.departmentCode, at) };
}

async function checkDepartment(
  lookups: Lookups,
  signer: Person,
  asked: string | undefined,
  at: Date,
): Promise<Department | undefined> {
  const known = asked === undefined ? undefined : await lookups.department(asked);
  if (asked !== undefined && known === undefined) {
    throw new Refusal('unknown-department', `there is no department ${asked}`);
  }
  const code = departmentOf(asked, await lookups.memberships(signer.id, at), signer.test);
  return known ?? (code === undefined ? undefined : await lookups.department(code));
}
