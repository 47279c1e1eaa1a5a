import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OID } from '@medsign/engine/asn1/oids';
import { fromBase64, toBase64 } from '@medsign/engine/bytes/base64';
import { toHex } from '@medsign/engine/bytes/hex';
import { buildSignedAttributes } from '@medsign/engine/cms/attributes';
import { assembleSignedData } from '@medsign/engine/cms/signed-data';
import { generateSm2KeyPair, sm2Sign, sm2SignatureToDer } from '@medsign/engine/crypto/sm2';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { assembleCertificate, buildTbsCertificate } from '@medsign/engine/pki/certificate';
import { keyUsageExtension } from '@medsign/engine/pki/extensions';
import { nameOf } from '@medsign/engine/pki/name';
import { encodeSm2Spki } from '@medsign/engine/pki/public-key';
import { seededRandom } from '../../../../testing/random.ts';
import { certificateInForce, changeCertificateStatus } from '../certificates/index.ts';
import { findPersonByJobNo, type Person } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { type Hospital, openHospital } from './test-support/hospital.ts';

const TEXT = '医嘱：0.9% 氯化钠注射液 250ml 静滴';
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

const verify = (hospital: Hospital, payload: Record<string, unknown>) =>
  hospital.call(undefined, { method: 'POST', url: '/v1/verify', payload });

// biome-ignore lint/suspicious/noExplicitAny: whatever came back
const resultOf = (body: any, name: string): string | undefined =>
  body.checks.find((check: { name: string }) => check.name === name)?.result;

test('raw: valid with everything, and says which part is missing or wrong', async (t) => {
  const hospital = await openHospital(t);
  const { body: signed } = await hospital.sign(order);
  const whole = {
    format: 'raw',
    content: { text: TEXT },
    signature: signed.signature,
    certificate: signed.certificate,
    timestampToken: signed.timestampToken,
  };
  const valid = (await verify(hospital, whole)).body;
  assert.equal(valid.verdict, 'valid', JSON.stringify(valid));
  assert.deepEqual([valid.signer.name, valid.signer.jobNo], ['测试一', 'T01']);
  assert.equal(valid.signedAt, '2026-03-02T00:00:00.000Z');
  assert.equal(valid.record.recordId, signed.recordId);
  assert.equal(valid.record.test, true);

  const other = (await verify(hospital, { ...whole, content: { text: `${TEXT} ` } })).body;
  assert.equal(other.verdict, 'invalid');
  assert.equal(resultOf(other, 'signature'), 'failed');
  const digest = (await verify(hospital, { ...whole, content: { sm3: toHex(sm3(utf8(TEXT))), size: 9 } })).body;
  assert.equal(digest.verdict, 'indeterminate');
  const contentless = (await verify(hospital, { ...whole, content: undefined })).body;
  assert.equal(contentless.verdict, 'indeterminate');
  const unstamped = (await verify(hospital, { ...whole, timestampToken: undefined })).body;
  assert.equal(unstamped.verdict, 'valid');
  assert.equal(resultOf(unstamped, 'judged-time'), 'skipped');
  const second = (await hospital.sign({ ...order, content: { text: 'x' } })).body;
  const swapped = (await verify(hospital, { ...whole, timestampToken: second.timestampToken })).body;
  assert.equal(swapped.verdict, 'invalid');
  assert.equal(resultOf(swapped, 'timestamp.message-imprint'), 'failed');
});

test('malformed octets are a refusal, not a verdict', async (t) => {
  const hospital = await openHospital(t);
  const { body: signed } = await hospital.sign(order);
  const whole = {
    format: 'raw',
    content: { text: TEXT },
    signature: signed.signature,
    certificate: signed.certificate,
  };
  for (const [change, code] of [
    [{ signature: toBase64(Uint8Array.of(48, 3, 2, 1)) }, 'malformed-der'],
    [{ signature: signed.certificate, format: 'cms' }, 'malformed-der'],
    [{ certificate: toBase64(Uint8Array.of(1, 2, 3)) }, 'malformed-der'],
    [{ timestampToken: signed.certificate }, 'malformed-der'],
    [{ signature: 'AAB=' }, 'malformed-base64'],
    [{ signature: 'not base64' }, 'malformed-base64'],
    [{ more: 1 }, 'invalid-request'],
  ] as const) {
    const { status, body } = await verify(hospital, { ...whole, ...change });
    assert.equal(body.code, code, JSON.stringify(body));
    assert.equal(status, 400);
  }
});

test('a signature outlives its certificate by its timestamp, and not without one', async (t) => {
  const hospital = await openHospital(t);
  const { body: signed } = await hospital.sign(order);
  const whole = {
    format: 'raw',
    content: { text: TEXT },
    signature: signed.signature,
    certificate: signed.certificate,
  };
  hospital.clock.advance({ days: 500 });
  const stamped = (await verify(hospital, { ...whole, timestampToken: signed.timestampToken })).body;
  assert.equal(stamped.verdict, 'valid', JSON.stringify(stamped));
  const unstamped = (await verify(hospital, whole)).body;
  assert.equal(unstamped.verdict, 'invalid');
  assert.equal(resultOf(unstamped, 'validity-period'), 'failed');
});

