import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { settableClock } from '../../../../testing/clock.ts';
import { openTestDatabaseWithAddress } from '../../../../testing/database.ts';
import { seededRandom } from '../../../../testing/random.ts';
import { listLeaves, treeHead } from '../audit/index.ts';
import { createPerson, openConsoleSession } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { withClient } from '../platform/embedded-database.ts';
import { Refusal } from '../platform/refusal.ts';
import { makeSignInLink, signInLink } from './sign-in-link.ts';
import { CommandError } from './terminal.ts';
import { capturedTerminal } from './test-support/captured.ts';

async function withPerson(t: TestContext) {
  const { database, migration } = await openTestDatabaseWithAddress(t);
  const deps = {
    database,
    clock: settableClock(),
    random: seededRandom('links'),
    baseUrl: 'http://sign.hospital.example',
  };
  const actor = { kind: 'platform', id: 'test' } as const;
  const person = await inTransaction(database, (tx) =>
    createPerson(tx, deps, { jobNo: '1001', name: '龘䶮𠮷', roles: ['doctor'], departments: [] }, actor),
  );
  return { deps, person, migration };
}

test('the link signs in once and stands in the ledger', async (t) => {
  const { deps, person } = await withPerson(t);
  const made = await makeSignInLink(deps, '1001');
  assert.match(made.link, /^http:\/\/sign\.hospital\.example\/console\/sign-in#[A-Za-z0-9_-]{43}$/);
  assert.equal(made.expiresAt.getTime(), deps.clock.now().getTime() + 15 * 60_000);
  const [leaf] = await listLeaves(deps.database, { limit: 1 });
  assert.equal(leaf?.kind, 'sign-in-link-created');
  assert.equal(leaf?.subject, person.id);
  assert.deepEqual(leaf?.actor, { kind: 'platform', id: 'command-line' });
  const token = made.link.split('#')[1] as string;
  assert.equal((await openConsoleSession(deps, token)).caller.jobNo, '1001');
  await assert.rejects(openConsoleSession(deps, token), refusedAs('sign-in-link-invalid'));
});

test('after 15 minutes the link is worth nothing', async (t) => {
  const { deps } = await withPerson(t);
  const { link } = await makeSignInLink(deps, '1001');
  deps.clock.advance({ minutes: 15, seconds: 1 });
  await assert.rejects(openConsoleSession(deps, link.split('#')[1] as string), refusedAs('sign-in-link-invalid'));
});

test('an unknown person, or one switched off, gets none, and nothing is written', async (t) => {
  const { deps, migration } = await withPerson(t);
  await withClient(migration, (client) => client.query("UPDATE person SET active = false WHERE job_no = '1001'"));
  const before = await treeHead(deps.database);
  await assert.rejects(makeSignInLink(deps, '9999'), says(/no person with job number 9999/));
  await assert.rejects(makeSignInLink(deps, '1001'), says(/not active/));
  assert.deepEqual(await treeHead(deps.database), before);
});

test('exactly one job number is wanted', async () => {
  const terminal = capturedTerminal();
  await assert.rejects(signInLink([], terminal), says(/Name one job number/));
  await assert.rejects(signInLink(['1', '2'], terminal), says(/Name one job number/));
  await assert.rejects(signInLink(['--all'], terminal), says(/command line is wrong/));
  assert.equal(terminal.printed(), '');
});

function says(pattern: RegExp) {
  return (error: unknown) => error instanceof CommandError && pattern.test(error.message);
}

function refusedAs(code: string) {
  return (error: unknown) => error instanceof Refusal && error.code === code;
}
