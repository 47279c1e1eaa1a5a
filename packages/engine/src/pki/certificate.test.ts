import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  createAuthority,
  issueSigner,
  NOT_AFTER,
  NOT_BEFORE,
  random,
  signDer,
  testName,
} from '../../test-support/authority.ts';
import { Asn1Error } from '../asn1/asn1-error.ts';
import {
  bitString,
  boolean,
  explicit,
  generalizedTime,
  implicit,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
  utcTime,
} from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { generateSm2KeyPair } from '../crypto/sm2.ts';
import { algorithmIdentifier } from './algorithm-identifier.ts';
import { checkSignature, sm2SignatureAlgorithmIdentifier } from './algorithms.ts';
import {
  assembleCertificate,
  buildTbsCertificate,
  fingerprint,
  isSelfIssued,
  parseCertificate,
} from './certificate.ts';
import {
  basicConstraintsExtension,
  encodeExtensions,
  extension,
  findExtension,
  keyUsageExtension,
} from './extensions.ts';
import { encodeName } from './name.ts';
import { encodeSm2Spki } from './public-key.ts';

const key = generateSm2KeyPair(random);
const root = createAuthority('根 CA');

const PARTS: Record<string, Uint8Array> & { readonly algorithm: Uint8Array; readonly spki: Uint8Array } = {
  version: explicit(0, integer(2)),
  serial: integer(7),
  algorithm: sm2SignatureAlgorithmIdentifier().der,
  issuer: encodeName(testName('CA')),
  validity: sequence(utcTime(NOT_BEFORE), utcTime(NOT_AFTER)),
  subject: encodeName(testName('张三')),
  spki: encodeSm2Spki(key.publicKey),
  uniqueIds: new Uint8Array(0),
  extensions: explicit(3, encodeExtensions([keyUsageExtension(['digitalSignature'])])),
  end: new Uint8Array(0),
};

/** A certificate whose parts can be replaced by anything. */
function patched(parts: Record<string, Uint8Array>, outer: { algorithm?: Uint8Array; signature?: Uint8Array } = {}) {
  const tbs = sequence(...Object.values({ ...PARTS, ...parts }));
  return sequence(tbs, outer.algorithm ?? PARTS.algorithm, outer.signature ?? bitString(signDer(key, tbs)));
}

test('a certificate reads back with all fields', async () => {
  const { certificate } = issueSigner(root, '张三');
  assert.equal(certificate.version, 3);
  assert.deepEqual(certificate.issuerDer, root.certificate.subjectDer);
  assert.equal(certificate.notBefore.toISOString(), NOT_BEFORE.toISOString());
  assert.equal(certificate.notAfter.toISOString(), NOT_AFTER.toISOString());
  assert.deepEqual(certificate.extensions.keyUsage, ['digitalSignature', 'nonRepudiation']);
  assert.equal(certificate.spki.algorithm, 'sm2');
  assert.deepEqual(assembleCertificate(certificate.tbs, certificate.signature), certificate.der);
  const { signatureAlgorithm, signature, tbs } = certificate;
  assert.equal(await checkSignature(signatureAlgorithm, root.certificate.spki, signature, tbs), 'valid');
  assert.equal(await checkSignature(signatureAlgorithm, certificate.spki, signature, tbs), 'invalid');
  assert.equal(fingerprint(certificate.der).length, 32);
  assert.ok(isSelfIssued(root.certificate) && !isSelfIssued(certificate));
});

test('any serial number up to 2^159 and any time re-encode', () => {
  const serial = fc.uint8Array({ minLength: 1, maxLength: 19 }).filter((octets) => octets.some((octet) => octet !== 0));
  const at = fc.date({ min: new Date('1950-01-01'), max: new Date('9998-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(serial, at, at, (octets, a, b) => {
      const [notBefore, notAfter] = a <= b ? [a, b] : [b, a];
      const tbs = buildTbsCertificate({
        serial: octets,
        issuer: testName('CA'),
        subject: testName('S'),
        notBefore,
        notAfter,
        spki: PARTS.spki,
        extensions: [keyUsageExtension(['digitalSignature'])],
      });
      const read = parseCertificate(assembleCertificate(tbs, Uint8Array.of(1)));
      assert.deepEqual(read.tbs, tbs);
      assert.equal(BigInt(`0x${toHex(read.serial)}`), BigInt(`0x${toHex(octets)}`));
      assert.equal(Math.trunc(read.notAfter.getTime() / 1000), Math.floor(notAfter.getTime() / 1000));
    }),
    { seed: 2, numRuns: 60 },
  );
});

test('a version 1 certificate without extensions is read', () => {
  const none = new Uint8Array(0);
  const read = parseCertificate(patched({ version: none, extensions: none }));
  assert.equal(read.version, 1);
  assert.deepEqual(read.extensions.all, []);
});

