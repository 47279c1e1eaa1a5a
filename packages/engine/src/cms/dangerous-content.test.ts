import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAuthority, issueCrl, issueSigner, random, signDer } from '../../test-support/authority.ts';
import { makeMessage, makeToken } from '../../test-support/messages.ts';
import { explicit, integer, octetString, oid, sequence, setOf, utf8String } from '../asn1/der-writer.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { sm3 } from '../crypto/sm3.ts';
import { assembleCsr, buildCertificationRequestInfo } from '../pki/csr.ts';
import { keyUsageExtension } from '../pki/extensions.ts';
import { encodeName } from '../pki/name.ts';
import { encodePem } from '../pki/pem.ts';
import { encodeTstInfo, sm3Imprint } from '../tsp/tst-info.ts';
import { buildSignedAttributes } from './attributes.ts';
import { dangerousContent } from './dangerous-content.ts';

const root = createAuthority('根 CA');
const person = issueSigner(root, '张三');
const bytes = (text: string) => new TextEncoder().encode(text);
const attributes = buildSignedAttributes({
  profile: 'gm',
  messageDigest: sm3(bytes('x')),
  signingTime: new Date(0),
  signingCertificate: person.certificate.der,
});
const retagged = (tag: number) => concatBytes(Uint8Array.of(tag), attributes.subarray(1));
const info = buildCertificationRequestInfo({ subject: person.name, spki: person.certificate.spki.der });
const csr = assembleCsr(info, signDer(person.key, info));
const crl = issueCrl(root, { revoked: [{ serial: Uint8Array.of(1), revokedAt: new Date() }] });
const tstInfo = encodeTstInfo({
  policy: '1.2.3',
  imprint: sm3Imprint(random(32)),
  serial: Uint8Array.of(1),
  genTime: new Date(0),
});
const { der, tbs } = person.certificate;
const longLength = (encoded: Uint8Array) => {
  const header = (encoded[1] as number) < 0x80 ? 2 : 2 + ((encoded[1] as number) & 0x7f);
  const length = encoded.length - header;
  return concatBytes(
    Uint8Array.of(encoded[0] as number, 0x84, 0, 0, length >> 8, length & 0xff),
    encoded.subarray(header),
  );
};
const indefinite = (encoded: Uint8Array) => {
  const header = (encoded[1] as number) < 0x80 ? 2 : 2 + ((encoded[1] as number) & 0x7f);
  return concatBytes(Uint8Array.of(encoded[0] as number, 0x80), encoded.subarray(header), new Uint8Array(2));
};

for (const [what, content, kind] of [
  ['signed attributes', attributes, 'signed-attributes'],
  ['signed attributes as SEQUENCE', retagged(0x30), 'signed-attributes'],
  ['signed attributes under [0]', retagged(0xa0), 'signed-attributes'],
  ['a single attribute in a set', setOf(sequence(oid('1.2.3'), setOf(integer(1)))), 'signed-attributes'],
  [
    'ten thousand attributes',
    setOf(...Array.from({ length: 10_000 }, (_, n) => sequence(oid('1.2.3'), setOf(integer(n))))),
    'signed-attributes',
  ],
  ['signed attributes with a long length', longLength(attributes), 'signed-attributes'],
  ['signed attributes of indefinite length', indefinite(attributes), 'signed-attributes'],
  ['a certificate', der, 'certificate'],
  ['a certificate to be signed', tbs, 'tbs-certificate'],
  ['a certificate to be signed, with a long length', longLength(tbs), 'tbs-certificate'],
  ['a certificate to be signed, of indefinite length', indefinite(tbs), 'tbs-certificate'],
  ['a request', csr, 'certification-request'],
  ['a request to be signed', info, 'certification-request'],
  ['a revocation list', crl.der, 'crl'],
  ['a revocation list to be signed', crl.tbs, 'crl'],
  ['an empty revocation list to be signed', issueCrl(root).tbs, 'crl'],
  ['the content of a timestamp', tstInfo, 'tst-info'],
  ['a certificate in PEM', bytes(encodePem('CERTIFICATE', der)), 'certificate'],
  ['a certificate in PEM after blank lines', bytes(`\ufeff \r\n${encodePem('CERTIFICATE', der)}`), 'certificate'],
  ['a request in PEM', bytes(encodePem('CERTIFICATE REQUEST', csr)), 'certification-request'],
  ['a revocation list in PEM', bytes(encodePem('X509 CRL', crl.der)), 'crl'],
] as const) {
  test(`${what}: ${kind}`, () => assert.equal(dangerousContent(content), kind));
}

for (const [what, content] of [
  ['nothing', new Uint8Array(0)],
  ['text', bytes('处方：阿莫西林 0.25g')],
  ['text that begins like a SEQUENCE', bytes('0.25g 每日三次')],
  ['text that begins like a SET', bytes('1) 患者自述')],
  ['JSON', bytes('{"serial":1}')],
  ['XML', bytes('<?xml version="1.0"?><order/>')],
  ['a PDF', bytes('%PDF-1.7\n')],
  ['a signed message', makeMessage(person, bytes('x'))],
  ['a timestamp token', makeToken(person, bytes('x'))],
  ['a name', encodeName(person.name)],
  ['extensions', sequence(sequence(oid('1.2.3'), octetString(Uint8Array.of(1))))],
  ['a public key', person.certificate.spki.der],
  ['an SM2 signature', signDer(person.key, bytes('x'))],
  ['an empty set', setOf()],
  ['an empty sequence', sequence()],
  ['a number', integer(5)],
  ['an SM2 cipher', sequence(integer(1), integer(2), octetString(random(32)), octetString(random(5)))],
  ['attributes with something behind', concatBytes(attributes, Uint8Array.of(0))],
  ['attributes cut short', attributes.subarray(0, attributes.length - 1)],
  ['attributes inside something else', sequence(utf8String('x'), attributes)],
  ['an indefinite length that never ends', Uint8Array.of(0x30, 0x80, 0x02, 0x01, 0x01)],
  ['a PEM block of another kind', bytes(encodePem('CMS', der))],
  ['text that mentions PEM', bytes(`见附件 ${encodePem('CERTIFICATE', der)}`)],
  ['very deep nesting', new Uint8Array(20000).fill(0x30)],
  ['very deep indefinite nesting', Uint8Array.from({ length: 20000 }, (_, n) => (n % 2 === 0 ? 0x30 : 0x80))],
  ['an explicit integer', explicit(0, integer(1))],
] as const) {
  test(`${what} may be signed`, () => assert.equal(dangerousContent(content), undefined));
}

test('a key usage extension list and random octets are never taken for something else', () => {
  assert.equal(dangerousContent(keyUsageExtension(['digitalSignature']).value), undefined);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(0x30, 0x31, 0xa0), (octets, tag) => {
      assert.equal(dangerousContent(octets), undefined);
      const framed = concatBytes(Uint8Array.of(tag, 0x82, octets.length >> 8, octets.length & 0xff), octets);
      assert.equal(dangerousContent(framed), undefined);
    }),
    { seed: 6, numRuns: 1000 },
  );
});
