import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createAuthority,
  issueCrl,
  issueSigner,
  issueTimestampUnit,
  NOW,
  random,
  signDer,
  testName,
} from '../../test-support/authority.ts';
import { makeToken, TEST_POLICY } from '../../test-support/messages.ts';
import { Asn1Error } from '../asn1/asn1-error.ts';
import { explicit, generalizedTime, implicit, integer, octetString, oid, sequence, setOf } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { buildSignedAttributes, encodeAttribute } from '../cms/attributes.ts';
import { assembleSignedData, parseSignedData } from '../cms/signed-data.ts';
import { issuerAndSerialOf } from '../cms/signing-certificate.ts';
import { sm3 } from '../crypto/sm3.ts';
import { algorithmIdentifier } from '../pki/algorithm-identifier.ts';
import { extendedKeyUsageExtension, extension, keyUsageExtension, subjectAltNameExtension } from '../pki/extensions.ts';
import { tokenAttributes } from './token.ts';
import { encodeTstInfo, sm3Imprint, type TstInfoFields } from './tst-info.ts';
import { type TokenQuestion, type TokenReport, verifyToken } from './verify-token.ts';

const root = createAuthority('根 CA');
const unit = issueTimestampUnit(root, '时间戳 1');
const otherUnit = issueTimestampUnit(root, '时间戳 2');
const DATA = random(70);

function verify(token: Uint8Array, question: Partial<TokenQuestion> = {}): Promise<TokenReport> {
  return verifyToken({
    token,
    over: { data: DATA },
    anchors: [root.certificate],
    intermediates: [],
    crls: [],
    revocation: 'none',
    at: NOW,
    ...question,
  });
}

async function assertVerdict(
  report: Promise<TokenReport>,
  verdict: 'invalid' | 'indeterminate',
  name: string,
  words: RegExp = /./,
): Promise<void> {
  const done = await report;
  const all = [...done.checks, ...(done.path?.checks ?? [])];
  assert.equal(done.verdict, verdict, JSON.stringify(all, null, 1));
  const result = verdict === 'invalid' ? 'failed' : 'indeterminate';
  const check = all.find((each) => each.name === name && each.result === result);
  assert.ok(check, JSON.stringify(all, null, 1));
  assert.match(check.detail ?? '', words);
}

test('a token over data, or its digest, with nonce and policy', async () => {
  const nonce = integer(1234567890123n);
  const token = makeToken(unit, DATA, { tstInfo: { nonce } });
  const question = { nonce, policies: [TEST_POLICY] };
  const report = await verify(token, question);
  assert.equal(report.verdict, 'valid', JSON.stringify(report.checks));
  assert.equal(report.genTime.toISOString(), NOW.toISOString());
  assert.equal(report.tstInfo.policy, TEST_POLICY);
  assert.deepEqual(report.certificate?.der, unit.certificate.der);
  assert.equal((await verify(token, { ...question, over: { sm3: sm3(DATA) } })).verdict, 'valid');
});

test('a token without certificate needs one to be given', async () => {
  const token = makeToken(unit, DATA, { certificates: [] });
  await assertVerdict(verify(token), 'indeterminate', 'signer-certificate');
  assert.equal((await verify(token, { certificates: [otherUnit.certificate, unit.certificate] })).verdict, 'valid');
});

test('a token over other data', async () => {
  await assertVerdict(verify(makeToken(unit, random(10))), 'invalid', 'message-imprint');
  await assertVerdict(verify(makeToken(unit, DATA), { over: { sm3: random(32) } }), 'invalid', 'message-imprint');
});

test('another nonce, none, or another policy than asked for', async () => {
  const token = makeToken(unit, DATA, { tstInfo: { nonce: integer(7) } });
  await assertVerdict(verify(token, { nonce: integer(8) }), 'invalid', 'nonce');
  await assertVerdict(verify(makeToken(unit, DATA), { nonce: integer(8) }), 'invalid', 'nonce');
  await assertVerdict(verify(token, { policies: ['1.2.3'] }), 'invalid', 'policy');
});