test('an unknown extension is kept raw with its criticality', () => {
  const own = extension('1.2.156.10260.4.1.1', fromHex('0c0131'), true);
  const read = parseCertificate(patched({ extensions: explicit(3, encodeExtensions([own])) }));
  assert.deepEqual(findExtension(read.extensions, own.oid), own);
});

const algorithmWithNull = algorithmIdentifier(OID.sm2WithSm3, 'null').der;
const twice = sequence(
  sequence(oid(OID.keyUsage), octetString(fromHex('03020780'))),
  sequence(oid(OID.keyUsage), octetString(fromHex('03020780'))),
);
const badExtension = (id: string, hex: string) => explicit(3, sequence(sequence(oid(id), octetString(fromHex(hex)))));
const offCurve = (() => {
  const point = key.publicKey.slice();
  point[64] = (point[64] as number) ^ 1;
  return point;
})();
const spki = (algorithm: Uint8Array, bits: Uint8Array) => sequence(algorithm, bitString(bits));
const sm2Algorithm = algorithmIdentifier(OID.ecPublicKey, oid(OID.sm2)).der;
const none: Uint8Array = new Uint8Array(0);

const REFUSED: readonly (readonly [string, Uint8Array])[] = [
  ['octets after the certificate', concatBytes(patched({}), Uint8Array.of(0))],
  ['a cut certificate', patched({}).subarray(0, 200)],
  ['an empty octet string', none],
  ['version 4', patched({ version: explicit(0, integer(3)) })],
  ['version 1 written out', patched({ version: explicit(0, integer(0)), extensions: none })],
  ['version 1 with extensions', patched({ version: none })],
  ['version 2 with extensions', patched({ version: explicit(0, integer(1)) })],
  ['two integers in the version', patched({ version: explicit(0, integer(2), integer(2)) })],
  ['a negative serial number', patched({ serial: integer(-5) })],
  ['serial number zero', patched({ serial: integer(0) })],
  ['a serial number of 21 octets', patched({ serial: integer(1n << 160n) })],
  ['a serial number whose sign octet is the 21st', patched({ serial: integer((1n << 160n) - 1n) })],
  ['a padded serial number', patched({ serial: fromHex('02020007') })],
  ['another algorithm inside', patched({ algorithm: algorithmIdentifier(OID.ecdsaWithSha256).der })],
  ['NULL parameters inside only', patched({ algorithm: algorithmWithNull })],
  ['NULL parameters outside only', patched({}, { algorithm: algorithmWithNull })],
  ['three members in the algorithm', patched({ algorithm: sequence(oid(OID.sm2WithSm3), nullValue(), nullValue()) })],
  ['an empty issuer', patched({ issuer: sequence() })],
  ['an end before the beginning', patched({ validity: sequence(utcTime(NOT_AFTER), utcTime(NOT_BEFORE)) })],
  ['a validity of one time', patched({ validity: sequence(utcTime(NOT_BEFORE)) })],
  ['a validity of three times', patched({ validity: sequence(...[1, 2, 3].map(() => utcTime(NOT_BEFORE))) })],
  ['a validity in numbers', patched({ validity: sequence(integer(1), integer(2)) })],
  [
    'a time with zone',
    patched({ validity: sequence(fromHex('17113236303130313030303030302b30383030'), utcTime(NOT_AFTER)) }),
  ],
  ['31 February', patched({ validity: sequence(fromHex('170d3236303233313030303030305a'), utcTime(NOT_AFTER)) })],
  [
    'a unique identifier in version 1',
    patched({ version: none, extensions: none, uniqueIds: implicit(1, bitString(key.publicKey)) }),
  ],
  ['something after the extensions', patched({ end: nullValue() })],
  ['an empty extension list', patched({ extensions: explicit(3, sequence()) })],
  ['two extension lists', patched({ extensions: explicit(3, twice.subarray(0), twice) })],
  ['an extension twice', patched({ extensions: explicit(3, twice) })],
  [
    'critical FALSE written out',
    patched({ extensions: explicit(3, sequence(sequence(oid('1.2.3'), boolean(false), octetString(none)))) }),
  ],
  [
    'critical 01',
    patched({ extensions: explicit(3, sequence(sequence(oid('1.2.3'), fromHex('010101'), octetString(none)))) }),
  ],
  ['an extension without value', patched({ extensions: explicit(3, sequence(sequence(oid('1.2.3')))) })],
  ['key usage without bits', patched({ extensions: badExtension(OID.keyUsage, '030100') })],
  ['key usage with padding bits', patched({ extensions: badExtension(OID.keyUsage, '03020780ff') })],
  ['key usage of unknown bits', patched({ extensions: badExtension(OID.keyUsage, '0303050020') })],
  ['CA FALSE written out', patched({ extensions: badExtension(OID.basicConstraints, '3003010100') })],
  ['a path length without CA', patched({ extensions: badExtension(OID.basicConstraints, '3003020100') })],
  ['a negative path length', patched({ extensions: badExtension(OID.basicConstraints, '30060101ff0201ff') })],
  ['basic constraints with a tail', patched({ extensions: badExtension(OID.basicConstraints, '300000') })],
  ['no extended key usage in the list', patched({ extensions: badExtension(OID.extendedKeyUsage, '3000') })],
  ['a subject key identifier that is none', patched({ extensions: badExtension(OID.subjectKeyIdentifier, '0500') })],
  ['no policy in the list', patched({ extensions: badExtension(OID.certificatePolicies, '3000') })],
  ['a policy twice', patched({ extensions: badExtension(OID.certificatePolicies, '300a300306012a300306012a') })],
  ['an alternative name of no kind', patched({ extensions: badExtension(OID.subjectAltName, '30020c00') })],
  ['an IP address of three octets', patched({ extensions: badExtension(OID.subjectAltName, '30058703010203') })],
  ['no alternative name', patched({ extensions: badExtension(OID.subjectAltName, '3000') })],
  ['an SM2 point off the curve', patched({ spki: spki(sm2Algorithm, offCurve) })],
  [
    'a compressed SM2 point',
    patched({ spki: spki(sm2Algorithm, concatBytes(Uint8Array.of(2), key.publicKey.subarray(1, 33))) }),
  ],
  ['the point at infinity', patched({ spki: spki(sm2Algorithm, Uint8Array.of(0)) })],
  [
    'an SM2 coordinate not below p',
    patched({ spki: spki(sm2Algorithm, concatBytes(Uint8Array.of(4), new Uint8Array(64).fill(0xff))) }),
  ],
  [
    'a curve given by parameters',
    patched({ spki: spki(algorithmIdentifier(OID.ecPublicKey, sequence(integer(1))).der, key.publicKey) }),
  ],
  ['a curve not named', patched({ spki: spki(algorithmIdentifier(OID.ecPublicKey).der, key.publicKey) })],
  [
    'a P-384 key of 65 octets',
    patched({ spki: spki(algorithmIdentifier(OID.ecPublicKey, oid(OID.p384)).der, key.publicKey) }),
  ],
  [
    'an RSA key that is no sequence',
    patched({ spki: spki(algorithmIdentifier(OID.rsaEncryption, 'null').der, key.publicKey) }),
  ],
  ['a key of unfinished octets', patched({ spki: sequence(sm2Algorithm, fromHex('030201fe')) })],
  ['a signature of unfinished octets', patched({}, { signature: fromHex('030201fe') })],
  ['a signature in an OCTET STRING', patched({}, { signature: octetString(key.publicKey) })],
  ['a name where the validity belongs', patched({ validity: encodeName(testName('x')) })],
];

