import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { random } from '../../test-support/authority.ts';
import { boolean, element, explicit, integer, octetString, oid, sequence } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { fromHex } from '../bytes/hex.ts';
import { buildTimeStampReq, MAX_REQUEST_OCTETS, parseTimeStampReq } from './request.ts';
import { sm3Imprint } from './tst-info.ts';

const RULES = { policies: ['1.2.3.4'] };
const imprint = sm3Imprint(random(32));

test('a request reads back, its nonce and imprint octet for octet', () => {
  const nonce = integer(-129n);
  const der = buildTimeStampReq({ imprint, nonce, policy: '1.2.3.4', certReq: true });
  const reading = parseTimeStampReq(der, RULES);
  assert.ok(reading.accepted);
  assert.deepEqual(reading.request.nonce, nonce);
  assert.deepEqual(reading.request.imprint.der, imprint.der);
  assert.equal(reading.request.policy, '1.2.3.4');
  assert.equal(reading.request.certReq, true);
});

test('the least request: no certificate asked for, no policy, no nonce; NULL parameters are kept', () => {
  const withNull = sequence(sequence(oid(OID.sm3), fromHex('0500')), octetString(imprint.digest));
  const reading = parseTimeStampReq(sequence(integer(1), withNull), RULES);
  assert.ok(reading.accepted);
  assert.deepEqual(reading.request.imprint.der, withNull);
  assert.equal(reading.request.certReq, false);
  assert.equal(reading.request.nonce, undefined);
});

const sha256 = sequence(sequence(oid(OID.sha256)), octetString(random(32)));
test('other digests only where they are allowed', () => {
  const der = sequence(integer(1), sha256);
  assert.ok(parseTimeStampReq(der, { ...RULES, digests: [OID.sm3, OID.sha256] }).accepted);
});

const good = (...rest: Uint8Array[]) => sequence(integer(1), imprint.der, ...rest);
const extension = sequence(sequence(oid('1.2.3'), octetString(Uint8Array.of())));
const tagged = Uint8Array.of(0xa0, ...extension.subarray(1));
for (const [failure, what, der] of [
  ['badDataFormat', 'nothing', new Uint8Array(0)],
  ['badDataFormat', 'text', new TextEncoder().encode('GET / HTTP/1.1')],
  ['badDataFormat', 'a cut request', good().subarray(0, 20)],
  ['badDataFormat', 'octets behind', concatBytes(good(), Uint8Array.of(0))],
  ['badDataFormat', 'indefinite length', concatBytes(fromHex('3080'), integer(1), imprint.der, fromHex('0000'))],
  ['badDataFormat', 'more than 4 KiB', good(octetString(new Uint8Array(MAX_REQUEST_OCTETS)))],
  ['badDataFormat', 'no imprint', sequence(integer(1))],
  ['badDataFormat', 'certReq FALSE written out', good(boolean(false))],
  ['badDataFormat', 'certReq 01', good(fromHex('010101'))],
  ['badDataFormat', 'fields out of order', good(boolean(true), integer(5))],
  ['badDataFormat', 'an unknown field', good(explicit(1, integer(1)))],
  [
    'badDataFormat',
    'a digest of 31 octets',
    sequence(integer(1), sequence(sequence(oid(OID.sm3)), octetString(random(31)))),
  ],
  ['badDataFormat', 'an empty digest', sequence(integer(1), sequence(sequence(oid(OID.sm3)), octetString(random(0))))],
  ['badDataFormat', 'a padded nonce', good(fromHex('02020001'))],
  ['badDataFormat', 'an empty extension list', good(element(0xa0, new Uint8Array(0)))],
  ['badRequest', 'version 0', sequence(integer(0), imprint.der)],
  ['badRequest', 'version 2', sequence(integer(2), imprint.der)],
  ['badRequest', 'a version of many octets', sequence(integer(1n << 200n), imprint.der)],
  ['badRequest', 'a nonce of 33 octets', good(integer(1n << 260n))],
  ['badRequest', 'a nonce of 300 octets', good(integer(1n << 2396n))],
  ['badAlg', 'SHA-256', sequence(integer(1), sha256)],
  ['badAlg', 'SHA-1', sequence(integer(1), sequence(sequence(oid(OID.sha1)), octetString(random(20))))],
  ['badAlg', 'an unknown digest', sequence(integer(1), sequence(sequence(oid('1.2.3')), octetString(random(32))))],
  [
    'badAlg',
    'SM3 with parameters',
    sequence(integer(1), sequence(sequence(oid(OID.sm3), integer(1)), octetString(random(32)))),
  ],
  ['unacceptedPolicy', 'another policy', good(oid('1.2.3.5'))],
  ['unacceptedExtension', 'an extension', good(tagged)],
] as const) {
  test(`${what}: ${failure}`, () => {
    const reading = parseTimeStampReq(der, RULES);
    assert.equal(reading.accepted, false);
    assert.equal(!reading.accepted && reading.failure, failure);
  });
}

test('any octets get an answer', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), fc.nat({ max: 60 }), (octets, at) => {
      parseTimeStampReq(octets, RULES);
      const mutated = good(integer(7)).slice();
      mutated.set(octets.subarray(0, 2), at % (mutated.length - 2));
      parseTimeStampReq(mutated, RULES);
    }),
    { seed: 4, numRuns: 500 },
  );
});
