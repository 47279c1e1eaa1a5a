import { type SettableClock, settableClock } from '@medsign/testing/clock';
import { openTestDatabase } from '@medsign/testing/database';
import { seededRandom } from '@medsign/testing/random';
import type { Actor } from '../../audit/index.ts';
import { type Database, inTransaction } from '../../platform/database.ts';
import { type MasterKey, masterKeyFrom } from '../../platform/master-key.ts';
import type { RandomBytes } from '../../platform/random.ts';
import { createDepartments, type NewDepartment } from '../create-departments.ts';

export interface TestDeps {
  readonly database: Database;
  readonly clock: SettableClock;
  readonly random: RandomBytes;
  readonly masterKey: MasterKey;
}

export const ACTOR: Actor = { kind: 'person', id: '9001' };

const DEPARTMENTS: readonly NewDepartment[] = [
  { code: 'NK01', name: '心血管内科', campusCode: 'ZB', campusName: '总院区', kind: 'clinical' },
  { code: 'WK01', name: '普通外科', campusCode: 'ZB', campusName: '总院区', kind: 'clinical' },
  { code: 'JY01', name: '检验科', campusCode: 'BJ', campusName: '滨江院区', kind: 'technical' },
];

/** An empty database with three departments on two campuses; clock and randomness are the test's own. */
export async function testDeps(t: { after(work: () => void | Promise<void>): void }): Promise<TestDeps> {
  const database = await openTestDatabase(t);
  const random = seededRandom('identity');
  const deps = { database, clock: settableClock(), random, masterKey: masterKeyFrom(random(32), random) };
  await inTransaction(database, (tx) => createDepartments(tx, deps, DEPARTMENTS, ACTOR));
  return deps;
}