for (const [what, der] of REFUSED) {
  test(`${what} is refused`, () => assert.throws(() => parseCertificate(der), Asn1Error));
}

test('a GeneralizedTime before 2050 is read: old certificates have it', () => {
  const read = parseCertificate(patched({ validity: sequence(generalizedTime(NOT_BEFORE), utcTime(NOT_AFTER)) }));
  assert.equal(read.notBefore.toISOString(), NOT_BEFORE.toISOString());
});

test('no single changed octet leaves the certificate valid', async () => {
  const { certificate } = issueSigner(root, '李四');
  for (let index = 0; index < certificate.der.length; index += 7) {
    const der = certificate.der.slice();
    der[index] = (der[index] as number) ^ 0x01;
    try {
      const read = parseCertificate(der);
      const { signatureAlgorithm, signature, tbs } = read;
      assert.notEqual(await checkSignature(signatureAlgorithm, root.certificate.spki, signature, tbs), 'valid');
    } catch (error) {
      assert.ok(error instanceof Asn1Error, `octet ${index}: ${error}`);
    }
  }
});

for (const [what, change] of [
  ['no extensions', { extensions: [] }],
  ['an extension twice', { extensions: [1, 2].map(() => basicConstraintsExtension({ ca: true })) }],
  ['serial number zero', { serial: new Uint8Array(16) }],
  ['a serial number of 2^159', { serial: fromHex(`80${'00'.repeat(19)}`) }],
  ['no issuer', { issuer: [] }],
  ['an end before the beginning', { notAfter: new Date('2020-01-01') }],
] as const) {
  test(`a certificate with ${what} is not built`, () => {
    const fields = {
      serial: Uint8Array.of(1),
      issuer: testName('CA'),
      subject: testName('S'),
      notBefore: NOT_BEFORE,
      notAfter: NOT_AFTER,
      spki: PARTS.spki,
      extensions: [keyUsageExtension(['digitalSignature'])],
    };
    assert.throws(() => buildTbsCertificate({ ...fields, ...change }), RangeError);
  });
}