test('the time: future, before and after the certificate', async () => {
  const at = (text: string) => makeToken(unit, DATA, { tstInfo: { genTime: new Date(text) } });
  await assertVerdict(verify(at('2026-06-01T08:06:00Z')), 'invalid', 'gen-time', /future/);
  assert.equal((await verify(at('2026-06-01T08:04:00Z'))).verdict, 'valid');
  await assertVerdict(verify(at('2025-06-01T08:00:00Z')), 'invalid', 'validity-period', /not valid before/);
  const late = { at: new Date('2040-01-01T00:00:00Z') };
  await assertVerdict(verify(at('2037-01-01T00:00:00Z'), late), 'invalid', 'validity-period', /expired/);
  assert.equal((await verify(makeToken(unit, DATA), late)).verdict, 'valid');
});

for (const [what, options, name] of [
  ['no extended key usage', { without: [OID.extendedKeyUsage] }, 'unit-purpose'],
  [
    'time stamping not critical',
    { extensions: [extendedKeyUsageExtension([OID.timeStamping], false)] },
    'unit-purpose',
  ],
  [
    'time stamping among others',
    { extensions: [extendedKeyUsageExtension([OID.timeStamping, OID.clientAuth], true)] },
    'unit-purpose',
  ],
  ['another purpose', { extensions: [extendedKeyUsageExtension([OID.ocspSigning], true)] }, 'extended-key-usage'],
  ['any purpose', { extensions: [extendedKeyUsageExtension([OID.anyExtendedKeyUsage], true)] }, 'extended-key-usage'],
  ['no right to sign', { extensions: [keyUsageExtension(['keyEncipherment'])] }, 'key-usage'],
  ['an unknown critical extension', { extensions: [extension('1.2.3', sequence(), true)] }, 'critical-extensions'],
] as const) {
  test(`a unit with ${what}: invalid`, async () => {
    await assertVerdict(verify(makeToken(issueTimestampUnit(root, '别', options), DATA)), 'invalid', name);
  });
}

test('a unit of an unknown or forged authority', async () => {
  const stranger = createAuthority('别家');
  await assertVerdict(verify(makeToken(issueTimestampUnit(stranger, 'U'), DATA)), 'indeterminate', 'chain');
  const forged = issueTimestampUnit(root, 'U', { signWith: stranger.key });
  await assertVerdict(verify(makeToken(forged, DATA)), 'invalid', 'chain');
});

test('revocation of the unit: before, orderly afterwards, compromised afterwards', async () => {
  const july = { thisUpdate: new Date('2026-07-01T00:00:00Z'), nextUpdate: new Date('2026-07-08T00:00:00Z') };
  const listed = (at: string, reason?: 'keyCompromise' | 'superseded') =>
    issueCrl(root, {
      ...july,
      revoked: [{ serial: unit.certificate.serial, revokedAt: new Date(at), ...(reason && { reason }) }],
    });
  const token = makeToken(unit, DATA);
  const judge = (crl: ReturnType<typeof listed>) => verify(token, { crls: [crl], revocation: 'required' });
  assert.equal((await judge(listed('2026-06-20T00:00:00Z', 'superseded'))).verdict, 'valid');
  await assertVerdict(judge(listed('2026-06-20T00:00:00Z', 'keyCompromise')), 'invalid', 'revocation', /misused/);
  await assertVerdict(judge(listed('2026-06-20T00:00:00Z')), 'invalid', 'revocation');
  await assertVerdict(judge(listed('2026-05-20T00:00:00Z', 'superseded')), 'invalid', 'revocation');
  await assertVerdict(verify(token, { revocation: 'required' }), 'indeterminate', 'revocation');
});

