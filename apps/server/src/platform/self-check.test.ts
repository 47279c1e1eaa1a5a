import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settableClock } from '../../../../testing/clock.ts';
import { openTestDatabase } from '../../../../testing/database.ts';
import { seededRandom } from '../../../../testing/random.ts';
import { masterKeyFrom } from './master-key.ts';
import { settleMode } from './platform-state.ts';
import { selfCheck } from './self-check.ts';

const random = seededRandom('self-check');
const masterKey = masterKeyFrom(random(32), random);

test('a sound platform passes; a stuck generator and a clock of the past do not', async (t) => {
  const database = await openTestDatabase(t);
  const clock = settableClock();
  await selfCheck({ database, masterKey, clock, random });
  const stuck = (length: number) => new Uint8Array(length).fill(7);
  await assert.rejects(selfCheck({ database, masterKey, clock, random: stuck }), /random number generator/);
  clock.set('2020-01-01T00:00:00Z');
  await assert.rejects(selfCheck({ database, masterKey, clock, random }), /system clock shows 2020-01-01/);
});

test('what a database is for is decided at its first start', async (t) => {
  const production = await openTestDatabase(t);
  assert.equal(await settleMode(production, false), 'production');
  assert.equal(await settleMode(production, undefined), 'production');
  await assert.rejects(settleMode(production, true), /for production/);
  const demo = await openTestDatabase(t);
  assert.equal(await settleMode(demo, undefined), 'demo');
  assert.equal(await settleMode(demo, true), 'demo');
  await assert.rejects(settleMode(demo, false), /demo hospital/);
});
