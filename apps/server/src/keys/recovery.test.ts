import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { fromBase64, toBase64 } from '@medsign/engine/bytes/base64';
import { toHex } from '@medsign/engine/bytes/hex';
import { generateSm2KeyPair, type Sm2KeyPair } from '@medsign/engine/crypto/sm2';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { openEnvelopedKey, parseEnvelopedKey } from '@medsign/engine/pki/enveloped-key';
import { envelopedKeyFromBlob } from '@medsign/engine/pki/enveloped-key-blob';
import { sql } from 'kysely';
import { listLeaves } from '../audit/index.ts';
import { withClient } from '../platform/embedded-database.ts';
import { RECOVERY_RULES } from './rules.ts';
import { sweepKeys } from './sweep.ts';
import { csrBy, openEscrow, type TestEscrow } from './test-support/escrow.ts';

const BASE = '/v1/key-recoveries';
const NOTE = { note: '已核对本人工作证' };

interface Opened extends TestEscrow {
  /** Key pair on the person's new phone. */
  readonly phone: Sm2KeyPair;
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  readonly asked: (changes?: object) => object;
}

/** A doctor whose phone is gone, and the new phone. */
async function open(t: TestContext): Promise<Opened> {
  const escrow = await openEscrow(t);
  const { keyId, publicKey } = await escrow.escrow('1001');
  const phone = generateSm2KeyPair(escrow.random);
  const csr = toBase64(csrBy(escrow.random, phone));
  const asked = (changes: object = {}) => ({ kind: 'personal', jobNo: '1001', reason: '手机丢失', csr, ...changes });
  return { ...escrow, phone, keyId, publicKey, asked };
}

async function request(escrow: Opened, changes: object = {}, as = 'S1'): Promise<string> {
  const { status, body } = await escrow.call(as, 'POST', BASE, escrow.asked(changes));
  assert.equal(status, 201, JSON.stringify(body));
  return body.recoveryId;
}

const act = (escrow: Opened, as: string, id: string, action: string) =>
  escrow.call(as, 'POST', `${BASE}/${id}/${action}`, action === 'deliver' ? undefined : NOTE);

const kindsOf = async ({ deps }: Opened, subject: string) =>
  (await listLeaves(deps.database, { subject, limit: 20 })).map(({ kind, actor }) => [kind, actor.id]).reverse();

test('one asks, another approves, and only the new phone opens what is delivered', async (t) => {
  const escrow = await open(t);
  const id = await request(escrow);
  const approved = await act(escrow, 'A1', id, 'approve');
  assert.deepEqual([approved.status, approved.body.state], [200, 'approved']);
  assert.equal(approved.body.recipientSm3, toHex(sm3(escrow.phone.publicKey)));
  const { status, body } = await act(escrow, 'S1', id, 'deliver');
  assert.equal(status, 200);
  assert.deepEqual(fromBase64(body.publicKey), escrow.publicKey);
  const fromDer = openEnvelopedKey(parseEnvelopedKey(fromBase64(body.envelopedKey)), escrow.phone.privateKey);
  const fromBlob = openEnvelopedKey(envelopedKeyFromBlob(fromBase64(body.envelopedKeyBlob)), escrow.phone.privateKey);
  assert.deepEqual(fromDer, fromBlob);
  assert.deepEqual(fromDer.publicKey, escrow.publicKey);
  assert.deepEqual(
    [
      body.recovery.requested.jobNo,
      body.recovery.decided.jobNo,
      body.recovery.decided.note,
      body.recovery.delivered.jobNo,
    ],
    ['S1', 'A1', NOTE.note, 'S1'],
  );
  assert.deepEqual(await kindsOf(escrow, id), [
    ['key-recovery-requested', 'S1'],
    ['key-recovery-approved', 'A1'],
    ['key-recovery-delivered', 'S1'],
  ]);
});

test('a court gets a key under its case number, even of somebody who has left', async (t) => {
  const escrow = await open(t);
  await withClient(escrow.migration, (client) =>
    client.query("update person set active = false where job_no = '1001'"),
  );
  assert.equal((await escrow.call('S1', 'POST', BASE, escrow.asked())).body.code, 'signer-inactive');
  const court = { kind: 'judicial', caseNumber: '（2026）京01刑初1号', keyId: escrow.keyId };
  const id = await request(escrow, court);
  await act(escrow, 'A2', id, 'approve');
  const { body } = await act(escrow, 'S2', id, 'deliver');
  assert.deepEqual([body.recovery.kind, body.recovery.caseNumber], ['judicial', court.caseNumber]);
  assert.deepEqual(
    openEnvelopedKey(parseEnvelopedKey(fromBase64(body.envelopedKey)), escrow.phone.privateKey).publicKey,
    escrow.publicKey,
  );
});

