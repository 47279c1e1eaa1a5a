import type { DatabaseReader } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import {
  type PeopleFilter,
  readMemberships,
  readMembershipsAt,
  readOpenMemberships,
  readPeople,
  readPerson,
  readPersonByJobNo,
} from './store.ts';
import { readPin } from './store-access.ts';
import type { Membership, Person } from './types.ts';

export type PinState = 'set' | 'not-set' | 'locked';

export type ListedPerson = Person & {
  readonly departments: readonly { readonly code: string; readonly name: string }[];
};

export type DetailedPerson = ListedPerson & {
  readonly pin: PinState;
  readonly memberships: readonly (Membership & { readonly departmentName: string })[];
};

export function findPersonByJobNo(db: DatabaseReader, jobNo: string): Promise<Person | undefined> {
  return readPersonByJobNo(db, jobNo);
}

/** Throws Refusal `unknown-person`. */
export async function getPerson(db: DatabaseReader, id: string): Promise<Person> {
  const person = await readPerson(db, id);
  if (person === undefined) throw new Refusal('unknown-person');
  return person;
}

/** The departments a person belonged to at `at`, earliest membership first. */
export function membershipsAt(db: DatabaseReader, personId: string, at: Date): Promise<Membership[]> {
  return readMembershipsAt(db, personId, at);
}

/** One page in order of job number; `next` is the job number to go on behind, absent on the last page. */
export async function listPeople(
  db: DatabaseReader,
  filter: PeopleFilter,
  page: { readonly after?: string; readonly limit: number },
): Promise<{ items: ListedPerson[]; next: string | undefined }> {
  const q = filter.q?.normalize('NFC').trim();
  const { q: _, ...rest } = filter;
  const people = await readPeople(db, q ? { ...rest, q } : rest, { ...page, limit: page.limit + 1 });
  const shown = people.slice(0, page.limit);
  const departments = await readOpenMemberships(
    db,
    shown.map((person) => person.id),
  );
  const items = shown.map((person) => ({ ...person, departments: departments.get(person.id) ?? [] }));
  return { items, next: people.length > page.limit ? shown.at(-1)?.jobNo : undefined };
}

/** A person with the history of departments. Throws Refusal `unknown-person`. */
export async function describePerson(db: DatabaseReader, jobNo: string): Promise<DetailedPerson> {
  const person = await readPersonByJobNo(db, jobNo);
  if (person === undefined) throw new Refusal('unknown-person');
  const memberships = await readMemberships(db, person.id);
  const departments = memberships
    .filter((membership) => membership.to === undefined)
    .map((membership) => ({ code: membership.departmentCode, name: membership.departmentName }));
  return { ...person, departments, memberships, pin: await pinState(db, person.id) };
}

export async function pinState(db: DatabaseReader, personId: string): Promise<PinState> {
  const pin = await readPin(db, personId);
  if (pin === undefined) return 'not-set';
  return pin.lockedAt === null ? 'set' : 'locked';
}
