import type { PutDepartment } from '@medsign/contract/departments';
import { type Actor, appendLeaf } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { nameCampuses } from './create-departments.ts';
import { normaliseName } from './rules.ts';
import { lockStaff, putDepartments, readCampusNames, readDepartments } from './store.ts';
import type { Department } from './types.ts';

/**
 * Creates or changes a department. A new campus needs its name. A department is switched off, never deleted: records
 * point at it. Throws Refusal `invalid-request`.
 */
export function putDepartment(
  deps: { readonly database: Database; readonly clock: Clock },
  code: string,
  input: PutDepartment,
  actor: Actor,
): Promise<{ department: Department; created: boolean }> {
  return inTransaction(deps.database, async (tx) => {
    await lockStaff(tx);
    const [before] = await readDepartments(tx, code);
    const campusName = input.campusName ?? (await readCampusNames(tx)).get(input.campusCode);
    if (campusName === undefined) throw new Refusal('invalid-request', `院区 ${input.campusCode} 是新的，请给出名称`);
    const department: Department = {
      code,
      name: normaliseName(input.name),
      campusCode: input.campusCode,
      campusName: normaliseName(campusName),
      kind: input.kind,
      active: input.active ?? true,
    };
    if (before !== undefined && sameDepartment(before, department)) return { department, created: false };
    await nameCampuses(tx, [department]);
    await putDepartments(tx, [department]);
    await appendLeaf(tx, {
      kind: before === undefined ? 'department-created' : 'department-changed',
      at: deps.clock.now(),
      actor,
      subject: code,
      data: { campus: department.campusCode, kind: department.kind, active: department.active },
    });
    return { department, created: before === undefined };
  });
}

function sameDepartment(a: Department, b: Department): boolean {
  return (
    a.name === b.name &&
    a.campusCode === b.campusCode &&
    a.campusName === b.campusName &&
    a.kind === b.kind &&
    a.active === b.active
  );
}
