import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuthority, issueCrl, issueSigner, NOW, signDer } from '../../test-support/authority.ts';
import { Asn1Error } from '../asn1/asn1-error.ts';
import { explicit, implicit, integer, nullValue, octetString, oid, sequence, setOf } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { sm3 } from '../crypto/sm3.ts';
import { buildSignedAttributes, singleValue } from './attributes.ts';
import { assembleSignedData, parseSignedData } from './signed-data.ts';

const root = createAuthority('根 CA');
const signer = issueSigner(root, '张三');
const CONTENT = new TextEncoder().encode('处方一份');

function message(profile: 'gm' | 'rfc', content?: Uint8Array) {
  const signedAttributes = buildSignedAttributes({
    profile,
    messageDigest: sm3(CONTENT),
    signingTime: NOW,
    signingCertificate: signer.certificate.der,
  });
  const der = assembleSignedData({
    profile,
    ...(content && { content }),
    certificates: [root.certificate.der, signer.certificate.der],
    crls: [issueCrl(root).der],
    signers: [
      {
        certificate: signer.certificate.der,
        signedAttributes,
        signature: signDer(signer.key, signedAttributes),
        timestampToken: sequence(integer(1)),
      },
    ],
  });
  return { der, signedAttributes };
}

for (const [profile, type, contentType, algorithm] of [
  ['gm', OID.gmSignedData, OID.gmData, '300d06092a811ccf5501822d010500'],
  ['rfc', OID.signedData, OID.data, '300a06082a811ccf55018375'],
] as const) {
  test(`${profile}: an attached message reads back`, () => {
    const { der, signedAttributes } = message(profile, CONTENT);
    const read = parseSignedData(der);
    assert.equal(read.type, type);
    assert.equal(read.version, 1);
    assert.equal(read.contentType, contentType);
    assert.deepEqual(read.content?.octets, CONTENT);
    assert.equal(read.certificates.length, 2);
    assert.equal(read.crls.length, 1);
    const [info] = read.signers;
    assert.equal(toHex(info?.signatureAlgorithm.der ?? CONTENT), algorithm);
    assert.deepEqual(info?.signedAttributes?.der, signedAttributes);
    assert.ok(info?.identifier.kind === 'issuer');
    assert.deepEqual(info.identifier.serial, signer.certificate.serial);
    assert.deepEqual(singleValue(info.unsignedAttributes, OID.signatureTimeStampToken), sequence(integer(1)));
    const value = singleValue(info.signedAttributes?.list ?? [], OID.contentType);
    assert.deepEqual(value, oid(contentType));
  });

  test(`${profile}: a detached message has no content`, () => {
    assert.equal(parseSignedData(message(profile).der).content, undefined);
  });
}

test('content of another type than data makes version 3 in the RFC profile', () => {
  const der = assembleSignedData({
    profile: 'rfc',
    contentType: OID.tstInfo,
    content: CONTENT,
    certificates: [],
    signers: [],
  });
  assert.equal(parseSignedData(der).version, 3);
});

test('a raw signature of 64 octets, and a digest of another length, are not written', () => {
  const part = { certificate: signer.certificate.der, signature: new Uint8Array(64).fill(1) };
  assert.throws(() => assembleSignedData({ profile: 'gm', certificates: [], signers: [part] }), Asn1Error);
  assert.throws(() => buildSignedAttributes({ profile: 'gm', messageDigest: new Uint8Array(20) }), RangeError);
});

const info = (...members: Uint8Array[]) => sequence(oid(OID.gmSignedData), explicit(0, sequence(...members)));
const algorithms = setOf();
const detached = sequence(oid(OID.gmData));
const identifier = sequence(signer.certificate.issuerDer, integer(1));
const sm3Identifier = sequence(oid(OID.sm3));
const signerInfo = (...members: Uint8Array[]) => info(integer(1), algorithms, detached, setOf(sequence(...members)));
const tail = [sequence(oid(OID.sm2Signature)), octetString(CONTENT)];
const { der: whole } = message('gm', CONTENT);

for (const [what, der] of [
  ['octets behind', concatBytes(whole, Uint8Array.of(0))],
  ['a cut message', whole.subarray(0, whole.length - 1)],
  ['enveloped data', sequence(oid(OID.gmEnvelopedData), explicit(0, sequence(integer(1))))],
  ['no content', sequence(oid(OID.gmSignedData))],
  ['two contents', sequence(oid(OID.gmSignedData), explicit(0, sequence(), sequence()))],
  ['version 0', info(integer(0), algorithms, detached, setOf())],
  ['version 6', info(integer(6), algorithms, detached, setOf())],
  ['no signer set', info(integer(1), algorithms, detached)],
  ['something behind the signers', info(integer(1), algorithms, detached, setOf(), nullValue())],
  [
    'two encapsulated contents',
    info(
      integer(1),
      algorithms,
      sequence(oid(OID.gmData), explicit(0, octetString(CONTENT), octetString(CONTENT))),
      setOf(),
    ),
  ],
  [
    'content in pieces',
    info(integer(1), algorithms, sequence(oid(OID.gmData), explicit(0, Uint8Array.of(0x24, 2, 4, 0))), setOf()),
  ],
  ['a signer of version 2', signerInfo(integer(2), identifier, sm3Identifier, ...tail)],
  ['a signer of version 3 by issuer', signerInfo(integer(3), identifier, sm3Identifier, ...tail)],
  ['a signer of version 1 by key', signerInfo(integer(1), implicit(0, octetString(CONTENT)), sm3Identifier, ...tail)],
  [
    'a negative serial number',
    signerInfo(integer(1), sequence(signer.certificate.issuerDer, integer(-1)), sm3Identifier, ...tail),
  ],
  ['empty signed attributes', signerInfo(integer(1), identifier, sm3Identifier, implicit(0, setOf()), ...tail)],
  [
    'an attribute without value',
    signerInfo(integer(1), identifier, sm3Identifier, implicit(0, setOf(sequence(oid('1.2.3'), setOf()))), ...tail),
  ],
  [
    'an attribute without set',
    signerInfo(integer(1), identifier, sm3Identifier, implicit(0, setOf(sequence(oid('1.2.3')))), ...tail),
  ],
  ['no signature', signerInfo(integer(1), identifier, sm3Identifier, sequence(oid(OID.sm2Signature)))],
  ['empty unsigned attributes', signerInfo(integer(1), identifier, sm3Identifier, ...tail, implicit(1, setOf()))],
  [
    '17 signers',
    info(
      integer(1),
      algorithms,
      detached,
      setOf(
        ...Array.from({ length: 17 }, (_, n) =>
          sequence(integer(1), sequence(signer.certificate.issuerDer, integer(n + 1)), sm3Identifier, ...tail),
        ),
      ),
    ),
  ],
] as const) {
  test(`${what}: refused`, () => assert.throws(() => parseSignedData(der), Asn1Error));
}
