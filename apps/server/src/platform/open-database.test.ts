import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openTestDatabase } from '../../../../testing/database.ts';

test('values come as numbers, plain octets and days; a number that does not fit is refused', async (t) => {
  const db = await openTestDatabase(t);
  const { rows } = await sql`
    SELECT current_user AS role, 9007199254740991::int8 AS big, '\\x00ff'::bytea AS octets, date '2026-03-01' AS day`.execute(
    db,
  );
  assert.deepEqual(rows, [
    { role: 'medsign', big: Number.MAX_SAFE_INTEGER, octets: Uint8Array.of(0, 255), day: '2026-03-01' },
  ]);
  await assert.rejects(sql`SELECT 9007199254740993::int8 AS big`.execute(db), RangeError);
});

test('Chinese and rare characters sort by code point and come back as they were', async (t) => {
  const db = await openTestDatabase(t);
  const { rows } = await sql<{
    name: string;
  }>`SELECT name FROM (VALUES ('龘'), ('𠮷'), ('㐱'), ('A')) AS v(name) ORDER BY name`.execute(db);
  assert.deepEqual(
    rows.map((row) => row.name),
    ['A', '㐱', '龘', '𠮷'],
  );
});