test('nobody alone gets a key, whatever he tries', async (t) => {
  const escrow = await open(t);
  const id = await request(escrow);
  for (const as of ['S1', 'S2', 'Y1', '1001', '1002', 'LIS']) {
    for (const action of ['approve', 'deny']) {
      assert.deepEqual([(await act(escrow, as, id, action)).body.code], ['forbidden'], `${as} ${action}`);
    }
  }
  assert.equal((await act(escrow, 'S1', id, 'deliver')).body.code, 'key-recovery-closed');
  for (const as of ['A1', 'Y1', '1001', 'LIS']) {
    assert.equal((await escrow.call(as, 'POST', BASE, escrow.asked())).body.code, 'forbidden', as);
    assert.equal((await act(escrow, as, id, 'deliver')).body.code, 'forbidden', as);
  }
  assert.deepEqual(await kindsOf(escrow, id), [['key-recovery-requested', 'S1']]);
});

test('who asked does not decide after a change of role, who approved does not deliver, whose key it is does neither', async (t) => {
  const escrow = await open(t);
  const own = await escrow.escrow('S1');
  assert.equal((await escrow.call('S1', 'POST', BASE, escrow.asked({ jobNo: 'S1' }))).body.code, 'dual-control');
  const ofAuditor = await escrow.escrow('A1');
  const id = await request(escrow, { jobNo: 'A1', keyId: ofAuditor.keyId });
  assert.equal((await act(escrow, 'A1', id, 'approve')).body.code, 'dual-control');
  const ofS1 = await request(escrow, { jobNo: 'S1', keyId: own.keyId }, 'S2');
  await act(escrow, 'A1', ofS1, 'approve');
  assert.equal((await act(escrow, 'S1', ofS1, 'deliver')).body.code, 'dual-control');
  const mine = await request(escrow);
  const approved = await request(escrow);
  await act(escrow, 'A1', approved, 'approve');
  Object.assign(escrow.people.get('S1') as object, { roles: ['audit-administrator'] });
  Object.assign(escrow.people.get('A1') as object, { roles: ['security-administrator'] });
  assert.equal((await act(escrow, 'S1', mine, 'approve')).body.code, 'dual-control');
  assert.equal((await act(escrow, 'S1', mine, 'deny')).body.code, 'dual-control');
  assert.equal((await act(escrow, 'A1', approved, 'deliver')).body.code, 'dual-control');
});

test('the database refuses one person in two parts even from the application itself', async (t) => {
  const escrow = await open(t);
  const { database } = escrow.deps;
  const id = await request(escrow);
  const at = escrow.clock.now();
  const decide = (by: string, state = 'approved') => sql`
    update key_recovery set state = ${state}, decided_by = ${by}, decided_by_job_no = 'x', decided_at = ${at} where id = ${id}`;
  const person = (jobNo: string) => escrow.people.get(jobNo)?.id as string;
  await assert.rejects(decide(person('S1')).execute(database), /check constraint/);
  await assert.rejects(decide(person('1001')).execute(database), /check constraint/);
  await assert.rejects(decide(person('A1'), 'delivered').execute(database), /does not go from/);
  await assert.rejects(sql`update key_recovery set state = 'approved' where id = ${id}`.execute(database), /check/);
  await decide(person('A1')).execute(database);
  await assert.rejects(decide(person('A2')).execute(database), /does not go from/);
  const deliver = (by: string) => sql`
    update key_recovery set state = 'delivered', delivered_by = ${by}, delivered_by_job_no = 'x', delivered_at = ${at}
    where id = ${id}`;
  await assert.rejects(deliver(person('A1')).execute(database), /check constraint/);
  await assert.rejects(deliver(person('1001')).execute(database), /check constraint/);
  await deliver(person('S1')).execute(database);
  await assert.rejects(deliver(person('S1')).execute(database), /does not go from/);
});

