import { type Actor, appendLeaves, type LeafEntry } from '../audit/index.ts';
import type { Transaction } from '../platform/database.ts';
import { searchKeys } from './search-keys.ts';
import { beginMemberships, endMemberships, insertPeople, type PersonToStore, updatePeople } from './store.ts';
import type { Person } from './types.ts';

/** What has to be written so that a person is `after`; memberships that end stay in the history. */
export interface PersonChange {
  readonly before: Person | undefined;
  readonly after: Person;
  /** Department codes. */
  readonly begins: readonly string[];
  readonly ends: readonly string[];
  /** Which parts differ: name, title, roles, active, departments. Empty when nothing does. */
  readonly changed: readonly string[];
}

/** Compares a person with what they shall be; `departments` are the codes they belong to now and shall belong to. */
export function planChange(
  before: { readonly person: Person; readonly departments: readonly string[] } | undefined,
  after: { readonly person: Person; readonly departments: readonly string[] },
): PersonChange {
  const now = before?.departments ?? [];
  const begins = after.departments.filter((code) => !now.includes(code));
  const ends = now.filter((code) => !after.departments.includes(code));
  const [a, b] = [before?.person, after.person];
  const changed = [
    ...(a?.name === b.name ? [] : ['name']),
    ...(a?.title === b.title ? [] : ['title']),
    ...(a?.roles.join() === b.roles.join() ? [] : ['roles']),
    ...(a?.active === b.active ? [] : ['active']),
    ...(begins.length + ends.length === 0 ? [] : ['departments']),
  ];
  return { before: a, after: b, begins, ends, changed };
}

/** Writes the changes and one leaf each, in a few statements however many they are. The caller holds the staff lock. */
export async function storeChanges(
  tx: Transaction,
  changes: readonly PersonChange[],
  act: { readonly at: Date; readonly actor: Actor; readonly kind?: string },
): Promise<void> {
  const created = changes.filter((change) => change.before === undefined);
  const updated = changes.filter((change) => change.before !== undefined && change.changed.length > 0);
  if (created.length > 0) await insertPeople(tx, created.map(withKeys), act.at);
  if (updated.length > 0) await updatePeople(tx, updated.map(withKeys), act.at);
  const each = (pick: (change: PersonChange) => readonly string[]) =>
    changes.flatMap((change) => pick(change).map((departmentCode) => ({ personId: change.after.id, departmentCode })));
  await endMemberships(
    tx,
    each((change) => change.ends),
    act.at,
  );
  await beginMemberships(
    tx,
    each((change) => change.begins),
    act.at,
  );
  const leaves = [...created, ...updated].map((change) => leafOf(change, act));
  if (leaves.length > 0) await appendLeaves(tx, leaves);
}

function withKeys({ after }: PersonChange): PersonToStore {
  return { ...after, ...searchKeys(after.name) };
}

function leafOf(change: PersonChange, act: { at: Date; actor: Actor; kind?: string }): LeafEntry {
  const { id, jobNo, roles, active, test } = change.after;
  return {
    kind: act.kind ?? (change.before === undefined ? 'person-created' : 'person-changed'),
    at: act.at,
    actor: act.actor,
    subject: jobNo,
    data: {
      personId: id,
      roles: [...roles],
      active,
      test,
      begins: [...change.begins],
      ends: [...change.ends],
      changed: change.before === undefined ? ['created'] : [...change.changed],
    },
  };
}
