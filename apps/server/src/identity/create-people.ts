import type { Actor } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';
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

/** Creates a person with memberships from now on. Throws Refusal `duplicate-code`, `unknown-department`, `invalid-request`. */
export async function createPerson(tx: Transaction, deps: Deps, input: NewPerson, actor: Actor): Promise<Person> {
  const [person] = await createPeople(tx, deps, [input], actor);
  return person as Person;
}

/** Many people in a few statements, in the order given. */
export async function createPeople(
  _tx: Transaction,
  _deps: Deps,
  _inputs: readonly NewPerson[],
  _actor: Actor,
): Promise<Person[]> {
  throw new Error('not available yet');
}