test('a decision and a delivery happen once, also when two come at the same time', async (t) => {
  const escrow = await open(t);
  const id = await request(escrow);
  const decisions = await Promise.all(['A1', 'A2', 'A1', 'A2'].map((as) => act(escrow, as, id, 'approve')));
  assert.equal(decisions.filter(({ status }) => status === 200).length, 1);
  const deliveries = await Promise.all(['S1', 'S2', 'S1', 'S2'].map((as) => act(escrow, as, id, 'deliver')));
  assert.deepEqual(deliveries.map(({ status }) => status).sort(), [200, 409, 409, 409]);
  assert.equal((await kindsOf(escrow, id)).length, 3);
});

test('a denied request is closed', async (t) => {
  const escrow = await open(t);
  const id = await request(escrow);
  assert.equal((await act(escrow, 'A1', id, 'deny')).body.state, 'denied');
  assert.equal((await act(escrow, 'A1', id, 'approve')).body.code, 'key-recovery-closed');
  assert.equal((await act(escrow, 'S1', id, 'deliver')).body.code, 'key-recovery-closed');
  assert.deepEqual((await kindsOf(escrow, id)).at(-1), ['key-recovery-denied', 'A1']);
});

test('requests and approvals run out', async (t) => {
  const escrow = await open(t);
  const asked = await request(escrow);
  const approved = await request(escrow);
  const hours = RECOVERY_RULES.validity / 3_600_000;
  escrow.clock.advance({ hours: hours - 1 });
  await act(escrow, 'A1', approved, 'approve');
  escrow.clock.advance({ hours: 1 });
  assert.equal((await act(escrow, 'A1', asked, 'approve')).body.code, 'key-recovery-closed');
  const states = async () =>
    (await escrow.call('A1', 'GET', BASE)).body.items.map(({ state }: { state: string }) => state);
  assert.deepEqual(await states(), ['approved', 'expired']);
  assert.deepEqual(await sweepKeys(escrow.deps), { expired: 1, destroyed: 0 });
  escrow.clock.advance({ hours });
  assert.equal((await act(escrow, 'S1', approved, 'deliver')).body.code, 'key-recovery-closed');
  assert.deepEqual(await sweepKeys(escrow.deps), { expired: 1, destroyed: 0 });
  assert.deepEqual(await sweepKeys(escrow.deps), { expired: 0, destroyed: 0 });
  assert.deepEqual(await states(), ['expired', 'expired']);
  assert.deepEqual((await kindsOf(escrow, approved)).at(-1), ['key-recovery-expired', 'keys']);
});

test('bad requests are refused with a stable code, and nothing is written', async (t) => {
  const escrow = await open(t);
  const other = await escrow.escrow('1002');
  const { random, phone } = escrow;
  const forged = toBase64(csrBy(random, phone, generateSm2KeyPair(random)));
  const refusals: readonly (readonly [string, object, number, string])[] = [
    ['judicial without case', { kind: 'judicial' }, 400, 'invalid-request'],
    ['personal with case', { caseNumber: '1' }, 400, 'invalid-request'],
    ['unknown kind', { kind: 'mine' }, 400, 'invalid-request'],
    ['no reason', { reason: '' }, 400, 'invalid-request'],
    ['unknown person', { jobNo: '9999' }, 404, 'unknown-person'],
    ['person without keys', { jobNo: 'A2' }, 404, 'unknown-key'],
    ['key of somebody else', { keyId: other.keyId }, 404, 'unknown-key'],
    ['no request', { csr: toBase64(Uint8Array.of(0x30, 0)) }, 400, 'malformed-csr'],
    ['forged possession', { csr: forged }, 400, 'malformed-csr'],
    ['not Base64', { csr: 'AAA=A' }, 400, 'invalid-request'],
    ['not canonical Base64', { csr: 'AAB=' }, 400, 'malformed-base64'],
  ];
  for (const [name, changes, status, code] of refusals) {
    const answer = await escrow.call('S1', 'POST', BASE, escrow.asked(changes));
    assert.deepEqual([answer.status, answer.body.code], [status, code], name);
  }
  const nowhere = '01900000-0000-7000-8000-00000000ffff';
  for (const [as, action] of [
    ['A1', 'approve'],
    ['A1', 'deny'],
    ['S1', 'deliver'],
  ] as const) {
    assert.equal((await act(escrow, as, nowhere, action)).body.code, 'unknown-recovery');
  }
  assert.deepEqual((await escrow.call('A1', 'GET', BASE)).body.items, []);
});

