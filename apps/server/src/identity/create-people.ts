import type { Actor } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { RandomBytes } from '../platform/random.ts';
import { Refusal } from '../platform/refusal.ts';
import { planChange, storeChanges } from './person-change.ts';
import { assertExclusive, normaliseName, orderedRoles } from './rules.ts';
import { lockStaff, readDepartments, readPeopleByJobNo } from './store.ts';
import type { Person } from './types.ts';

export interface NewPerson {
  readonly jobNo: string;
  readonly name: string;
  readonly title?: string;
  readonly roles: Person['roles'];
  readonly test?: boolean;
  /** Codes of existing departments. */
  readonly departments: readonly string[];
}

type Deps = { readonly clock: Clock; readonly random: RandomBytes };

/**
 * Creates a person with memberships from now on. Throws Refusal `duplicate-code`, `unknown-department`,
 * `administrator-roles`, `invalid-request`.
 */
export async function createPerson(tx: Transaction, deps: Deps, input: NewPerson, actor: Actor): Promise<Person> {
  const [person] = await createPeople(tx, deps, [input], actor);
  return person as Person;
}

/** Many people in a few statements, in the order given. Unlike imports it may create administrators: set-up uses it. */
export async function createPeople(
  tx: Transaction,
  deps: Deps,
  inputs: readonly NewPerson[],
  actor: Actor,
): Promise<Person[]> {
  await lockStaff(tx);
  const departments = new Set((await readDepartments(tx)).map((department) => department.code));
  const jobNos = inputs.map((input) => input.jobNo);
  const taken = new Set((await readPeopleByJobNo(tx, jobNos)).keys());
  const changes = inputs.map((input) => {
    if (taken.has(input.jobNo)) throw new Refusal('duplicate-code', `工号 ${input.jobNo} 已存在`);
    taken.add(input.jobNo);
    assertKnownDepartments(departments, input.departments);
    return planChange(undefined, { person: newPerson(deps, input), departments: input.departments });
  });
  await storeChanges(tx, changes, { at: deps.clock.now(), actor });
  return changes.map((change) => change.after);
}

/** Throws Refusal `unknown-department` naming the first code that does not exist. */
export function assertKnownDepartments(known: ReadonlySet<string>, codes: readonly string[]): void {
  const missing = codes.find((code) => !known.has(code));
  if (missing !== undefined) throw new Refusal('unknown-department', `没有科室 ${missing}`);
}

function newPerson(deps: Deps, input: NewPerson): Person {
  assertExclusive(input.roles);
  return {
    id: uuidv7(deps.clock, deps.random),
    jobNo: input.jobNo,
    name: normaliseName(input.name),
    title: (input.title ?? '').normalize('NFC').trim(),
    roles: orderedRoles(input.roles),
    test: input.test ?? false,
    active: true,
  };
}
