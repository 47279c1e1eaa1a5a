import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
import { sql } from 'kysely';
import { settableClock } from '../../../../testing/clock.ts';
import { openTestDatabase } from '../../../../testing/database.ts';
import { seededRandom } from '../../../../testing/random.ts';
import { inTransaction } from './database.ts';
import { masterKeyFrom } from './master-key.ts';
import { wrappedKeyStore } from './wrapped-key-store.ts';

const random = seededRandom('keys');
const clock = settableClock();
const masterKey = masterKeyFrom(random(32), random);
const message = new TextEncoder().encode('医嘱');
const store = () => wrappedKeyStore({ masterKey, clock, random });

test('a key signs for its purpose alone, and its signature verifies', async (t) => {
  const db = await openTestDatabase(t);
  const keys = store();
  const key = await inTransaction(db, (tx) => keys.create(tx, 'session'));
  const signature = await keys.sign(db, key.keyId, 'session', message);
  assert.ok(sm2Verify(key.publicKey, message, sm2SignatureFromDer(signature)));
  await assert.rejects(keys.sign(db, key.keyId, 'ca', message), /is for session, not for ca/);
  await assert.rejects(keys.sign(db, 'nothing', 'session', message), /no key/);
});

test('another process opens the key with the same master key, and nobody with another', async (t) => {
  const db = await openTestDatabase(t);
  const key = await inTransaction(db, (tx) => store().create(tx, 'tsa'));
  await store().sign(db, key.keyId, 'tsa', message);
  const stranger = wrappedKeyStore({ masterKey: masterKeyFrom(random(32), random), clock, random });
  await assert.rejects(stranger.sign(db, key.keyId, 'tsa', message), /damaged, moved or wrapped by another/);
});

test('a row that was exchanged for another key is refused', async (t) => {
  const db = await openTestDatabase(t);
  const [first, second] = await inTransaction(db, async (tx) => [
    await store().create(tx, 'ca'),
    await store().create(tx, 'ca'),
  ]);
  await sql`UPDATE wrapped_key AS a SET wrapped = b.wrapped, public_key = b.public_key FROM wrapped_key AS b
    WHERE a.key_id = ${first?.keyId} AND b.key_id = ${second?.keyId}`.execute(db);
  await assert.rejects(store().sign(db, first?.keyId ?? '', 'ca', message), /damaged, moved/);
});

test('a destroyed key is refused here and in every other process, whatever they remember; its octets are gone', async (t) => {
  const db = await openTestDatabase(t);
  const here = store();
  const elsewhere = store();
  const key = await inTransaction(db, (tx) => here.create(tx, 'session'));
  await elsewhere.sign(db, key.keyId, 'session', message);
  await inTransaction(db, (tx) => here.destroy(tx, key.keyId));
  await inTransaction(db, (tx) => here.destroy(tx, key.keyId));
  await assert.rejects(here.sign(db, key.keyId, 'session', message), /destroyed/);
  await assert.rejects(elsewhere.sign(db, key.keyId, 'session', message), /destroyed/);
  const { rows } = await sql<{ wrapped: unknown }>`SELECT wrapped FROM wrapped_key`.execute(db);
  assert.deepEqual(rows, [{ wrapped: null }]);
});

test('a destruction that is rolled back did not happen', async (t) => {
  const db = await openTestDatabase(t);
  const keys = store();
  const key = await inTransaction(db, (tx) => keys.create(tx, 'session'));
  await assert.rejects(
    inTransaction(db, async (tx) => {
      await keys.destroy(tx, key.keyId);
      throw new Error('rolled back');
    }),
  );
  await keys.sign(db, key.keyId, 'session', message);
});