test('signature by another key; a changed octet anywhere is never valid', async () => {
  await assertVerdict(verify(makeToken(unit, DATA, { signWith: otherUnit })), 'invalid', 'signature');
  const token = makeToken(unit, DATA);
  for (let index = 0; index < token.length; index += 11) {
    const broken = token.slice();
    broken[index] = (broken[index] as number) ^ 0x01;
    try {
      const report = await verify(broken);
      // The set of digest algorithms and the certificate's neighbours are not signed; everything said must still hold.
      if (report.verdict === 'valid') assert.deepEqual(report.tstInfo.der, (await verify(token)).tstInfo.der);
    } catch (error) {
      assert.ok(error instanceof Asn1Error, `octet ${index}: ${error}`);
    }
  }
});

test('injected certificates do not take the place of the unit', async () => {
  const twin = issueTimestampUnit(root, '时间戳 1', { fields: { serial: unit.certificate.serial } });
  const certificates = [twin.certificate.der, unit.certificate.der, otherUnit.certificate.der];
  const report = await verify(makeToken(unit, DATA, { certificates }));
  assert.equal(report.verdict, 'valid');
  assert.deepEqual(report.certificate?.der, unit.certificate.der);
  const only = makeToken(unit, DATA, { certificates: [twin.certificate.der] });
  await assertVerdict(verify(only), 'invalid', 'signing-certificate');
});

test('the named authority must be the subject, or a directory name of the certificate', async () => {
  const foreign = { tstInfo: { tsa: testName('别的时间戳') } };
  await assertVerdict(verify(makeToken(unit, DATA, foreign)), 'invalid', 'authority-name');
  const alias = subjectAltNameExtension([{ kind: 'directory', name: testName('别的时间戳') }]);
  const aliased = issueTimestampUnit(root, '时间戳 3', { extensions: [alias] });
  assert.equal((await verify(makeToken(aliased, DATA, foreign))).verdict, 'valid');
});

const fields: TstInfoFields = {
  policy: '1.2.3',
  imprint: sm3Imprint(sm3(DATA)),
  serial: Uint8Array.of(1),
  genTime: NOW,
};
const tstInfo = encodeTstInfo(fields);
const certificate = unit.certificate.der;
const messageDigest = sm3(tstInfo);
const digest = encodeAttribute(OID.messageDigest, octetString(messageDigest));
const type = encodeAttribute(OID.contentType, oid(OID.tstInfo));

test('signed attributes of a token: signing-certificate is required, the others as in any message', async () => {
  const token = (signedAttributes: Uint8Array) => makeToken(unit, DATA, { tstInfo: fields, signedAttributes });
  const complete = {
    policy: fields.policy,
    imprint: fields.imprint,
    serial: fields.serial,
    genTime: NOW,
    accuracy: { seconds: 1 },
    tsa: unit.name,
  };
  const own = sm3(encodeTstInfo(complete));
  const made = (contentType: string) =>
    buildSignedAttributes({ profile: 'rfc', contentType, messageDigest: own, signingCertificate: certificate });
  await assertVerdict(verify(token(setOf(type, digest))), 'invalid', 'signing-certificate', /absent/);
  await assertVerdict(verify(token(made(OID.data))), 'invalid', 'content-type');
  await assertVerdict(verify(token(tokenAttributes({ tstInfo, certificate }))), 'invalid', 'message-digest');
  assert.equal((await verify(token(made(OID.tstInfo)))).verdict, 'valid');
});

const signer = () => {
  const signedAttributes = tokenAttributes({ tstInfo, certificate });
  return { certificate, signedAttributes, signature: signDer(unit.key, signedAttributes) };
};

test('a token has one signer', async () => {
  const parts = { profile: 'rfc', contentType: OID.tstInfo, content: tstInfo, certificates: [certificate] } as const;
  await assertVerdict(verify(assembleSignedData({ ...parts, signers: [signer(), signer()] })), 'invalid', 'one-signer');
  const none = await verify(assembleSignedData({ ...parts, signers: [] }));
  assert.equal(none.verdict, 'invalid');
});

test('TSTInfo as plain data is no token', async () => {
  const parts = { profile: 'rfc', content: tstInfo, certificates: [certificate], signers: [signer()] } as const;
  await assertVerdict(verify(assembleSignedData(parts)), 'invalid', 'token-type');
});