test('an escrowed key is never the one a delivery is for', async (t) => {
  const escrow = await open(t);
  const holder = generateSm2KeyPair(escrow.random);
  const { envelopedKey } = await escrow.escrow('1002', holder);
  const recovered = openEnvelopedKey(envelopedKey, holder.privateKey);
  const csr = toBase64(csrBy(escrow.random, recovered));
  const { body } = await escrow.call('S1', 'POST', BASE, escrow.asked({ csr }));
  assert.equal(body.code, 'profile-violation');
});

test('a destroyed key is neither asked for nor delivered', async (t) => {
  const escrow = await open(t);
  const id = await request(escrow);
  await act(escrow, 'A1', id, 'approve');
  await withClient(escrow.migration, async (client) => {
    await client.query('alter table escrowed_key disable trigger escrowed_key_only_destroyed');
    await client.query('update escrowed_key set wrapped = null, destroyed_at = created_at');
  });
  assert.equal((await act(escrow, 'S1', id, 'deliver')).body.code, 'escrowed-key-destroyed');
  assert.equal((await escrow.call('S1', 'POST', BASE, escrow.asked())).body.code, 'escrowed-key-destroyed');
  const { body } = await escrow.call('A1', 'GET', '/v1/escrowed-keys?jobNo=1001');
  assert.notEqual(body.items[0].destroyedAt, null);
});

test('a key whose row was exchanged is not delivered', async (t) => {
  const escrow = await open(t);
  const other = await escrow.escrow('1002');
  const id = await request(escrow);
  await act(escrow, 'A1', id, 'approve');
  await withClient(escrow.migration, async (client) => {
    await client.query('alter table escrowed_key disable trigger escrowed_key_only_destroyed');
    await client.query(
      'update escrowed_key set wrapped = (select wrapped from escrowed_key where key_id = $1) where key_id = $2',
      [other.keyId, escrow.keyId],
    );
  });
  assert.equal((await act(escrow, 'S1', id, 'deliver')).status, 500);
  assert.equal((await kindsOf(escrow, id)).length, 2);
});

test('administrators see keys and requests, page by page; nobody else does', async (t) => {
  const escrow = await open(t);
  const ids: string[] = [];
  for (let i = 0; i < 3; i++) {
    ids.unshift(await request(escrow));
    escrow.clock.advance({ seconds: 1 });
  }
  await act(escrow, 'A1', ids[0] as string, 'deny');
  const first = (await escrow.call('A1', 'GET', `${BASE}?limit=2`)).body;
  const second = (await escrow.call('S2', 'GET', `${BASE}?limit=2&cursor=${first.next}`)).body;
  const idsOf = (items: readonly { recoveryId: string }[]) => items.map(({ recoveryId }) => recoveryId);
  assert.deepEqual([...idsOf(first.items), ...idsOf(second.items)], ids);
  assert.equal(second.next, undefined);
  const listed = async (query: string) => idsOf((await escrow.call('A1', 'GET', `${BASE}?${query}`)).body.items);
  assert.deepEqual(await listed('state=denied'), ids.slice(0, 1));
  assert.deepEqual(await listed('state=pending&jobNo=1001'), ids.slice(1));
  assert.deepEqual(await listed('jobNo=1002'), []);
  assert.deepEqual(await listed('state=expired'), []);
  assert.equal((await escrow.call('A1', 'GET', `${BASE}?cursor=x`)).body.code, 'invalid-request');
  const { body } = await escrow.call('A1', 'GET', '/v1/escrowed-keys?jobNo=1001');
  assert.deepEqual([body.items.length, body.items[0].keyId, body.items[0].destroyedAt], [1, escrow.keyId, null]);
  assert.equal((await escrow.call('A1', 'GET', '/v1/escrowed-keys?jobNo=9999')).body.code, 'unknown-person');
  for (const as of ['Y1', '1001', 'LIS']) {
    assert.equal((await escrow.call(as, 'GET', BASE)).body.code, 'forbidden', as);
    assert.equal((await escrow.call(as, 'GET', '/v1/escrowed-keys?jobNo=1001')).body.code, 'forbidden', as);
  }
});
