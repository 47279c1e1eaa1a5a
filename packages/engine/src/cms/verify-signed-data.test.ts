import assert from 'node:assert/strict';
import { createSign, generateKeyPairSync, webcrypto } from 'node:crypto';
import { test } from 'node:test';
import {
  createAuthority,
  issueCrl,
  issueSigner,
  issueTimestampUnit,
  NOW,
  nextSerial,
  random,
  signDer,
  testName,
} from '../../test-support/authority.ts';
import { type MessageOptions, makeMessage, makeToken } from '../../test-support/messages.ts';
import { Asn1Error } from '../asn1/asn1-error.ts';
import {
  element,
  explicit,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  setOf,
  time,
  utcTime,
} from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { sm3 } from '../crypto/sm3.ts';
import { algorithmIdentifier } from '../pki/algorithm-identifier.ts';
import { assembleCertificate, buildTbsCertificate } from '../pki/certificate.ts';
import { basicConstraintsExtension, extendedKeyUsageExtension, keyUsageExtension } from '../pki/extensions.ts';
import { platformCryptoFrom } from '../pki/platform-crypto.ts';
import { buildSignedAttributes, encodeAttribute } from './attributes.ts';
import { assembleSignedData } from './signed-data.ts';
import { issuerAndSerialOf, signingCertificateV2 } from './signing-certificate.ts';
import { type SignedDataQuestion, type SignedDataReport, verifySignedData } from './verify-signed-data.ts';

const root = createAuthority('根 CA');
const ca = createAuthority('签发 CA', root);
const person = issueSigner(ca, '张三');
const other = issueSigner(ca, '李四');
const unit = issueTimestampUnit(ca, '时间戳 1');
const CONTENT = new TextEncoder().encode('处方：阿莫西林');
const LATER = new Date('2027-01-01T00:00:00Z');

function verify(der: Uint8Array, question: Partial<SignedDataQuestion> = {}): Promise<SignedDataReport> {
  return verifySignedData({
    der,
    anchors: [root.certificate],
    intermediates: [ca.certificate],
    crls: [],
    revocation: 'none',
    at: NOW,
    acceptProfiles: ['gm', 'rfc'],
    ...question,
  });
}

const message = (options: MessageOptions = {}) => makeMessage(person, CONTENT, options);
const stamp = (signature: Uint8Array) => makeToken(unit, signature);

function allChecks(report: SignedDataReport) {
  return [...report.checks, ...report.signers.flatMap(({ checks, path }) => [...checks, ...(path?.checks ?? [])])];
}

async function assertVerdict(
  report: Promise<SignedDataReport>,
  verdict: 'invalid' | 'indeterminate',
  name: string,
  words: RegExp = /./,
): Promise<SignedDataReport> {
  const done = await report;
  assert.equal(done.verdict, verdict, JSON.stringify(allChecks(done), null, 1));
  const result = verdict === 'invalid' ? 'failed' : 'indeterminate';
  const check = allChecks(done).find((each) => each.name === name && each.result === result);
  assert.ok(check, JSON.stringify(allChecks(done), null, 1));
  assert.match(check.detail ?? '', words);
  return done;
}

for (const profile of ['gm', 'rfc'] as const) {
  test(`${profile}: attached, detached and by digest alone`, async () => {
    const attached = await verify(message({ profile }));
    assert.equal(attached.verdict, 'valid', JSON.stringify(allChecks(attached)));
    assert.equal(attached.profile, profile);
    assert.deepEqual(attached.content, CONTENT);
    assert.equal(attached.signers[0]?.certificate?.der.length, person.certificate.der.length);
    assert.equal(attached.signers[0]?.signingTime?.toISOString(), NOW.toISOString());
    const detached = message({ profile, detached: true });
    assert.equal((await verify(detached, { content: CONTENT })).verdict, 'valid');
    assert.equal((await verify(detached, { contentDigest: sm3(CONTENT) })).verdict, 'valid');
  });

  test(`${profile}: with timestamp the path is judged at its time`, async () => {
    const der = message({ profile, stamp });
    const late = { at: new Date('2040-01-01T00:00:00Z') };
    const report = await verify(der, late);
    assert.equal(report.verdict, 'valid', JSON.stringify(allChecks(report)));
    assert.equal(report.signers[0]?.judgedAt.toISOString(), NOW.toISOString());
    assert.equal(report.signers[0]?.timestamp?.verdict, 'valid');
    await assertVerdict(verify(message({ profile }), late), 'invalid', 'validity-period');
  });
}

