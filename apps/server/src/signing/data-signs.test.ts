import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBase64, toBase64 } from '@medsign/engine/bytes/base64';
import { toHex } from '@medsign/engine/bytes/hex';
import { buildSignedAttributes } from '@medsign/engine/cms/attributes';
import { parseSignedData } from '@medsign/engine/cms/signed-data';
import { sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { sql } from 'kysely';
import { leafAt, treeHead } from '../audit/index.ts';
import { certificateInForce, changeCertificateStatus } from '../certificates/index.ts';
import { findPersonByJobNo, type Person } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { requestHash } from '../platform/idempotency-store.ts';
import { sweepSigning } from './sweep.ts';
import { type Hospital, openHospital } from './test-support/hospital.ts';

const TEXT = '医嘱：0.9% 氯化钠注射液 250ml 静滴 qd × 3天';
const order = {
  signer: { jobNo: 'T01' },
  businessNo: 'B-1',
  documentType: 'order',
  title: '长期医嘱',
  content: { text: TEXT },
  format: 'raw',
  mode: 'now',
};
const utf8 = (text: string) => new TextEncoder().encode(text);

async function count(hospital: Hospital, table: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(
    hospital.deps.database,
  );
  return rows[0]?.n ?? -1;
}

test('raw: a DER SM2Signature over the octets of the text, with certificate, chain and token', async (t) => {
  const hospital = await openHospital(t);
  const { status, body } = await hospital.sign(order);
  assert.equal(status, 201, JSON.stringify(body));
  const certificate = parseCertificate(fromBase64(body.certificate));
  const signature = sm2SignatureFromDer(fromBase64(body.signature));
  assert.ok(sm2Verify(certificate.spki.publicKey, utf8(TEXT), signature));
  assert.equal(body.status, 'signed');
  assert.equal(body.format, 'raw');
  assert.equal(body.chain.length, 2);
  assert.deepEqual(body.department, { code: 'ICU', name: '重症医学科', campus: '本部' });
  assert.equal(body.signedAt, '2026-03-02T00:00:00.000Z');
  const leaf = await leafAt(hospital.deps.database, body.ledger.index);
  assert.equal(leaf?.kind, 'record-signed');
  assert.equal(leaf?.subject, body.recordId);
});

test('cms and cms-gm: attached for text and Base64, detached for a digest; all verify', async (t) => {
  const hospital = await openHospital(t);
  const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
  for (const format of ['cms', 'cms-gm']) {
    for (const content of [
      { text: TEXT },
      { base64: toBase64(bytes) },
      { sm3: toHex(sm3(bytes)), size: bytes.length },
    ]) {
      const { status, body } = await hospital.sign({ ...order, format, content });
      assert.equal(status, 201, JSON.stringify(body));
      const parsed = parseSignedData(fromBase64(body.signature));
      assert.equal(parsed.content === undefined, 'sm3' in content);
      const verified = await hospital.call(undefined, {
        method: 'POST',
        url: '/v1/verify',
        payload: { format, signature: body.signature, ...('sm3' in content && { content }) },
      });
      assert.equal(verified.body.verdict, 'valid', JSON.stringify(verified.body));
      assert.equal(verified.body.record.recordId, body.recordId);
    }
  }
});

test('a repeated request gets the same octets and makes nothing new', async (t) => {
  const hospital = await openHospital(t);
  const first = await hospital.sign(order, { key: 'once' });
  hospital.clock.advance({ hours: 3 });
  const second = await hospital.sign(order, { key: 'once' });
  assert.equal(second.status, 201);
  assert.equal(second.text, first.text);
  assert.equal(await count(hospital, 'sign_record'), 1);
  const other = await hospital.sign({ ...order, title: '另一份' }, { key: 'once' });
  assert.equal(other.status, 422);
  assert.equal(other.body.code, 'idempotency-key-reused');
});

test('the same key in flight is refused, and free again after a refusal', async (t) => {
  const hospital = await openHospital(t);
  const { database, idempotency } = hospital.deps;
  const payload = JSON.stringify(order);
  const claim = { caller: 'system:LIS', key: 'busy', bodyHash: requestHash('POST', '/v1/data-signs', utf8(payload)) };
  await idempotency.begin(database, claim);
  const refused = await hospital.sign(order, { key: 'busy' });
  assert.equal(refused.status, 409);
  assert.equal(refused.body.code, 'idempotency-key-in-flight');
  await idempotency.release(database, claim);
  assert.equal((await hospital.sign(order, { key: 'busy' })).status, 201);

  assert.equal((await hospital.sign({ ...order, signer: { jobNo: 'nobody' } }, { key: 'again' })).status, 422);
  assert.equal((await hospital.sign(order, { key: 'again' })).status, 201);
});

test('every bad request has its own problem code and stores nothing', async (t) => {
  const hospital = await openHospital(t);
  const staff = { ...order, signer: { jobNo: '1001' }, department: 'ICU' };
  const cases: readonly (readonly [string, Record<string, unknown>, number, string])[] = [
    ['unknown field', { ...order, extra: 1 }, 400, 'invalid-request'],
    ['unknown field inside', { ...order, content: { text: 'a', more: 1 } }, 400, 'invalid-request'],
    ['wrong type', { ...order, businessNo: 7 }, 400, 'invalid-request'],
    [
      'two forms of content',
      { ...order, content: { text: 'a', sm3: '0'.repeat(64), size: 1 } },
      400,
      'invalid-request',
    ],
    ['NUL in the title', { ...order, title: 'a\u0000' }, 400, 'invalid-request'],
    ['half a surrogate pair', { ...order, content: { text: '\ud840' } }, 400, 'invalid-request'],
    ['not canonical Base64', { ...order, content: { base64: 'AAB=' } }, 400, 'malformed-base64'],
    ['unknown signer', { ...order, signer: { jobNo: '9999' } }, 422, 'unknown-signer'],
    ['unknown department', { ...staff, department: 'XX' }, 422, 'unknown-department'],
    ['foreign department', { ...staff, department: 'LAB' }, 422, 'foreign-department'],
    ['foreign department of a test account', { ...order, department: 'LAB' }, 422, 'foreign-department'],
    ['no department', { ...staff, department: undefined }, 400, 'invalid-request'],
    ['unknown document type', { ...order, documentType: 'poem' }, 422, 'document-type-not-allowed'],
    ['raw over a digest', { ...order, content: { sm3: '0'.repeat(64), size: 9 } }, 422, 'raw-digest-refused'],
    ['no session', staff, 409, 'session-required'],
  ];
  for (const [name, body, status, code] of cases) {
    const answer = await hospital.sign(body);
    assert.equal(answer.body.code, code, `${name}: ${answer.text}`);
    assert.equal(answer.status, status, name);
  }
  const foreign = await hospital.sign({ ...order, documentType: 'lab-report' }, { as: 'NIS' });
  assert.equal(foreign.body.code, 'document-type-not-allowed');
  const keyless = await hospital.call('LIS', { method: 'POST', url: '/v1/data-signs', payload: order });
  assert.equal(keyless.body.code, 'idempotency-key-missing');
  const nobody = await hospital.call(undefined, { method: 'POST', url: '/v1/data-signs', payload: order });
  assert.equal(nobody.status, 401);
  const person = await hospital.call('1001', { method: 'POST', url: '/v1/data-signs', payload: order });
  assert.equal(person.status, 403);
  for (const table of ['sign_record', 'sign_intent', 'signed_content', 'idempotency_claim', 'sign_task']) {
    assert.equal(await count(hospital, table), 0, table);
  }
});

test('session-required says where the person approves and where to ask', async (t) => {
  const hospital = await openHospital(t);
  const { body } = await hospital.sign({ ...order, signer: { jobNo: '1001' }, department: 'ICU' });
  assert.equal(body.approvalUrl, 'http://127.0.0.1:8080/approve');
  assert.equal(body.sessions, 'http://127.0.0.1:8080/v1/sign-sessions');
});

test('content over the limit is refused with the limit and the way round it', async (t) => {
  const hospital = await openHospital(t);
  const decoded = await hospital.sign({ ...order, content: { base64: 'A'.repeat(4 * 2_800_000) } });
  assert.equal(decoded.status, 413);
  assert.equal(decoded.body.code, 'content-too-large');
  assert.equal(decoded.body.limit, 8 * 1024 * 1024);
  assert.match(decoded.body.detail, /sm3/);
  const huge = await hospital.sign({ ...order, content: { text: 'x'.repeat(200 * 1024 * 1024) } });
  assert.equal(huge.status, 413);
  assert.equal(huge.body.code, 'content-too-large');
  assert.match(huge.body.detail, /sm3/);
});

test('what could turn into another signature is never signed', async (t) => {
  const hospital = await openHospital(t);
  const { body } = await hospital.sign(order);
  const certificate = fromBase64(body.certificate);
  const attributes = buildSignedAttributes({
    profile: 'rfc',
    messageDigest: sm3(utf8('x')),
    signingTime: hospital.clock.now(),
    signingCertificate: certificate,
  });
  const tbs = parseCertificate(certificate).tbs;
  for (const [found, bytes] of [
    ['signed-attributes', attributes],
    ['certificate', certificate],
    ['tbs-certificate', tbs],
  ] as const) {
    for (const format of ['raw', 'cms', 'cms-gm']) {
      const refused = await hospital.sign({ ...order, format, content: { base64: toBase64(bytes) } });
      assert.equal(refused.status, 422);
      assert.equal(refused.body.code, 'dangerous-content');
      assert.equal(refused.body.found, found);
    }
  }
  assert.equal(await count(hospital, 'sign_record'), 1);
});

test('a suspended, revoked or expired certificate signs nothing', async (t) => {
  const hospital = await openHospital(t);
  const { database, clock } = hospital.deps;
  const person = (await findPersonByJobNo(database, 'T01')) as Person;
  const certificate = await certificateInForce(database, { personId: person.id, purpose: 'signing', at: clock.now() });
  const change = (action: 'suspend' | 'resume') =>
    inTransaction(database, (tx) =>
      changeCertificateStatus(tx, hospital.deps, {
        certificateId: certificate.id,
        action,
        note: 'test',
        at: clock.now(),
        actor: { kind: 'person', id: 'S1' },
      }),
    );
  await change('suspend');
  assert.equal((await hospital.sign(order)).body.code, 'certificate-suspended');
  await change('resume');
  assert.equal((await hospital.sign(order)).status, 201);
  hospital.clock.advance({ days: 400 });
  const expired = await hospital.sign(order);
  assert.equal(expired.body.code, 'certificate-expired');
  assert.equal(expired.status, 409);
  assert.equal((await hospital.sign({ ...order, signer: { jobNo: '1001' }, department: 'ICU' })).status, 409);
});

test('a crash between key use and commit leaves an intent and nothing else; the same key then works', async (t) => {
  const hospital = await openHospital(t);
  const before = await treeHead(hospital.deps.database);
  hospital.fault = new Error('power cut');
  const failed = await hospital.sign(order, { key: 'retry' });
  assert.equal(failed.status, 500);
  assert.equal(failed.body.code, 'internal-error');
  assert.equal(await count(hospital, 'sign_record'), 0);
  assert.equal(await count(hospital, 'signed_content'), 0);
  assert.equal((await treeHead(hospital.deps.database)).size, before.size);
  const { rows } = await sql<{
    abandoned: boolean;
  }>`select abandoned_at is not null as abandoned from sign_intent`.execute(hospital.deps.database);
  assert.deepEqual(rows, [{ abandoned: true }]);
  hospital.fault = undefined;
  const again = await hospital.sign(order, { key: 'retry' });
  assert.equal(again.status, 201);
  assert.equal(await count(hospital, 'sign_record'), 1);
});

test('the sweep marks intents of a process that died and leaves those with a record', async (t) => {
  const hospital = await openHospital(t);
  const { database } = hospital.deps;
  const { body } = await hospital.sign(order);
  await inTransaction(database, async (tx) => {
    await sql`insert into sign_intent (id, at, system_code, signer_id, key_id, content_digest)
      select gen_random_uuid(), at, system_code, signer_id, key_id, content_digest from sign_intent`.execute(tx);
  });
  assert.deepEqual(await sweepSigning(hospital.deps), { sessions: 0, intents: 0 });
  hospital.clock.advance({ minutes: 6 });
  assert.deepEqual(await sweepSigning(hospital.deps), { sessions: 0, intents: 1 });
  const { rows } = await sql<{ id: string }>`select id from sign_intent where abandoned_at is null`.execute(database);
  assert.deepEqual(rows, [{ id: body.recordId }]);
});