test('GM identifiers, content as OCTET STRING or as the bare SEQUENCE of PKCS#7', async () => {
  const gm = assembleSignedData({
    profile: 'gm',
    contentType: OID.tstInfo,
    content: tstInfo,
    certificates: [certificate],
    signers: [signer()],
  });
  assert.equal((await verify(gm)).verdict, 'valid');
  const octets = tstInfo.subarray((tstInfo[1] as number) < 0x80 ? 2 : 3);
  const attributes = setOf(
    type,
    encodeAttribute(OID.messageDigest, octetString(sm3(octets))),
    encodeAttribute(OID.signingCertificateV2, parseV2()),
  );
  const { issuerDer, serialDer } = issuerAndSerialOf(certificate);
  const info = sequence(
    ...[integer(1), sequence(issuerDer, serialDer), algorithmIdentifier(OID.sm3).der, implicit(0, attributes)],
    ...[algorithmIdentifier(OID.sm2Signature).der, octetString(signDer(unit.key, attributes))],
  );
  const body = (outer: string) =>
    sequence(
      oid(outer),
      explicit(
        0,
        sequence(
          ...[integer(1), setOf(), sequence(oid(OID.tstInfo), explicit(0, tstInfo))],
          ...[implicit(0, setOf(certificate)), setOf(info)],
        ),
      ),
    );
  assert.equal((await verify(body(OID.gmSignedData))).verdict, 'valid');
  await assert.rejects(verify(body(OID.signedData)), Asn1Error);
});

function parseV2(): Uint8Array {
  const [info] = parseSignedData(makeToken(unit, DATA)).signers;
  const found = info?.signedAttributes?.list.find((each) => each.type === OID.signingCertificateV2);
  return found?.values[0] as Uint8Array;
}

test('a foreign digest stays open without platform, SHA-1 is refused', async () => {
  const imprintOf = (id: string, length: number) => {
    const algorithm = algorithmIdentifier(id);
    const value = random(length);
    return { algorithm, digest: value, der: sequence(algorithm.der, octetString(value)) };
  };
  const token = (id: string, length: number) => makeToken(unit, DATA, { tstInfo: { imprint: imprintOf(id, length) } });
  await assertVerdict(verify(token(OID.sha256, 32)), 'indeterminate', 'message-imprint');
  await assertVerdict(verify(token(OID.sha256, 32), { over: { sm3: sm3(DATA) } }), 'indeterminate', 'message-imprint');
  await assertVerdict(verify(token(OID.sha1, 20)), 'invalid', 'message-imprint');
  await assertVerdict(verify(token('1.2.3', 32)), 'indeterminate', 'message-imprint');
});

test('an unknown critical extension of the token is refused', async () => {
  const extended = sequence(
    ...[integer(1), oid('1.2.3'), fields.imprint.der, integer(1), generalizedTime(NOW)],
    implicit(1, sequence(sequence(oid('1.2.3'), Uint8Array.of(1, 1, 0xff), octetString(Uint8Array.of())))),
  );
  const signedAttributes = tokenAttributes({ tstInfo: extended, certificate });
  const token = assembleSignedData({
    profile: 'rfc',
    contentType: OID.tstInfo,
    content: extended,
    certificates: [certificate],
    signers: [{ certificate, signedAttributes, signature: signDer(unit.key, signedAttributes) }],
  });
  await assertVerdict(verify(token), 'invalid', 'critical-extensions', /critical/);
});

test("a person's certificate, and a message over a document, are no tokens", async () => {
  await assertVerdict(verify(makeToken(issueSigner(root, '张三'), DATA)), 'invalid', 'unit-purpose');
  const detached = assembleSignedData({ profile: 'rfc', contentType: OID.tstInfo, certificates: [], signers: [] });
  await assert.rejects(verify(detached), Asn1Error);
  await assert.rejects(verify(sequence(integer(1))), Asn1Error);
});