test('content: wrong, missing, contradicting', async () => {
  const detached = message({ detached: true });
  await assertVerdict(verify(detached, { content: random(5) }), 'invalid', 'message-digest', /not what was signed/);
  await assertVerdict(verify(detached, { contentDigest: random(32) }), 'invalid', 'message-digest');
  await assertVerdict(verify(detached), 'indeterminate', 'content', /no content given/);
  await assertVerdict(verify(message(), { content: random(5) }), 'invalid', 'content');
  await assertVerdict(verify(message(), { contentDigest: random(32) }), 'invalid', 'content');
  await assertVerdict(verify(detached, { content: CONTENT, contentDigest: random(32) }), 'invalid', 'content');
});

test('the caller names the profiles: nothing else is tried', async () => {
  await assertVerdict(verify(message({ profile: 'rfc' }), { acceptProfiles: ['gm'] }), 'invalid', 'profile');
  await assertVerdict(verify(message(), { acceptProfiles: ['rfc'] }), 'invalid', 'profile');
  await assertVerdict(verify(message(), { acceptProfiles: [] }), 'invalid', 'profile');
});

test('a message without attributes needs its own profile (X-08)', async () => {
  const bare = message({ withoutAttributes: true });
  await assertVerdict(verify(bare), 'invalid', 'signed-attributes', /there are none/);
  for (const acceptProfiles of [['gm-without-attributes'], ['gm', 'gm-without-attributes']] as const) {
    assert.equal((await verify(bare, { acceptProfiles })).profile, 'gm-without-attributes');
    assert.equal((await verify(bare, { acceptProfiles })).verdict, 'valid');
  }
  await assertVerdict(verify(message(), { acceptProfiles: ['gm-without-attributes'] }), 'invalid', 'signed-attributes');
  const byDigest = message({ withoutAttributes: true, detached: true });
  const question = { acceptProfiles: ['gm-without-attributes'], contentDigest: sm3(CONTENT) } as const;
  await assertVerdict(verify(byDigest, question), 'indeterminate', 'signature', /not at hand/);
});

test('attributes of one message are not the content of another (X-08)', async () => {
  const attributes = buildSignedAttributes({ profile: 'gm', messageDigest: sm3(CONTENT) });
  const stripped = makeMessage(person, attributes, { withoutAttributes: true });
  const acceptProfiles = ['gm-without-attributes'] as const;
  await assertVerdict(verify(stripped, { acceptProfiles }), 'invalid', 'signed-attributes', /another message/);
});

test('a signature over content cannot be passed off as one over attributes', async () => {
  const forgedContent = buildSignedAttributes({ profile: 'gm', messageDigest: sm3(random(8)) });
  const signature = signDer(person.key, CONTENT);
  const der = assembleSignedData({
    profile: 'gm',
    content: CONTENT,
    certificates: [person.certificate.der],
    signers: [{ certificate: person.certificate.der, signedAttributes: forgedContent, signature }],
  });
  const report = await assertVerdict(verify(der), 'invalid', 'signature');
  assert.ok(report.signers[0]?.checks.some(({ name, result }) => name === 'message-digest' && result === 'failed'));
});

const digest = (value = sm3(CONTENT)) => encodeAttribute(OID.messageDigest, octetString(value));
const type = (id: string = OID.gmData) => encodeAttribute(OID.contentType, oid(id));
const ess = encodeAttribute(OID.signingCertificateV2, signingCertificateV2(person.certificate.der));
const instant = (at: Date) => encodeAttribute(OID.signingTime, time(at));

