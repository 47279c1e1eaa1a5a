import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTestDatabase, openTestDatabaseWithAddress } from '../../../../testing/database.ts';
import { seededRandom } from '../../../../testing/random.ts';
import { inTransaction } from './database.ts';
import { forgetAnswers, idempotencyStore, requestHash } from './idempotency-store.ts';
import { openProcessInstance } from './process-instance.ts';
import { Refusal } from './refusal.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const claim = { caller: 'system:HIS', key: 'k1', bodyHash: requestHash('POST', '/v1/data-signs', bytes('{}')) };
const answer = { status: 201, body: '{"recordId":"r1"}' };

function refusedAs(code: string) {
  return (error: unknown) => error instanceof Refusal && error.code === code;
}

test('the first request holds the claim, the same again is in flight, and after its answer gets the same octets', async (t) => {
  const db = await openTestDatabase(t);
  const store = idempotencyStore({ instanceId: 1 });
  assert.equal(await store.begin(db, claim), undefined);
  await assert.rejects(store.begin(db, claim), refusedAs('idempotency-key-in-flight'));
  await inTransaction(db, (tx) => store.complete(tx, claim, answer));
  assert.deepEqual(await store.begin(db, claim), answer);
});

test('another body under the same key is refused, answered or not', async (t) => {
  const db = await openTestDatabase(t);
  const store = idempotencyStore({ instanceId: 1 });
  const other = { ...claim, bodyHash: requestHash('POST', '/v1/data-signs', bytes('{"a":1}')) };
  await store.begin(db, claim);
  await assert.rejects(store.begin(db, other), refusedAs('idempotency-key-reused'));
  await inTransaction(db, (tx) => store.complete(tx, claim, answer));
  await assert.rejects(store.begin(db, other), refusedAs('idempotency-key-reused'));
});

test('keys of different callers do not meet', async (t) => {
  const db = await openTestDatabase(t);
  const store = idempotencyStore({ instanceId: 1 });
  await store.begin(db, claim);
  assert.equal(await store.begin(db, { ...claim, caller: 'system:LIS' }), undefined);
});

test('of requests that arrive together one holds the claim', async (t) => {
  const db = await openTestDatabase(t);
  const store = idempotencyStore({ instanceId: 1 });
  const outcomes = await Promise.allSettled([1, 2, 3, 4, 5].map(() => store.begin(db, claim)));
  assert.equal(outcomes.filter((one) => one.status === 'fulfilled').length, 1);
});

test('a released claim can be taken again, an answered one stays', async (t) => {
  const db = await openTestDatabase(t);
  const store = idempotencyStore({ instanceId: 1 });
  await store.begin(db, claim);
  await store.release(db, claim);
  assert.equal(await store.begin(db, claim), undefined);
  await inTransaction(db, (tx) => store.complete(tx, claim, answer));
  await store.release(db, claim);
  assert.deepEqual(await store.begin(db, claim), answer);
});

test('the claim of a living process stays its own; that of a dead one is taken over', async (t) => {
  const { database: db, application } = await openTestDatabaseWithAddress(t);
  const living = await openProcessInstance(application, seededRandom('living'));
  const first = idempotencyStore({ instanceId: living.id });
  const second = idempotencyStore({ instanceId: 2 });
  await first.begin(db, claim);
  await assert.rejects(second.begin(db, claim), refusedAs('idempotency-key-in-flight'));
  await living.release();
  assert.equal(await second.begin(db, claim), undefined);
  // The first one comes back from the dead: its transaction must not count beside the second's.
  await assert.rejects(
    inTransaction(db, (tx) => first.complete(tx, claim, answer)),
    refusedAs('idempotency-key-in-flight'),
  );
  await inTransaction(db, (tx) => second.complete(tx, claim, answer));
});

test('old answers are forgotten, claims in flight are not', async (t) => {
  const db = await openTestDatabase(t);
  const store = idempotencyStore({ instanceId: 1 });
  await store.begin(db, claim);
  await store.begin(db, { ...claim, key: 'k2' });
  await inTransaction(db, (tx) => store.complete(tx, claim, answer));
  assert.equal(await forgetAnswers(db, new Date('2000-01-01T00:00:00Z')), 0);
  assert.equal(await forgetAnswers(db, new Date('2100-01-01T00:00:00Z')), 1);
});

test('the hash of a request tells method, path and body apart', () => {
  const hashes = [
    requestHash('POST', '/a', bytes('b')),
    requestHash('POST', '/', bytes('ab')),
    requestHash('PUT', '/a', bytes('b')),
  ].map((hash) => Buffer.from(hash).toString('hex'));
  assert.equal(new Set(hashes).size, 3);
});
