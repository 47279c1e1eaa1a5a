import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '@medsign/engine/bytes/hex';
import { generateSm2KeyPair } from '@medsign/engine/crypto/sm2';
import { openEnvelopedKey } from '@medsign/engine/pki/enveloped-key';
import { type RawBuilder, sql } from 'kysely';
import { listLeaves } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { masterKeyFrom } from '../platform/master-key.ts';
import { wrappedKeyStore } from '../platform/wrapped-key-store.ts';
import { escrowBinding, escrowKeyFrom } from './escrow-key.ts';
import { escrowEncryptionKeys } from './escrow-keys.ts';
import { escrowedAmong } from './find-keys.ts';
import { sweepKeys } from './sweep.ts';
import { ACTOR, openEscrow, type TestEscrow } from './test-support/escrow.ts';

const wrappedOf = async ({ deps }: TestEscrow, keyId: string): Promise<Uint8Array | null> => {
  const { rows } = await sql<{ wrapped: Uint8Array | null }>`
    select wrapped from escrowed_key where key_id = ${keyId}`.execute(deps.database);
  return rows[0]?.wrapped ?? null;
};

test('a pair goes into escrow and, enveloped, to the signing key of its holder alone', async (t) => {
  const escrow = await openEscrow(t);
  const holder = generateSm2KeyPair(escrow.random);
  const pair = await escrow.escrow('1001', holder);
  const opened = openEnvelopedKey(pair.envelopedKey, holder.privateKey, pair.publicKey);
  const person = escrow.people.get('1001');
  const wrapped = (await wrappedOf(escrow, pair.keyId)) as Uint8Array;
  const binding = escrowBinding(pair.keyId, person?.id as string, pair.publicKey);
  assert.deepEqual(escrow.deps.escrowKey.unwrap(wrapped, binding), opened.privateKey);
  const { database } = escrow.deps;
  assert.deepEqual(
    [...(await escrowedAmong(database, [pair.publicKey, holder.publicKey]))],
    [[toHex(pair.publicKey), person?.id]],
  );
  assert.deepEqual([...(await escrowedAmong(database, []))], []);
});

test('a wrapped key opens only in its row, for its holder and under the key of key management', async (t) => {
  const escrow = await openEscrow(t);
  const [first, second] = [await escrow.escrow('1001'), await escrow.escrow('1001')];
  const id = escrow.people.get('1001')?.id as string;
  const wrapped = (await wrappedOf(escrow, first.keyId)) as Uint8Array;
  const { escrowKey } = escrow.deps;
  assert.throws(() => escrowKey.unwrap(wrapped, escrowBinding(second.keyId, id, first.publicKey)));
  assert.throws(() => escrowKey.unwrap(wrapped, escrowBinding(first.keyId, ACTOR.id, first.publicKey)));
  assert.throws(() => escrowKey.unwrap(wrapped, escrowBinding(first.keyId, id, second.publicKey)));
});

test('key management cannot open signing keys, nor the key store escrowed ones', async (t) => {
  const escrow = await openEscrow(t);
  const { database, clock, random } = escrow.deps;
  const master = masterKeyFrom(random(32), random);
  const escrowKey = escrowKeyFrom(master);
  const stored = await inTransaction(database, (tx) =>
    wrappedKeyStore({ masterKey: master, clock, random }).create(tx, 'person'),
  );
  const { rows } = await sql<{ wrapped: Uint8Array }>`
    select wrapped from wrapped_key where key_id = ${stored.keyId}`.execute(database);
  const binding = ['private key', stored.keyId, 'person', toHex(stored.publicKey)];
  assert.equal(master.unwrap(rows[0]?.wrapped as Uint8Array, binding).length, 32);
  assert.throws(() => escrowKey.unwrap(rows[0]?.wrapped as Uint8Array, binding));
  assert.throws(() => master.unwrap(escrowKey.wrap(random(32), ['x']), ['x']));
  assert.notDeepEqual(escrowKey.checkValue, master.checkValue);
});

test('many are escrowed at once, each with its leaf; a bad recipient stops all of them', async (t) => {
  const { deps, people, clock, random } = await openEscrow(t);
  const staff = [...people.values()];
  const requests = staff.map((person) => {
    return { person, recipient: generateSm2KeyPair(random).publicKey, at: clock.now(), actor: ACTOR };
  });
  const pairs = await inTransaction(deps.database, (tx) => escrowEncryptionKeys(tx, deps, requests));
  assert.equal(new Set(pairs.map(({ keyId }) => keyId)).size, staff.length);
  const leaves = async () => (await listLeaves(deps.database, { kind: 'encryption-key-escrowed', limit: 50 })).length;
  assert.equal(await leaves(), staff.length);
  const bad = { ...(requests[1] as (typeof requests)[0]), recipient: new Uint8Array(65).fill(4) };
  await assert.rejects(
    inTransaction(deps.database, (tx) => escrowEncryptionKeys(tx, deps, [...requests, bad])),
    { code: 'bad-public-key' },
  );
  assert.equal(await leaves(), staff.length);
});

test('the application can neither change nor delete nor destroy early', async (t) => {
  const escrow = await openEscrow(t);
  const { keyId } = await escrow.escrow('1001');
  const at = escrow.clock.now();
  const refused: readonly (readonly [string, RawBuilder<unknown>, RegExp])[] = [
    ['delete', sql`delete from escrowed_key`, /permission denied/],
    ['truncate', sql`truncate escrowed_key cascade`, /permission denied/],
    ['other holder', sql`update escrowed_key set person_id = key_id`, /permission denied/],
    ['other key', sql`update escrowed_key set wrapped = '\\x01'`, /not changed/],
    ['destroy early', sql`update escrowed_key set wrapped = null, destroyed_at = ${at}`, /not destroyed/],
    ['lose it', sql`update escrowed_key set wrapped = null`, /check constraint|violates/],
    ['delete requests', sql`delete from key_recovery`, /permission denied/],
    ['change requests', sql`update key_recovery set recipient_key = '\\x04'`, /permission denied/],
  ];
  for (const [name, statement, error] of refused) {
    await assert.rejects(statement.execute(escrow.deps.database), error, name);
  }
  assert.notEqual(await wrappedOf(escrow, keyId), null);
});

test('a key that has outlived every record is destroyed, once, and that is in the ledger', async (t) => {
  const escrow = await openEscrow(t);
  const old = await escrow.escrow('1001');
  escrow.clock.set('2056-03-01T23:00:00Z');
  const young = await escrow.escrow('1001');
  assert.deepEqual(await sweepKeys(escrow.deps), { expired: 0, destroyed: 0 });
  escrow.clock.advance({ hours: 1 });
  assert.deepEqual(await sweepKeys(escrow.deps), { expired: 0, destroyed: 1 });
  assert.deepEqual(await sweepKeys(escrow.deps), { expired: 0, destroyed: 0 });
  assert.equal(await wrappedOf(escrow, old.keyId), null);
  assert.notEqual(await wrappedOf(escrow, young.keyId), null);
  const leaves = await listLeaves(escrow.deps.database, { kind: 'encryption-key-destroyed', limit: 5 });
  assert.deepEqual(
    leaves.map(({ subject }) => subject),
    [old.keyId],
  );
});
