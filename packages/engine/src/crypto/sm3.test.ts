import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import fc from 'fast-check';
import hmacVectors from '../../vectors/hmac-sm3.json' with { type: 'json' };
import sm2Vectors from '../../vectors/sm2.json' with { type: 'json' };
import vectors from '../../vectors/sm3.json' with { type: 'json' };
import { fromHex, toHex } from '../bytes/hex.ts';
import { hmacSm3 } from './hmac-sm3.ts';
import { kdfSm3 } from './kdf.ts';
import { Sm3, sm3, sm3Of } from './sm3.ts';

const random = seededRandom('sm3');
const opensslSm3 = (data: Uint8Array): string => createHash('sm3').update(data).digest('hex');

for (const { name, message, digest } of vectors.vectors) {
  test(`SM3 of ${name}`, () => assert.equal(toHex(sm3(fromHex(message))), digest));
}

for (const { name, key, message, tag } of hmacVectors.vectors) {
  test(`HMAC-SM3, ${name}`, () => assert.equal(toHex(hmacSm3(fromHex(key), fromHex(message))), tag));
}

test('SM3 agrees with OpenSSL for every length 0 … 300 and for 1 MiB', () => {
  for (let length = 0; length <= 300; length++) {
    const data = random(length);
    assert.equal(toHex(sm3(data)), opensslSm3(data), `${length} octets`);
  }
  const large = random(2 ** 20);
  assert.equal(toHex(sm3(large)), opensslSm3(large));
});

test('SM3 does not depend on how the data was cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 150 }), { maxLength: 8 }), (parts) => {
      const expected = opensslSm3(Buffer.concat(parts));
      const streamed = new Sm3();
      for (const part of parts) streamed.update(part);
      assert.equal(toHex(streamed.digest()), expected);
      assert.equal(toHex(sm3Of(...parts)), expected);
    }),
    { seed: 32905, numRuns: 300 },
  );
});

test('SM3 counts more than 2^32 bits', () => {
  const piece = new Uint8Array(2 ** 22);
  const ours = new Sm3();
  const theirs = createHash('sm3');
  for (let i = 0; i < 129; i++) {
    ours.update(piece);
    theirs.update(piece);
  }
  assert.equal(toHex(ours.digest()), theirs.digest('hex'));
});

test('SM3 states do not mix, and data given is not kept', () => {
  const [first, second] = [new Sm3(), new Sm3()];
  const data = random(40);
  const expected = opensslSm3(data);
  first.update(data);
  second.update(random(40)).digest();
  data.fill(0);
  assert.equal(toHex(first.digest()), expected);
});

test('an SM3 digest is taken once', () => {
  const hash = new Sm3().update(random(3));
  hash.digest();
  assert.throws(() => hash.digest(), /already taken/);
  assert.throws(() => hash.update(random(1)), /already taken/);
});

test('HMAC-SM3 agrees with OpenSSL for keys around the block size', () => {
  for (const length of [0, 1, 31, 32, 63, 64, 65, 200]) {
    const [key, a, b] = [random(length), random(50), random(70)];
    const expected = createHmac('sm3', key).update(a).update(b).digest('hex');
    assert.equal(toHex(hmacSm3(key, a, b)), expected, `key of ${length}`);
  }
});

test('KDF gives the mask of the published example', () => {
  for (const { sharedPoint, mask } of sm2Vectors.ciphertexts) {
    assert.equal(toHex(kdfSm3(fromHex(sharedPoint), mask.length / 2)), mask);
  }
});

test('KDF is SM3 over a counter from 1, cut', () => {
  const z = random(64);
  const blocks = [1, 2, 3].map((counter) => opensslSm3(Buffer.concat([z, Uint8Array.of(0, 0, 0, counter)]))).join('');
  for (const length of [0, 1, 31, 32, 33, 64, 65, 96]) {
    assert.equal(toHex(kdfSm3(z, length)), blocks.slice(0, 2 * length));
  }
});

test('KDF refuses impossible lengths', () => {
  for (const length of [-1, 0.5, Number.NaN, (2 ** 32 - 1) * 32 + 1]) {
    assert.throws(() => kdfSm3(random(1), length), RangeError);
  }
});