for (const [what, attributes, name, words] of [
  ['no content type', [digest()], 'content-type', /absent/],
  ['two content types', [type(), type(), digest()], 'content-type', /repeated/],
  [
    'a content type of two values',
    [encodeAttribute(OID.contentType, oid(OID.gmData), oid(OID.data)), digest()],
    'content-type',
    /repeated/,
  ],
  ['the content type of a timestamp', [type(OID.tstInfo), digest()], 'content-type', /names/],
  ['no message digest', [type()], 'message-digest', /absent/],
  ['two message digests', [type(), digest(), digest(random(32))], 'message-digest', /repeated/],
  [
    'a message digest of two values',
    [type(), encodeAttribute(OID.messageDigest, octetString(sm3(CONTENT)), octetString(random(32)))],
    'message-digest',
    /repeated/,
  ],
  ['another message digest', [type(), digest(random(32))], 'message-digest', /not what was signed/],
  ['a shortened message digest', [type(), digest(sm3(CONTENT).subarray(0, 31))], 'message-digest', /not what/],
  ['two signing certificates', [type(), digest(), ess, ess], 'signing-certificate', /more than once/],
  [
    "another person's signing certificate",
    [type(), digest(), encodeAttribute(OID.signingCertificateV2, signingCertificateV2(other.certificate.der))],
    'signing-certificate',
    /another certificate/,
  ],
  ['two signing times', [type(), digest(), instant(NOW), instant(LATER)], 'signing-time', /more than once/],
  [
    'a signing time before the certificate',
    [type(), digest(), instant(new Date('2025-01-01T00:00:00Z'))],
    'signing-time',
    /outside the validity/,
  ],
  ['a signing time in the future', [type(), digest(), instant(LATER)], 'signing-time', /lies after/],
] as const) {
  test(`signed attributes with ${what}: invalid`, async () => {
    await assertVerdict(verify(message({ signedAttributes: setOf(...attributes) })), 'invalid', name, words);
  });
}

test('attributes in any order are verified over the received octets', async () => {
  const unsorted = element(0x31, Uint8Array.of(...instant(NOW), ...digest(), ...type()));
  assert.equal((await verify(message({ signedAttributes: unsorted }))).verdict, 'valid');
});

test('the families of identifiers may be mixed in GM messages, never in RFC ones', async () => {
  const mixed = message({ contentType: OID.data, attributes: { contentType: OID.gmData } });
  assert.equal((await verify(mixed)).verdict, 'valid');
  const rfc = message({ profile: 'rfc', attributes: { contentType: OID.gmData } });
  await assertVerdict(verify(rfc), 'invalid', 'content-type');
});

test('content of another type than data is refused', async () => {
  await assertVerdict(verify(message({ contentType: OID.tstInfo })), 'invalid', 'content-type');
});

test('signatures: another key, one changed octet', async () => {
  await assertVerdict(verify(message({ signWith: other })), 'invalid', 'signature');
  const der = message();
  for (const back of [1, 20, 40, 60]) {
    const broken = der.slice();
    const index = broken.length - back;
    broken[index] = (broken[index] as number) ^ 1;
    assert.equal((await verify(broken)).verdict, 'invalid');
  }
});

test('the signer certificate: missing, given apart, injected', async () => {
  const without = message({ certificates: [] });
  await assertVerdict(verify(without), 'indeterminate', 'signer-certificate', /not in the message/);
  const given = { intermediates: [ca.certificate, person.certificate] };
  assert.equal((await verify(without, given)).verdict, 'valid');
  const twin = issueSigner(ca, '张三', { fields: { serial: person.certificate.serial } });
  const certificates = [twin.certificate.der, person.certificate.der];
  const named = await verify(message({ certificates }));
  assert.equal(named.verdict, 'valid');
  assert.deepEqual(named.signers[0]?.certificate?.der, person.certificate.der);
  const unnamed = message({ certificates, signedAttributes: setOf(type(), digest()) });
  await assertVerdict(verify(unnamed), 'invalid', 'signer-certificate', /several/);
  const only = message({ certificates: [twin.certificate.der] });
  await assertVerdict(verify(only), 'invalid', 'signing-certificate', /another/);
});

