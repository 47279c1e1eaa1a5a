import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase } from '@medsign/testing/database';
import { seededRandom } from '@medsign/testing/random';
import { treeHead, verifyLedger } from '../audit/index.ts';
import { markInstallation } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { masterKeyFrom } from '../platform/master-key.ts';
import { outboxStore } from '../platform/outbox-store.ts';
import { Refusal } from '../platform/refusal.ts';
import { wrappedKeyStore } from '../platform/wrapped-key-store.ts';
import { demoState, type SeedDeps, seedHospital } from './seed-hospital.ts';

const NOW = new Date('2026-11-23T08:00:00Z');

async function depsFor(t: Parameters<typeof openTestDatabase>[0]): Promise<SeedDeps> {
  const database = await openTestDatabase(t);
  const random = seededRandom(t.toString());
  const masterKey = masterKeyFrom(random(32), random);
  const clock = { now: () => NOW };
  const keyStore = wrappedKeyStore({ masterKey, random, clock });
  const settings = { baseUrl: 'http://hospital.example', maxContentBytes: 1_000_000, timeZone: 'Asia/Shanghai' };
  return { database, clock, random, keyStore, outbox: outboxStore, masterKey, settings };
}

test('an empty database becomes a demo hospital with a past that is all in the ledger', async (t) => {
  const deps = await depsFor(t);
  assert.equal(await demoState(deps), 'empty');
  const progress: string[] = [];
  const seeded = await seedHospital(deps, {
    records: 60,
    onProgress: ({ step, done, of }) => progress.push(`${step} ${done}/${of}`),
  });
  assert.equal(await demoState(deps), 'demo');
  assert.equal(seeded.systems.length, 20);
  assert.equal(seeded.testAccounts.length, 24);
  assert.ok(seeded.people.every(({ pin }) => /^\d{6}$/.test(pin)));
  for (const role of [
    'system-administrator',
    'security-administrator',
    'audit-administrator',
    'department-head',
    'nurse',
    'doctor',
  ]) {
    assert.ok(
      seeded.people.some((person) => person.role === role),
      role,
    );
  }
  assert.equal(progress.at(-1), 'records 60/60');
  assert.equal((await verifyLedger(deps.database)).verdict, 'intact');
  assert.ok((await treeHead(deps.database)).size > 60 + 400);
});

test('a production database refuses', async (t) => {
  const deps = await depsFor(t);
  await inTransaction(deps.database, (tx) =>
    markInstallation(tx, { mode: 'production', hospitalName: '示例医院', at: NOW }),
  );
  await assert.rejects(
    seedHospital(deps, { records: 1, onProgress: () => undefined }),
    (error) => error instanceof Refusal && error.code === 'already-set-up',
  );
  assert.equal(await demoState(deps), 'production');
});
