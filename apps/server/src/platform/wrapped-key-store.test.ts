import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateSm2KeyPair, sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
import { sql } from 'kysely';
import { settableClock } from '../../../../testing/clock.ts';
import { openTestDatabase } from '../../../../testing/database.ts';
import { seededRandom } from '../../../../testing/random.ts';
import { inTransaction } from './database.ts';
import type { KeyPurpose } from './key-store.ts';
import { type MasterKey, masterKeyFrom } from './master-key.ts';
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

/** A master key that unwraps another key than was wrapped, as damaged memory would. */
function faultyMasterKey(): MasterKey {
  return { ...masterKey, unwrap: () => generateSm2KeyPair(random).privateKey };
}

test('a faulty signature of an authority, a unit, a responder or the ledger is never released', async (t) => {
  const db = await openTestDatabase(t);
  const faulty = wrappedKeyStore({ masterKey: faultyMasterKey(), clock, random });
  const refused = { name: 'Sm2Error', code: 'faulty-signature' };
  const create = (purpose: KeyPurpose) => inTransaction(db, (tx) => store().create(tx, purpose));
  const person = { keyId: (await create('person')).keyId, purpose: 'person', message } as const;
  for (const purpose of ['ca', 'tsa', 'ocsp', 'ledger'] as const) {
    const { keyId } = await create(purpose);
    await assert.rejects(faulty.sign(db, keyId, purpose, message), refused);
    const items = Array.from({ length: 20 }, (_, i) => (i === 11 ? { keyId, purpose, message } : person));
    await assert.rejects(faulty.signBatch(db, items), refused);
  }
});

test('which signatures are verified before release is a policy', async (t) => {
  const db = await openTestDatabase(t);
  const session = await inTransaction(db, (tx) => store().create(tx, 'session'));
  const ca = await inTransaction(db, (tx) => store().create(tx, 'ca'));
  const faulty = (selfVerify?: readonly KeyPurpose[]) =>
    wrappedKeyStore({ masterKey: faultyMasterKey(), clock, random, ...(selfVerify && { selfVerify }) });
  const signed = async (selfVerify: readonly KeyPurpose[] | undefined, keyId: string, purpose: KeyPurpose) => {
    const signature = await faulty(selfVerify).sign(db, keyId, purpose, message);
    return sm2Verify(purpose === 'ca' ? ca.publicKey : session.publicKey, message, sm2SignatureFromDer(signature));
  };
  // Where the policy does not ask for it the fault goes out: what the test above sees is the verification.
  assert.equal(await signed(undefined, session.keyId, 'session'), false);
  assert.equal(await signed([], ca.keyId, 'ca'), false);
  await assert.rejects(signed(['session'], session.keyId, 'session'), { code: 'faulty-signature' });
});

test('a row whose public key was exchanged releases nothing', async (t) => {
  const db = await openTestDatabase(t);
  const { keyId } = await inTransaction(db, (tx) => store().create(tx, 'ca'));
  const other = generateSm2KeyPair(random).publicKey;
  await sql`UPDATE wrapped_key SET public_key = ${other} WHERE key_id = ${keyId}`.execute(db);
  await assert.rejects(store().sign(db, keyId, 'ca', message), /damaged, moved/);
  await assert.rejects(store().signBatch(db, [{ keyId, purpose: 'ca', message }]), /damaged, moved/);
});