test('a certificate revoked later leaves stamped signatures standing and takes the others', async (t) => {
  const hospital = await openHospital(t);
  const { database, clock } = hospital.deps;
  const { body: signed } = await hospital.sign(order);
  hospital.clock.advance({ hours: 1 });
  const person = (await findPersonByJobNo(database, 'T01')) as Person;
  const certificate = await certificateInForce(database, { personId: person.id, purpose: 'signing', at: clock.now() });
  await inTransaction(database, (tx) =>
    changeCertificateStatus(tx, hospital.deps, {
      certificateId: certificate.id,
      action: 'revoke',
      reason: 'superseded',
      note: 'test',
      at: clock.now(),
      actor: { kind: 'person', id: 'S1' },
    }),
  );
  assert.equal((await hospital.sign(order)).body.code, 'certificate-revoked');
  const whole = {
    format: 'raw',
    content: { text: TEXT },
    signature: signed.signature,
    certificate: signed.certificate,
  };
  const stamped = (await verify(hospital, { ...whole, timestampToken: signed.timestampToken })).body;
  assert.equal(stamped.verdict, 'valid', JSON.stringify(stamped));
  const unstamped = (await verify(hospital, whole)).body;
  assert.equal(unstamped.verdict, 'invalid');
  assert.equal(resultOf(unstamped, 'revocation'), 'failed');
});

test('a signer of an unknown authority is indeterminate, never valid', async (t) => {
  const hospital = await openHospital(t);
  const random = seededRandom('stranger');
  const pair = generateSm2KeyPair(random);
  const at = hospital.clock.now();
  const name = nameOf([[OID.commonName, 'Stranger']]);
  const tbs = buildTbsCertificate({
    serial: Uint8Array.of(1),
    issuer: name,
    subject: name,
    notBefore: new Date(at.getTime() - 1000),
    notAfter: new Date(at.getTime() + 1_000_000),
    spki: encodeSm2Spki(pair.publicKey),
    extensions: [keyUsageExtension(['digitalSignature', 'nonRepudiation'])],
  });
  const certificate = assembleCertificate(tbs, sm2SignatureToDer(sm2Sign(pair, tbs, random)));
  const attributes = buildSignedAttributes({ profile: 'gm', messageDigest: sm3(utf8(TEXT)), signingTime: at });
  const message = assembleSignedData({
    profile: 'gm',
    content: utf8(TEXT),
    certificates: [certificate],
    signers: [
      { certificate, signedAttributes: attributes, signature: sm2SignatureToDer(sm2Sign(pair, attributes, random)) },
    ],
  });
  const { body } = await verify(hospital, { format: 'cms-gm', signature: toBase64(message) });
  assert.equal(body.verdict, 'indeterminate', JSON.stringify(body));
  assert.equal(resultOf(body, 'signature'), 'passed');
  assert.equal(resultOf(body, 'chain'), 'indeterminate');
  assert.equal(body.record, null);
});

test('cms: another content, family, certificate or attributes passed off as content do not verify', async (t) => {
  const hospital = await openHospital(t);
  const { body: signed } = await hospital.sign({ ...order, format: 'cms' });
  const whole = { format: 'cms', signature: signed.signature, certificate: signed.certificate };
  const valid = (await verify(hospital, { ...whole, timestampToken: signed.timestampToken })).body;
  assert.equal(valid.verdict, 'valid', JSON.stringify(valid));
  assert.equal((await verify(hospital, { ...whole, content: { text: 'x' } })).body.verdict, 'invalid');
  assert.equal((await verify(hospital, { ...whole, format: 'cms-gm' })).body.verdict, 'invalid');
  const root = signed.chain[1];
  const foreign = (await verify(hospital, { ...whole, certificate: root })).body;
  assert.equal(foreign.verdict, 'invalid');
  assert.equal(resultOf(foreign, 'certificate-given'), 'failed');
  const tampered = fromBase64(signed.signature);
  const at = tampered.length - 1;
  tampered[at] = (tampered[at] as number) ^ 1;
  const broken = await verify(hospital, { ...whole, signature: toBase64(tampered) });
  assert.notEqual(broken.body.verdict, 'valid');
});

test('verification is bounded per address', async (t) => {
  const hospital = await openHospital(t);
  const ask = () => verify(hospital, { format: 'raw', signature: 'AAAA' });
  const answers = await Promise.all(Array.from({ length: 129 }, ask));
  assert.equal(answers.filter((answer) => answer.status === 400).length, 128);
  assert.equal(answers.filter((answer) => answer.body.code === 'too-many-requests').length, 1);
});
