import type { Actor } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/database.ts';
import type { Department } from './types.ts';

export type NewDepartment = Omit<Department, 'active'>;

/** Creates a department, and its campus where that is new. Throws Refusal `duplicate-code`. */
export async function createDepartment(
  tx: Transaction,
  deps: { readonly clock: Clock },
  input: NewDepartment,
  actor: Actor,
): Promise<Department> {
  const [department] = await createDepartments(tx, deps, [input], actor);
  return department as Department;
}

export async function createDepartments(
  _tx: Transaction,
  _deps: { readonly clock: Clock },
  _inputs: readonly NewDepartment[],
  _actor: Actor,
): Promise<Department[]> {
  throw new Error('not available yet');
}
