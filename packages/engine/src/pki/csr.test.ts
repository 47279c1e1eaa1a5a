import assert from 'node:assert/strict';
import { test } from 'node:test';
import { random, signDer, testName } from '../../test-support/authority.ts';
import { Asn1Error } from '../asn1/asn1-error.ts';
import { element, explicit, integer, oid, sequence, setOf, utf8String } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { generateSm2KeyPair } from '../crypto/sm2.ts';
import { assembleCsr, buildCertificationRequestInfo, parseCsr, verifyCsr } from './csr.ts';
import { keyUsageExtension } from './extensions.ts';
import { encodeName, formatName } from './name.ts';
import { encodeSm2Spki } from './public-key.ts';

const key = generateSm2KeyPair(random);
const spki = encodeSm2Spki(key.publicKey);
const subject = testName('张三');

test('a request reads back and proves possession', async () => {
  const info = buildCertificationRequestInfo({
    subject,
    spki,
    extensions: [keyUsageExtension(['digitalSignature'])],
    challengePassword: '口令',
  });
  const request = parseCsr(assembleCsr(info, signDer(key, info)));
  assert.equal(formatName(request.subject), formatName(subject));
  assert.deepEqual(request.spki.der, spki);
  assert.deepEqual(request.requestedExtensions.keyUsage, ['digitalSignature']);
  assert.equal(request.challengePassword, '口令');
  assert.deepEqual(assembleCsr(request.info, request.signature), request.der);
  assert.equal(await verifyCsr(request), true);
});

test('a request without attributes still has its attribute field', async () => {
  const info = buildCertificationRequestInfo({ subject, spki });
  const request = parseCsr(assembleCsr(info, signDer(key, info)));
  assert.deepEqual(request.attributes, []);
  assert.deepEqual(request.requestedExtensions.all, []);
  assert.equal(request.challengePassword, undefined);
});

test("a request signed with another key, or for another person's key, proves nothing", async () => {
  const info = buildCertificationRequestInfo({ subject, spki });
  assert.equal(await verifyCsr(parseCsr(assembleCsr(info, signDer(generateSm2KeyPair(random), info)))), false);
  assert.equal(await verifyCsr(parseCsr(assembleCsr(info, Uint8Array.of(0x30, 0)))), false);
});

const password = sequence(oid(OID.challengePassword), setOf(utf8String('x')));
const info = (version: Uint8Array, ...rest: Uint8Array[]) => sequence(version, encodeName(subject), spki, ...rest);
const attributes = (...members: Uint8Array[]) => element(0xa0, concatBytes(...members));
for (const [what, der] of [
  ['version 2', info(integer(1), attributes())],
  ['no attribute field', info(integer(0))],
  ['an attribute twice', info(integer(0), attributes(password, password))],
  [
    'a password of two values',
    info(integer(0), attributes(sequence(oid(OID.challengePassword), setOf(utf8String('x'), utf8String('y'))))),
  ],
  ['a password without value', info(integer(0), attributes(sequence(oid(OID.challengePassword), setOf())))],
  ['an attribute without values', info(integer(0), attributes(sequence(oid(OID.challengePassword))))],
  ['something after the attributes', info(integer(0), attributes(), integer(1))],
  [
    'malformed requested extensions',
    info(integer(0), attributes(sequence(oid(OID.extensionRequest), setOf(sequence())))),
  ],
  ['the attributes in a SET', info(integer(0), setOf(password))],
  ['explicit attributes', info(integer(0), explicit(0, setOf(password)))],
] as const) {
  test(`a request with ${what} is refused`, () =>
    assert.throws(() => parseCsr(assembleCsr(der, signDer(key, der))), Asn1Error));
}