test('every signer is reported, and each must hold', async () => {
  const part = (holder: typeof person, key = holder) => {
    const signedAttributes = buildSignedAttributes({ profile: 'gm', messageDigest: sm3(CONTENT) });
    const signature = signDer(key.key, signedAttributes);
    return { certificate: holder.certificate.der, signedAttributes, signature };
  };
  const certificates = [person.certificate.der, other.certificate.der];
  const both = assembleSignedData({
    profile: 'gm',
    content: CONTENT,
    certificates,
    signers: [part(person), part(other)],
  });
  const good = await verify(both);
  assert.equal(good.verdict, 'valid');
  assert.equal(good.signers.length, 2);
  const signers = [part(person), part(other, person)];
  const half = await verify(assembleSignedData({ profile: 'gm', content: CONTENT, certificates, signers }));
  assert.equal(half.verdict, 'invalid');
  assert.deepEqual(half.signers.map(({ verdict }) => verdict).sort(), ['invalid', 'valid']);
});

test('a message without signer is invalid', async () => {
  const der = assembleSignedData({ profile: 'gm', content: CONTENT, certificates: [], signers: [] });
  await assertVerdict(verify(der), 'invalid', 'signers');
});

const UNFIT = [
  [
    'an encryption certificate',
    { extensions: [keyUsageExtension(['keyEncipherment', 'dataEncipherment'])] },
    'key-usage',
  ],
  ['a certificate without key usage', { without: [OID.keyUsage] }, 'key-usage'],
  ["an authority's certificate", { extensions: [basicConstraintsExtension({ ca: true })] }, 'signer-purpose'],
  [
    "a timestamp unit's certificate",
    { extensions: [extendedKeyUsageExtension([OID.timeStamping], true)] },
    'signer-purpose',
  ],
  [
    "a status responder's certificate",
    { extensions: [extendedKeyUsageExtension([OID.ocspSigning])] },
    'signer-purpose',
  ],
] as const;
for (const [what, options, name] of UNFIT) {
  test(`signed with ${what}: invalid (X-20)`, async () => {
    await assertVerdict(verify(makeMessage(issueSigner(ca, '别用', options), CONTENT)), 'invalid', name);
  });
}

test('a signer of an unknown authority is not trusted', async () => {
  const stranger = issueSigner(createAuthority('别家 CA'), '张三');
  await assertVerdict(verify(makeMessage(stranger, CONTENT)), 'indeterminate', 'chain');
});

test('revocation is judged at the time of the timestamp, lists in the message help', async () => {
  const july = { thisUpdate: new Date('2026-07-01T00:00:00Z'), nextUpdate: new Date('2026-07-08T00:00:00Z') };
  const entry = (at: string) => [{ serial: person.certificate.serial, revokedAt: new Date(at) }];
  const question = { revocation: 'required', at: new Date('2026-07-02T00:00:00Z') } as const;
  const crls = (at: string) => [issueCrl(root, july).der, issueCrl(ca, { ...july, revoked: entry(at) }).der];
  const stamped = await verify(message({ stamp, crls: crls('2026-06-20T00:00:00Z') }), question);
  assert.equal(stamped.verdict, 'valid', JSON.stringify(allChecks(stamped)));
  const bare = message({ crls: crls('2026-06-20T00:00:00Z') });
  await assertVerdict(verify(bare, question), 'invalid', 'revocation');
  const earlier = message({ stamp, crls: crls('2026-05-20T00:00:00Z') });
  await assertVerdict(verify(earlier, question), 'invalid', 'revocation');
  await assertVerdict(verify(message(), question), 'indeterminate', 'revocation');
});

