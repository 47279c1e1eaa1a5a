import type { SetUp } from '@medsign/contract/installation';
import type { Actor } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, inTransaction } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';
import { Refusal } from '../platform/refusal.ts';
import { createSignInLink } from './console-session.ts';
import { createPeople } from './create-people.ts';
import { markInstallation } from './installation.ts';
import { tokenHash } from './one-time-token.ts';
import { normaliseName } from './rules.ts';
import { readInstallation, setupTokenExists, useSetupToken } from './store-access.ts';

/** How long the first sign-in links of the administrators work. */
const FIRST_LINK_MINUTES = 24 * 60;

export interface SetUpDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Makes the certification authorities; idempotent, in transactions of its own. */
  readonly createAuthorities: (input: { hospitalName: string; demo: boolean; at: Date }) => Promise<unknown>;
}

export interface FirstLink {
  readonly jobNo: string;
  readonly role: SetUp['administrators'][number]['role'];
  readonly token: string;
}

/**
 * Makes an empty platform a hospital's: authorities, the three administrators with a one-time link each, and the mark
 * `production`. Throws Refusal `already-set-up`, `sign-in-link-invalid` (the token), `administrator-roles`, `invalid-request`.
 */
export async function setUp(
  deps: SetUpDeps,
  input: SetUp,
): Promise<{ hospitalName: string; administrators: FirstLink[] }> {
  if ((await readInstallation(deps.database)) !== undefined) throw new Refusal('already-set-up');
  const hash = tokenHash(input.token);
  if (!(await setupTokenExists(deps.database, hash))) {
    throw new Refusal('sign-in-link-invalid', '请使用平台最近一次启动时给出的初始化链接');
  }
  assertThreeAdministrators(input);
  const hospitalName = normaliseName(input.hospitalName);
  const at = deps.clock.now();
  // Before our transaction, not inside: it writes to the ledger too, whose end only one transaction holds at a time.
  await deps.createAuthorities({ hospitalName, demo: false, at });
  return inTransaction(deps.database, async (tx) => {
    if (!(await useSetupToken(tx, hash))) throw new Refusal('sign-in-link-invalid');
    await markInstallation(tx, { mode: 'production', hospitalName, at });
    const actor: Actor = { kind: 'platform', id: 'set-up' };
    const people = await createPeople(
      tx,
      deps,
      input.administrators.map(({ jobNo, name, role }) => ({ jobNo, name, roles: [role], departments: [] })),
      actor,
    );
    const administrators: FirstLink[] = [];
    for (const [index, { jobNo, role }] of input.administrators.entries()) {
      const person = people[index];
      if (person === undefined) throw new RangeError('one person per administrator');
      administrators.push({
        jobNo,
        role,
        token: await createSignInLink(tx, deps, person.id, FIRST_LINK_MINUTES, actor),
      });
    }
    return { hospitalName, administrators };
  });
}

function assertThreeAdministrators({ administrators }: SetUp): void {
  const different = (values: readonly string[]) => new Set(values).size === administrators.length;
  if (!different(administrators.map(({ role }) => role))) {
    throw new Refusal('administrator-roles', '系统、安全、审计管理员各需一人');
  }
  if (!different(administrators.map(({ jobNo }) => jobNo))) {
    throw new Refusal('administrator-roles', '三种管理员须为三个不同的人');
  }
}
