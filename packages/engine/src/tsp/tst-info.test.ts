import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { random, testName } from '../../test-support/authority.ts';
import { Asn1Error } from '../asn1/asn1-error.ts';
import { boolean, explicit, generalizedTime, implicit, integer, oid, sequence, utcTime } from '../asn1/der-writer.ts';
import { fromHex } from '../bytes/hex.ts';
import { encodeName } from '../pki/name.ts';
import { accuracyMilliseconds, encodeTstInfo, parseTstInfo, sm3Imprint } from './tst-info.ts';

const imprint = sm3Imprint(random(32));
const genTime = new Date('2026-06-01T08:00:00.120Z');

test('every field reads back', () => {
  const tsa = testName('时间戳 1');
  const der = encodeTstInfo({
    policy: '1.2.3.4',
    imprint,
    serial: new Uint8Array(20).fill(0xff),
    genTime,
    accuracy: { seconds: 1, millis: 500, micros: 1 },
    nonce: integer(77),
    tsa,
  });
  const info = parseTstInfo(der);
  assert.deepEqual(info.der, der);
  assert.deepEqual(info.imprint.digest, imprint.digest);
  assert.deepEqual(info.serial, new Uint8Array(20).fill(0xff));
  assert.equal(info.genTime.toISOString(), genTime.toISOString());
  assert.equal(accuracyMilliseconds(info.accuracy), 1501);
  assert.equal(info.ordering, false);
  assert.deepEqual(info.nonce, integer(77));
  assert.ok(info.tsa?.kind === 'directory');
  assert.deepEqual(encodeName(info.tsa.name), encodeName(tsa));
});

test('any time and serial number re-encode', () => {
  const at = fc.date({ min: new Date('1970-01-01'), max: new Date('2999-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(at, fc.uint8Array({ minLength: 1, maxLength: 20 }), (time, serial) => {
      const der = encodeTstInfo({ policy: '1.2.3.4', imprint, serial, genTime: time });
      const info = parseTstInfo(der);
      assert.equal(info.genTime.getTime(), time.getTime());
      const { policy, imprint: read, serial: readSerial, genTime: readTime } = info;
      assert.deepEqual(encodeTstInfo({ policy, imprint: read, serial: readSerial, genTime: readTime }), der);
    }),
    { seed: 5, numRuns: 100 },
  );
});

test('a token that orders and carries an extension is read', () => {
  const info = parseTstInfo(
    sequence(
      ...[integer(1), oid('1.2.3'), imprint.der, integer(1), generalizedTime(genTime), boolean(true)],
      implicit(1, sequence(sequence(oid('1.2.3'), fromHex('0400')))),
    ),
  );
  assert.equal(info.ordering, true);
  assert.equal(info.extensions.length, 1);
});

const info = (...rest: Uint8Array[]) =>
  sequence(integer(1), oid('1.2.3'), imprint.der, integer(1), generalizedTime(genTime), ...rest);
for (const [what, der] of [
  ['version 2', sequence(integer(2), oid('1.2.3'), imprint.der, integer(1), generalizedTime(genTime))],
  ['a negative serial number', sequence(integer(1), oid('1.2.3'), imprint.der, integer(-1), generalizedTime(genTime))],
  [
    'a serial number of 161 bits',
    sequence(integer(1), oid('1.2.3'), imprint.der, integer(1n << 160n), generalizedTime(genTime)),
  ],
  ['UTCTime', sequence(integer(1), oid('1.2.3'), imprint.der, integer(1), utcTime(genTime))],
  ['no time', sequence(integer(1), oid('1.2.3'), imprint.der, integer(1))],
  [
    'a fraction ending in zero',
    sequence(
      integer(1),
      oid('1.2.3'),
      imprint.der,
      integer(1),
      fromHex('1812323032363036303130383030 30302e31305a'.replaceAll(' ', '')),
    ),
  ],
  ['an accuracy of 1000 ms', info(sequence(implicit(0, integer(1000))))],
  ['an accuracy of 0 µs', info(sequence(implicit(1, integer(0))))],
  ['ordering FALSE written out', info(boolean(false))],
  [
    'two names of the authority',
    info(explicit(0, explicit(4, encodeName(testName('x'))), explicit(4, encodeName(testName('x'))))),
  ],
  ['an unknown field', info(explicit(2, integer(1)))],
] as const) {
  test(`${what} is refused`, () => assert.throws(() => parseTstInfo(der), Asn1Error));
}

test('what no token may say is not built', () => {
  const fields = { policy: '1.2.3', imprint, serial: Uint8Array.of(1), genTime };
  assert.throws(() => sm3Imprint(random(31)), RangeError);
  assert.throws(() => encodeTstInfo({ ...fields, serial: new Uint8Array(21) }), RangeError);
  assert.throws(() => encodeTstInfo({ ...fields, accuracy: { millis: 1000 } }), RangeError);
  assert.throws(() => encodeTstInfo({ ...fields, accuracy: { micros: 0 } }), RangeError);
});