for (const [what, token, verdict, words] of [
  ['over the content instead of the signature', () => makeToken(unit, CONTENT), 'invalid', /message-imprint/],
  ['by an ordinary signer', (signature: Uint8Array) => makeToken(person, signature), 'invalid', /unit-purpose/],
  [
    'by another key',
    (signature: Uint8Array) => makeToken(unit, signature, { signWith: person }),
    'invalid',
    /signature/,
  ],
  [
    'from the future',
    (signature: Uint8Array) => makeToken(unit, signature, { tstInfo: { genTime: LATER } }),
    'invalid',
    /gen-time/,
  ],
  [
    'of an unknown authority',
    (signature: Uint8Array) => makeToken(issueTimestampUnit(createAuthority('X'), 'Y'), signature),
    'indeterminate',
    /chain/,
  ],
] as const) {
  test(`a timestamp ${what}: ${verdict}`, async () => {
    await assertVerdict(verify(message({ stamp: token })), verdict, 'timestamp', words);
  });
}

test('an invalid timestamp does not move the judged time', async () => {
  const past = (signature: Uint8Array) =>
    makeToken(unit, signature, { signWith: person, tstInfo: { genTime: new Date('2026-01-02T00:00:00Z') } });
  const report = await verify(message({ stamp: past }));
  assert.equal(report.signers[0]?.judgedAt.toISOString(), NOW.toISOString());
});

test('timestamp units may have anchors of their own', async () => {
  const tsaRoot = createAuthority('时间戳根');
  const der = message({ stamp: (signature) => makeToken(issueTimestampUnit(tsaRoot, 'U'), signature) });
  assert.equal((await verify(der, { timestampAnchors: [tsaRoot.certificate] })).verdict, 'valid');
});

/** A message written by hand: any algorithms, any unsigned attributes. */
function handMade(parts: {
  type?: string;
  digest?: Uint8Array;
  algorithm?: Uint8Array;
  attributes?: Uint8Array;
  unsigned?: Uint8Array;
  content?: Uint8Array;
}): Uint8Array {
  const attributes = parts.attributes ?? setOf(type(), digest());
  const { issuerDer, serialDer } = issuerAndSerialOf(person.certificate.der);
  const signer = sequence(
    integer(1),
    sequence(issuerDer, serialDer),
    parts.digest ?? sequence(oid(OID.sm3)),
    implicit(0, attributes),
    parts.algorithm ?? sequence(oid(OID.sm2Signature)),
    octetString(signDer(person.key, attributes)),
    ...(parts.unsigned ? [implicit(1, parts.unsigned)] : []),
  );
  const content = sequence(oid(OID.gmData), explicit(0, parts.content ?? octetString(CONTENT)));
  const signedData = sequence(integer(1), setOf(), content, implicit(0, setOf(person.certificate.der)), setOf(signer));
  return sequence(oid(parts.type ?? OID.gmSignedData), explicit(0, signedData));
}

test('parameters absent or NULL, and 501 as well as 301.1, are GM', async () => {
  for (const id of [OID.sm2Signature, OID.sm2WithSm3]) {
    for (const parameters of ['absent', 'null'] as const) {
      const der = handMade({
        algorithm: algorithmIdentifier(id, parameters).der,
        digest: algorithmIdentifier(OID.sm3, parameters).der,
      });
      assert.equal((await verify(der)).verdict, 'valid');
    }
  }
});

test('GM signatures under PKCS#7 identifiers need their own profile', async () => {
  const der = handMade({ type: OID.signedData });
  assert.equal((await verify(der, { acceptProfiles: ['rfc', 'pkcs7-sm2'] })).profile, 'pkcs7-sm2');
  assert.equal((await verify(der, { acceptProfiles: ['pkcs7-sm2'] })).verdict, 'valid');
  await assertVerdict(verify(der, { acceptProfiles: ['rfc'] }), 'invalid', 'algorithms');
});

