/** Laws that hold for all inputs, at random and at the edges (fast-check; the seed of a failure is in its message). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import fc from 'fast-check';
import { bigIntToBytes, bytesToBigInt, concatBytes } from '../bytes/bytes.ts';
import { sm2PublicKey, sm2Sign, sm2Verify } from './sm2.ts';
import { sm2SignBatch, sm2VerifyBatch } from './sm2-batch.ts';
import { sm2Decrypt, sm2Encrypt } from './sm2-encryption.ts';
import * as point from './sm2-point.ts';
import { Sm3, sm3, sm3Many, sm3Of } from './sm3.ts';
import * as sm4 from './sm4.ts';
import { sm4CcmDecrypt, sm4CcmEncrypt } from './sm4-ccm.ts';
import { sm4GcmDecrypt, sm4GcmEncrypt } from './sm4-gcm.ts';
import { sm4UnwrapKey, sm4WrapKey } from './sm4-key-wrap.ts';
import { verifyDigest } from './wasm/known-answer.ts';

const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const random = seededRandom('properties');
const octets = (value: bigint): Uint8Array => bigIntToBytes(value, 32);

/** 1, 2, n − 1, n − 2, powers of two and few bits set, as often as any number. */
const scalar = fc
  .oneof(
    fc.constantFrom(1n, 2n, 3n, N - 1n, N - 2n, N - 3n, (N - 1n) / 2n, (N + 1n) / 2n),
    fc.nat({ max: 255 }).map((bit) => 2n ** BigInt(bit)),
    fc.nat({ max: 255 }).map((bit) => N - 2n ** BigInt(bit)),
    fc
      .array(fc.nat({ max: 254 }), { minLength: 2, maxLength: 4 })
      .map((bits) => bits.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n)),
    fc.bigInt({ min: 1n, max: N - 1n }),
  )
  .map(octets);
const privateKey = scalar.filter((d) => bytesToBigInt(d) <= N - 2n);
const message = fc.uint8Array({ maxLength: 300 });
const one = octets(1n);
const zero = octets(0n);

const plus = (a: Uint8Array, b: Uint8Array): Uint8Array => point.sm2ScalarMultiplyAdd(a, b, one);
const times = (a: Uint8Array, b: Uint8Array): Uint8Array => point.sm2ScalarMultiplyAdd(zero, a, b);
const minus = (a: Uint8Array): Uint8Array => times(a, octets(N - 1n));
const isZero = (a: Uint8Array): boolean => bytesToBigInt(a) === 0n;

function holds<T extends [unknown, ...unknown[]]>(
  name: string,
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  law: (...values: T) => void,
  numRuns = 300,
): void {
  test(name, () => {
    const property = fc.property(fc.tuple<T>(...arbitraries), (values) => law(...values));
    fc.assert(property, { numRuns });
  });
}

holds('scalars form a field', [scalar, scalar, scalar], (a, b, c) => {
  assert.deepEqual(plus(a, b), plus(b, a));
  assert.deepEqual(plus(plus(a, b), c), plus(a, plus(b, c)));
  assert.deepEqual(times(a, b), times(b, a));
  assert.deepEqual(times(times(a, b), c), times(a, times(b, c)));
  assert.deepEqual(times(a, plus(b, c)), plus(times(a, b), times(a, c)));
  assert.deepEqual(plus(a, zero), a);
  assert.deepEqual(times(a, one), a);
  assert.ok(isZero(plus(a, minus(a))));
  assert.deepEqual(times(a, point.sm2ScalarInverse(a)), one);
  assert.deepEqual(point.sm2ScalarInverse(point.sm2ScalarInverse(a)), a);
  assert.equal(bytesToBigInt(times(a, b)), (bytesToBigInt(a) * bytesToBigInt(b)) % N);
});

holds('(a + b)·G = a·G + b·G', [scalar, scalar], (a, b) => {
  const sum = plus(a, b);
  const [left, right] = [point.sm2MultiplyBase(a), point.sm2MultiplyBase(b)];
  if (isZero(sum)) assert.throws(() => point.sm2AddPoints(left, right), { code: 'bad-public-key' });
  else assert.deepEqual(point.sm2AddPoints(left, right), point.sm2MultiplyBase(sum));
  assert.deepEqual(sum, plus(b, a));
});

holds('a·(b·G) = (a·b)·G = b·(a·G)', [scalar, scalar], (a, b) => {
  const product = point.sm2MultiplyBase(times(a, b));
  assert.deepEqual(point.sm2MultiplyPoint(a, point.sm2MultiplyBase(b)), product);
  assert.deepEqual(point.sm2MultiplyPoint(b, point.sm2MultiplyBase(a)), product);
});

holds('a·(P + Q) = a·P + a·Q', [scalar, scalar, scalar], (a, b, c) => {
  fc.pre(!isZero(plus(b, c)));
  const [p, q] = [point.sm2MultiplyBase(b), point.sm2MultiplyBase(c)];
  const separately = point.sm2AddPoints(point.sm2MultiplyPoint(a, p), point.sm2MultiplyPoint(a, q));
  assert.deepEqual(point.sm2MultiplyPoint(a, point.sm2AddPoints(p, q)), separately);
});

