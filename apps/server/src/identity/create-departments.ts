import { type Actor, appendLeaves } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { normaliseName } from './rules.ts';
import { lockStaff, putCampus, putDepartments, readCampusNames, readDepartments } from './store.ts';
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

/** Many departments in a few statements, in the order given. */
export async function createDepartments(
  tx: Transaction,
  deps: { readonly clock: Clock },
  inputs: readonly NewDepartment[],
  actor: Actor,
): Promise<Department[]> {
  await lockStaff(tx);
  const taken = new Set((await readDepartments(tx)).map((department) => department.code));
  const departments: Department[] = [];
  for (const input of inputs) {
    if (taken.has(input.code)) throw new Refusal('duplicate-code', `科室编码 ${input.code} 已存在`);
    taken.add(input.code);
    departments.push({ ...input, name: normaliseName(input.name), active: true });
  }
  await nameCampuses(tx, departments);
  await putDepartments(tx, departments);
  const at = deps.clock.now();
  await appendLeaves(
    tx,
    departments.map(({ code, campusCode, kind }) => ({
      kind: 'department-created',
      at,
      actor,
      subject: code,
      data: { campus: campusCode, kind },
    })),
  );
  return departments;
}

/** Creates or renames the campuses the departments lie on. */
export async function nameCampuses(tx: Transaction, departments: readonly Department[]): Promise<void> {
  const known = await readCampusNames(tx);
  for (const { campusCode, campusName } of departments) {
    if (known.get(campusCode) === campusName) continue;
    known.set(campusCode, campusName);
    await putCampus(tx, { code: campusCode, name: normaliseName(campusName) });
  }
}
