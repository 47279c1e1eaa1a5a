import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase } from '../../../../testing/database.ts';
import { inTransaction } from './database.ts';
import { outboxStore } from './outbox-store.ts';

test('events are kept in order and vanish with their transaction', async (t) => {
  const db = await openTestDatabase(t);
  const at = new Date('2026-03-01T00:00:00Z');
  const event = (n: number) => ({ topic: 'record.signed', key: 'r1', systemCode: 'HIS', payload: { n } });
  await inTransaction(db, (tx) => outboxStore.append(tx, at, [event(1), event(2)]));
  await assert.rejects(
    inTransaction(db, async (tx) => {
      await outboxStore.append(tx, at, [event(3)]);
      throw new Error('rolled back');
    }),
  );
  await inTransaction(db, (tx) => outboxStore.append(tx, at, []));
  const { rows } = await sql<{
    n: number;
  }>`SELECT (payload->>'n')::int AS n FROM outbox_event ORDER BY position`.execute(db);
  assert.deepEqual(rows, [{ n: 1 }, { n: 2 }]);
});