holds('a compressed point opens to itself, and its opposite to −P', [scalar], (a) => {
  const p = point.sm2MultiplyBase(a);
  const compressed = point.sm2CompressPoint(p);
  assert.deepEqual(point.sm2DecompressPoint(compressed), p);
  compressed[0] = (compressed[0] as number) ^ 1;
  assert.deepEqual(point.sm2DecompressPoint(compressed), point.sm2MultiplyBase(minus(a)));
});

holds('new, cached and in a batch: one verdict', [privateKey, message, fc.nat({ max: 1023 })], (d, text, damage) => {
  const key = { privateKey: d, publicKey: sm2PublicKey(d) };
  const signature = sm2Sign(key, text, random);
  if (damage < 512) signature[damage >> 3] = (signature[damage >> 3] as number) ^ (1 << (damage & 7));
  const digest = sm3Of(zOfDefault(key.publicKey), text);
  const verdicts = [
    verifyDigest(key.publicKey, digest, signature, 'new'),
    verifyDigest(key.publicKey, digest, signature, 'table'),
    sm2Verify(key.publicKey, text, signature),
    ...sm2VerifyBatch([{ publicKey: key.publicKey, message: text, signature }]),
  ];
  assert.deepEqual(
    verdicts,
    verdicts.map(() => damage >= 512),
  );
});

/** Z written out: ENTL‖ID‖a‖b‖G‖P (GB/T 32918.2-2016 §5.5). */
function zOfDefault(publicKey: Uint8Array): Uint8Array {
  const curve =
    'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc' +
    '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93';
  const id = new TextEncoder().encode('1234567812345678');
  const base = point.sm2MultiplyBase(one).subarray(1);
  return sm3(concatBytes(Uint8Array.of(0, 128), id, Buffer.from(curve, 'hex'), base, publicKey.subarray(1)));
}

holds(
  'a batch of any size signs what verifies singly, and verifies as singles do',
  [fc.array(fc.tuple(privateKey, message, fc.boolean()), { minLength: 1, maxLength: 70 })],
  (cases) => {
    const items = cases.map(([d, text]) => ({ key: { privateKey: d, publicKey: sm2PublicKey(d) }, message: text }));
    const checks = sm2SignBatch(items, random).map((signature, i) => {
      const [, text, damaged] = cases[i] as (typeof cases)[0];
      const { publicKey } = (items[i] as (typeof items)[0]).key;
      return { publicKey, message: damaged ? concatBytes(text, one) : text, signature };
    });
    const expected = cases.map(([, , damaged]) => !damaged);
    assert.deepEqual(sm2VerifyBatch(checks), expected);
    assert.deepEqual(
      checks.map((item) => sm2Verify(item.publicKey, item.message, item.signature)),
      expected,
    );
  },
  40,
);

holds('what is encrypted is decrypted', [privateKey, fc.uint8Array({ minLength: 1, maxLength: 500 })], (d, text) => {
  assert.deepEqual(sm2Decrypt(d, sm2Encrypt(sm2PublicKey(d), text, random)), text);
});

holds('SM3 in pieces, in parts and side by side is SM3', [fc.array(fc.uint8Array({ maxLength: 400 }))], (pieces) => {
  const stream = new Sm3();
  for (const piece of pieces) stream.update(piece);
  const whole = sm3(concatBytes(...pieces));
  assert.deepEqual(stream.digest(), whole);
  assert.deepEqual(sm3Of(...pieces), whole);
  assert.deepEqual(sm3Many(pieces), pieces.map(sm3));
});

holds('sm3Many of many of one length is SM3 of each', [fc.nat({ max: 300 }), fc.nat({ max: 13 })], (length, count) => {
  const inputs = Array.from({ length: count }, () => random(length));
  assert.deepEqual(sm3Many(inputs), inputs.map(sm3));
});

const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
const nonce = fc.uint8Array({ minLength: 12, maxLength: 12 });
const data = fc.uint8Array({ maxLength: 600 });

holds('every mode of SM4 has its inverse', [block, block, nonce, data, data], (key, iv, once, text, additional) => {
  assert.deepEqual(sm4.sm4CbcDecrypt(key, iv, sm4.sm4CbcEncrypt(key, iv, text)), text);
  assert.deepEqual(sm4.sm4Ctr(key, iv, sm4.sm4Ctr(key, iv, text)), text);
  const blocks = text.subarray(0, text.length - (text.length % 16));
  assert.deepEqual(sm4.sm4EcbDecrypt(key, sm4.sm4EcbEncrypt(key, blocks)), blocks);
  assert.deepEqual(sm4.sm4EcbEncrypt(key, sm4.sm4EcbDecrypt(key, blocks)), blocks);
  assert.deepEqual(sm4GcmDecrypt(key, once, sm4GcmEncrypt(key, once, text, additional), additional), text);
  const ccm = sm4CcmEncrypt(key, once, text, { additional });
  assert.deepEqual(sm4CcmDecrypt(key, once, ccm, { additional }), text);
  const secret = concatBytes(iv, key);
  assert.deepEqual(sm4UnwrapKey(key, sm4WrapKey(key, secret)), secret);
});
