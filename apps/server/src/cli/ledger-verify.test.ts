import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '@medsign/engine/bytes/hex';
import { openTestDatabase, openTestDatabaseWithAddress } from '../../../../testing/database.ts';
import { appendLeaf, treeHead } from '../audit/index.ts';
import { type Database, inTransaction } from '../platform/database.ts';
import { withClient } from '../platform/embedded-database.ts';
import { checkLedger, ledgerVerify } from './ledger-verify.ts';
import { CommandError } from './terminal.ts';
import { capturedTerminal } from './test-support/captured.ts';

async function writeLeaves(database: Database, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await inTransaction(database, (tx) =>
      appendLeaf(tx, {
        kind: 'administrator-act',
        at: new Date(1_772_409_600_000 + i),
        actor: { kind: 'platform', id: 'test' },
        subject: `act-${i}`,
        data: {},
      }),
    );
  }
}

test('an intact ledger: its size and root, exit code 0', async (t) => {
  const database = await openTestDatabase(t);
  await writeLeaves(database, 3);
  const terminal = capturedTerminal();
  assert.equal(await checkLedger(database, terminal), 0);
  assert.match(terminal.printed(), /✔ 审计账本完整[\s\S]*Leaves: 3\n/);
  assert.ok(terminal.printed().includes(toHex((await treeHead(database)).root)));
});

test('a changed leaf is named, exit code 1', async (t) => {
  const { database, migration } = await openTestDatabaseWithAddress(t);
  await writeLeaves(database, 3);
  // What an intruder with the superuser's rights would do about the triggers.
  await withClient(migration, (client) =>
    client.query(
      "SET session_replication_role = replica; UPDATE ledger_leaf SET subject = 'somebody else' WHERE index = 1",
    ),
  );
  const terminal = capturedTerminal();
  assert.equal(await checkLedger(database, terminal), 1);
  assert.match(terminal.printed(), /✘ 审计账本被破坏[\s\S]*First bad leaf: 1（/);
});

test('only `ledger verify` is known', async () => {
  for (const args of [[], ['repair'], ['verify', 'now']]) {
    await assert.rejects(
      ledgerVerify(args, capturedTerminal()),
      (error) => error instanceof CommandError && /Usage: medsign ledger verify/.test(error.message),
    );
  }
});
