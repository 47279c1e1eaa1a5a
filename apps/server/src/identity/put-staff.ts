import type { PutStaff } from '@medsign/contract/people';
import type { Actor } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, inTransaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { RandomBytes } from '../platform/random.ts';
import { Refusal } from '../platform/refusal.ts';
import { assertKnownDepartments } from './create-people.ts';
import { planChange, storeChanges } from './person-change.ts';
import { administratorObjection, assertExclusive, normaliseName, orderedRoles } from './rules.ts';
import { lockStaff, readDepartments, readOpenMemberships, readPersonByJobNo } from './store.ts';
import type { Person } from './types.ts';

/**
 * Creates the person or makes them what is given: departments that are not named end now, new ones begin now.
 * Throws Refusal `unknown-department`, `administrator-roles`, `invalid-request`.
 */
export function putStaff(
  deps: { readonly database: Database; readonly clock: Clock; readonly random: RandomBytes },
  jobNo: string,
  input: PutStaff,
  actor: Actor,
): Promise<{ person: Person; created: boolean }> {
  return inTransaction(deps.database, async (tx) => {
    await lockStaff(tx);
    const before = await readPersonByJobNo(tx, jobNo);
    const departments = new Set((await readDepartments(tx)).map((department) => department.code));
    assertKnownDepartments(departments, input.departments);
    if (before !== undefined && input.test !== undefined && input.test !== before.test) {
      throw new Refusal('invalid-request', '测试标记只能在新增人员时给出');
    }
    const person: Person = {
      id: before?.id ?? uuidv7(deps.clock, deps.random),
      jobNo,
      name: normaliseName(input.name),
      title: (input.title ?? '').normalize('NFC').trim(),
      roles: orderedRoles(input.roles),
      test: before?.test ?? input.test ?? false,
      active: input.active ?? true,
    };
    assertExclusive(person.roles);
    const objection = administratorObjection(before, person);
    if (objection !== undefined) throw new Refusal('administrator-roles', objection);
    const open = before && (await readOpenMemberships(tx, [before.id])).get(before.id)?.map(({ code }) => code);
    const change = planChange(before && { person: before, departments: open ?? [] }, {
      person,
      departments: input.departments,
    });
    await storeChanges(tx, [change], { at: deps.clock.now(), actor });
    return { person, created: before === undefined };
  });
}