for (const [what, parts, verdict, name] of [
  ['SHA-256 as digest of an SM2 signature', { digest: sequence(oid(OID.sha256)) }, 'invalid', 'algorithms'],
  ['SHA-1 as digest', { digest: sequence(oid(OID.sha1)) }, 'invalid', 'algorithms'],
  ['SM3 with parameters', { digest: sequence(oid(OID.sm3), integer(1)) }, 'invalid', 'algorithms'],
  ['an ECDSA identifier', { algorithm: sequence(oid(OID.ecdsaWithSha256)) }, 'invalid', 'algorithms'],
  ['an RSA identifier over an SM2 key', { algorithm: sequence(oid(OID.rsaEncryption)) }, 'indeterminate', 'algorithms'],
  ['an unknown algorithm', { algorithm: sequence(oid('1.2.3')) }, 'indeterminate', 'signature'],
  [
    'parameters in the SM2 identifier',
    { algorithm: sequence(oid(OID.sm2Signature), integer(1)) },
    'invalid',
    'signature',
  ],
  ['content that is no OCTET STRING', { content: sequence(integer(1)) }, 'invalid', 'content-form'],
] as const) {
  test(`${what}: ${verdict}`, async () => {
    await assertVerdict(verify(handMade(parts)), verdict, name);
  });
}

test('five timestamps are too many; a malformed one, or malformed attributes, throw', async () => {
  const five = setOf(encodeAttribute(OID.signatureTimeStampToken, ...[1, 2, 3, 4, 5].map((n) => sequence(integer(n)))));
  await assertVerdict(verify(handMade({ unsigned: five })), 'invalid', 'timestamp', /5 timestamps/);
  const malformed = setOf(encodeAttribute(OID.signatureTimeStampToken, sequence(integer(1))));
  await assert.rejects(verify(handMade({ unsigned: malformed })), Asn1Error);
  const notTime = setOf(type(), digest(), encodeAttribute(OID.signingTime, integer(1)));
  await assert.rejects(verify(handMade({ attributes: notTime })), Asn1Error);
  await assert.rejects(verify(sequence(integer(1))), Asn1Error);
  await assert.rejects(verify(message({ certificates: [sequence(integer(1))] })), Asn1Error);
});

test('a foreign RSA message verifies through the platform, and stays open without', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = testName('RSA 签名人');
  const tbs = buildTbsCertificate({
    serial: nextSerial(),
    issuer: ca.name,
    subject: name,
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2030-01-01T00:00:00Z'),
    spki: Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' })),
    extensions: [keyUsageExtension(['digitalSignature'])],
  });
  const certificate = assembleCertificate(tbs, signDer(ca.key, tbs));
  const platform = platformCryptoFrom(webcrypto.subtle);
  const sha256 = Uint8Array.from(await platform.digest('SHA-256', CONTENT));
  const attributes = setOf(type(OID.data), digest(sha256), encodeAttribute(OID.signingTime, utcTime(NOW)));
  const signature = Uint8Array.from(createSign('sha256').update(attributes).sign(privateKey));
  const { issuerDer, serialDer } = issuerAndSerialOf(certificate);
  const signerOf = (algorithm: string) =>
    sequence(
      ...[integer(1), sequence(issuerDer, serialDer), sequence(oid(OID.sha256)), implicit(0, attributes)],
      ...[algorithmIdentifier(algorithm, 'null').der, octetString(signature)],
    );
  const messageOf = (signer: Uint8Array) =>
    sequence(
      oid(OID.signedData),
      explicit(
        0,
        sequence(
          ...[integer(1), setOf(), sequence(oid(OID.data), explicit(0, octetString(CONTENT)))],
          ...[implicit(0, setOf(certificate)), setOf(signer)],
        ),
      ),
    );
  for (const algorithm of [OID.sha256WithRsa, OID.rsaEncryption]) {
    const der = messageOf(signerOf(algorithm));
    assert.equal((await verify(der, { platform })).verdict, 'valid');
    assert.equal((await verify(der)).verdict, 'indeterminate');
  }
  await assertVerdict(verify(messageOf(signerOf(OID.sha384WithRsa)), { platform }), 'invalid', 'algorithms');
});
