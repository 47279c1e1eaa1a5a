import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromBase64, toBase64 } from './base64.ts';
import {
  bigIntToBytes,
  bytesToBigInt,
  compareBytes,
  concatBytes,
  equalBytes,
  equalBytesConstantTime,
  uint32Bytes,
} from './bytes.ts';
import { fromHex, toHex } from './hex.ts';

const RUNS = { seed: 4648, numRuns: 300 };
const octets = fc.uint8Array({ maxLength: 100 });

test('hexadecimal agrees with Buffer and comes back in either case', () => {
  fc.assert(
    fc.property(octets, (bytes) => {
      assert.equal(toHex(bytes), Buffer.from(bytes).toString('hex'));
      assert.deepEqual(fromHex(toHex(bytes)), bytes);
      assert.deepEqual(fromHex(toHex(bytes).toUpperCase()), bytes);
    }),
    RUNS,
  );
});

test('what is not hexadecimal is refused', () => {
  for (const text of ['0', '0g', 'zz', ' 00', '00 ', '0x00', '00\n', '+1', '-1', '１２', '00:00']) {
    assert.throws(() => fromHex(text), RangeError, JSON.stringify(text));
  }
});

test('Base64 agrees with Buffer and comes back', () => {
  fc.assert(
    fc.property(octets, (bytes) => {
      assert.equal(toBase64(bytes), Buffer.from(bytes).toString('base64'));
      assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
    }),
    RUNS,
  );
});

test('what is not canonical Base64 is refused', () => {
  for (const text of [
    'A',
    'AA',
    'AAA',
    'AAA=A',
    '====',
    'A===',
    '=AAA',
    'AA=A',
    'AB==',
    'AAB=',
    'AA-_',
    'AAAA\n',
    'AA A',
    'ＡAAA',
    'AAAA====',
  ]) {
    assert.throws(() => fromBase64(text), RangeError, JSON.stringify(text));
  }
});

test('one byte string has exactly one Base64 text', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-D+/=]{4,8}$/), (text) => {
      try {
        assert.equal(toBase64(fromBase64(text)), text);
      } catch (error) {
        assert.ok(error instanceof RangeError);
      }
    }),
    RUNS,
  );
});

test('integers come back from big-endian octets', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: (1n << 256n) - 1n }), (value) => {
      const bytes = bigIntToBytes(value, 32);
      assert.equal(bytes.length, 32);
      assert.equal(bytesToBigInt(bytes), value);
    }),
    RUNS,
  );
  assert.deepEqual(uint32Bytes(0xfffefdfc), Uint8Array.of(0xff, 0xfe, 0xfd, 0xfc));
});

test('integers that do not fit are refused', () => {
  assert.throws(() => bigIntToBytes(256n, 1), RangeError);
  assert.throws(() => bigIntToBytes(-1n, 4), RangeError);
  assert.throws(() => bigIntToBytes(1n, 0), RangeError);
});

test('comparison and both equalities agree with Buffer', () => {
  fc.assert(
    fc.property(octets, octets, (a, b) => {
      assert.equal(Math.sign(compareBytes(a, b)), Buffer.compare(a, b));
      assert.equal(equalBytes(a, b), Buffer.compare(a, b) === 0);
      assert.equal(equalBytesConstantTime(a, b), equalBytes(a, b));
      assert.ok(equalBytes(a, a.slice()) && equalBytesConstantTime(a, a.slice()));
      assert.deepEqual(concatBytes(a, b), Uint8Array.from(Buffer.concat([a, b])));
    }),
    RUNS,
  );
});
