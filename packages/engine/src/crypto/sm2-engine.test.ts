/** The engine against the BigInt reference, with vectors and without, at the edges and at random. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import {
  A,
  addAffine,
  affineOfSecret,
  B,
  G,
  invertPublic,
  modulo,
  N,
  P,
  toJacobian,
} from '@medsign/testing/reference-crypto/curve';
import { writePoint } from '@medsign/testing/reference-crypto/keys';
import { multiply, multiplyBase } from '@medsign/testing/reference-crypto/multiplication';
import { signDigest } from '@medsign/testing/reference-crypto/signature';
import * as reference from '@medsign/testing/reference-crypto/sm2';
import { testBothEngines } from '../../test-support/both-engines.ts';
import { bigIntToBytes, bytesToBigInt, concatBytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { generateSm2KeyPair, sm2PublicKey, sm2Sign, sm2Verify } from './sm2.ts';
import { sm2SignBatch, sm2VerifyBatch } from './sm2-batch.ts';
import { engine } from './wasm/engine.ts';
import { signWithNonce, verifyDigest } from './wasm/known-answer.ts';
import { setTableBudget } from './wasm/known-keys.ts';

const random = seededRandom('sm2 engine');
const octets = (value: bigint): Uint8Array => bigIntToBytes(value, 32);
const scalar = (): bigint => (bytesToBigInt(random(32)) % (N - 2n)) + 1n;

/** Small, sparse, dense and near n, and those at which a recoding could meet its own point. */
const EDGES: readonly bigint[] = [
  ...[1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 31n, 32n, 33n, 63n, 64n, 65n, 127n, 128n, 2n ** 255n, 2n ** 224n - 1n],
  ...Array.from({ length: 100 }, (_, i) => N - 2n - BigInt(i)),
  ...Array.from({ length: 43 }, (_, i) => 2n ** BigInt(6 * i)),
  ...Array.from({ length: 16 }, (_, i) => modulo(BigInt(2 * i) * 2n ** 252n, N)),
].filter((k) => k >= 1n && k <= N - 2n);

testBothEngines('public keys agree with the reference', () => {
  for (const d of [...EDGES, ...Array.from({ length: 200 }, scalar)]) {
    assert.equal(toHex(sm2PublicKey(octets(d))), toHex(writePoint(affineOfSecret(multiplyBase(d)))), `d = ${d}`);
  }
});

testBothEngines('signatures with a given nonce agree with the reference', () => {
  const digests = [0n, 1n, N - 1n, N, N + 1n, P, 2n ** 256n - 1n];
  for (let i = 0; i < 300; i++) {
    const d = EDGES[i] ?? scalar();
    const k = EDGES[EDGES.length - 1 - i] ?? scalar();
    const e = digests[i] ?? bytesToBigInt(random(32));
    const { r, s } = signDigest(d, e, () => k);
    const ours = signWithNonce(octets(d), octets(e), octets(k));
    assert.deepEqual(ours, concatBytes(octets(r), octets(s)), `d = ${d}, k = ${k}, e = ${e}`);
  }
});

testBothEngines('new and cached keys verify alike, and as the reference does', () => {
  for (let i = 0; i < 60; i++) {
    const privateKey = octets(EDGES[2 * i] ?? scalar());
    const key = { privateKey, publicKey: sm2PublicKey(privateKey) };
    const message = random(i);
    const signature = sm2Sign(key, message, random);
    assert.equal(reference.sm2Verify(key.publicKey, message, signature), true);
    for (const path of ['new', 'table'] as const) {
      const digest = reference.sm2Digest(key.publicKey, message);
      assert.equal(verifyDigest(key.publicKey, digest, signature, path), true);
      const damaged = signature.slice();
      damaged[i] = (damaged[i] as number) ^ (1 << (i % 8));
      assert.equal(verifyDigest(key.publicKey, digest, damaged, path), false);
      assert.equal(verifyDigest(key.publicKey, random(32), signature, path), false);
    }
  }
});

/** A signature with chosen s and t = r + s, and the digest it fits. */
function madeToFit(d: bigint, s: bigint, t: bigint): { digest: Uint8Array; signature: Uint8Array } {
  const r = modulo(t - s, N);
  const { x } = affineOfSecret(multiplyBase(modulo(s + t * d, N)));
  return { digest: octets(modulo(r - x, N)), signature: concatBytes(octets(r), octets(s)) };
}

testBothEngines('additions of equal and opposite points on the way are handled', () => {
  for (const d of [1n, 2n, 1234567n, N - 2n, invertPublic(2n ** 240n, N), invertPublic(2n ** 20n, N)]) {
    const publicKey = writePoint(affineOfSecret(multiplyBase(d)));
    const pairs: [bigint, bigint][] = [
      [modulo(5n * d, N), 5n],
      [modulo(7n * d + 2n, N), 7n],
      [1n, modulo(2n * invertPublic(d, N), N)],
      [3n, 3n],
      [2n, 1n],
      [N - 1n, 3n],
    ];
    for (const [s, t] of pairs) {
      const { digest, signature } = madeToFit(d, s, t);
      // Not where r would be zero or the sum infinity.
      const expected = s !== t && modulo(s + t * d, N) !== 0n;
      for (const path of ['new', 'table'] as const) {
        assert.equal(verifyDigest(publicKey, digest, signature, path), expected, `d ${d} s ${s} t ${t}`);
      }
    }
    // s·G + t·P is infinity.
    const [s, t] = [modulo(-9n * d, N), 9n];
    const signature = concatBytes(octets(modulo(t - s, N)), octets(s));
    for (const path of ['new', 'table'] as const) {
      assert.equal(verifyDigest(publicKey, octets(modulo(t - s, N)), signature, path), false);
    }
  }
});

testBothEngines('an x between n and p verifies', () => {
  let x = N;
  while (squareRoot(modulo(x * x * x + A * x + B, P)) === undefined) x++;
  const point = { x, y: squareRoot(modulo(x * x * x + A * x + B, P)) as bigint };
  const [s, t] = [77n, 99n];
  const negative = affineOfSecret(multiplyBase(N - s));
  const key = affineOfSecret(multiply(invertPublic(t, N), affineOfSecret(addAffine(toJacobian(point), negative))));
  const r = modulo(t - s, N);
  const signature = concatBytes(octets(r), octets(s));
  for (const path of ['new', 'table'] as const) {
    assert.equal(verifyDigest(writePoint(key), octets(modulo(r - x, N)), signature, path), true);
    assert.equal(verifyDigest(writePoint(key), octets(modulo(r - x + 1n, N)), signature, path), false);
  }
});

/** p ≡ 3 mod 4, so a root is the power (p + 1)/4. */
function squareRoot(value: bigint): bigint | undefined {
  let root = 1n;
  for (const bit of ((P + 1n) / 4n).toString(2)) {
    root = (root * root) % P;
    if (bit === '1') root = (root * value) % P;
  }
  return (root * root) % P === value ? root : undefined;
}

testBothEngines('a batch signs and verifies as singles do, at every size', () => {
  const keys = Array.from({ length: 5 }, () => generateSm2KeyPair(random));
  for (const size of [0, 1, 7, 8, 9, 63, 64, 65, 130]) {
    const items = Array.from({ length: size }, (_, i) => ({
      key: keys[i % 5] as (typeof keys)[0],
      message: random(i),
    }));
    const signatures = sm2SignBatch(items, random, { verify: size === 64 });
    assert.equal(signatures.length, size);
    const checks = items.map(({ key, message }, i) => {
      const signature = (signatures[i] as Uint8Array).slice();
      if (i % 7 === 3) signature[i % 64] = (signature[i % 64] as number) ^ 0x10;
      return { publicKey: key.publicKey, message, signature: i % 11 === 10 ? signature.subarray(1) : signature };
    });
    const single = checks.map(({ publicKey, message, signature }) => sm2Verify(publicKey, message, signature));
    assert.deepEqual(sm2VerifyBatch(checks), single);
    assert.deepEqual(
      single,
      items.map((_, i) => i % 7 !== 3 && i % 11 !== 10),
    );
  }
});

testBothEngines('a key made to upset the batch is verified one by one', () => {
  // The table of 2⁻²⁴⁰·G holds small multiples of G, so table points and base points meet in the tree.
  const privateKey = octets(invertPublic(2n ** 240n, N));
  const key = { privateKey, publicKey: sm2PublicKey(privateKey) };
  let upset = 0;
  for (let round = 0; round < 8; round++) {
    const items = Array.from({ length: 64 }, () => ({ key, message: random(9) }));
    const signatures = sm2SignBatch(items, random);
    const checks = items.map(({ message }, i) => ({
      publicKey: key.publicKey,
      message,
      signature: signatures[i === 5 ? 6 : i] as Uint8Array,
    }));
    const { call } = engine();
    const original = call.verifyBatch;
    const counting = { ...call, verifyBatch: (at: number, count: number) => countUndecided(original(at, count)) };
    Object.assign(engine(), { call: counting });
    const expected = items.map((_, i) => i !== 5);
    assert.deepEqual(sm2VerifyBatch(checks).slice(1), expected.slice(1));
    Object.assign(engine(), { call });
  }
  assert.ok(upset > 0, 'no batch met an exceptional addition: the test has lost its point');

  function countUndecided(status: number): number {
    if (status !== 0) upset++;
    return status;
  }
});

testBothEngines('tables come and go within their budget', () => {
  setTableBudget(3 * 0x3c00);
  try {
    const keys = Array.from({ length: 9 }, () => generateSm2KeyPair(random));
    const items = keys.map((key) => ({ key, message: random(5) }));
    const checks = sm2SignBatch(items, random).map((signature, i) => ({
      publicKey: (keys[i] as (typeof keys)[0]).publicKey,
      message: (items[i] as (typeof items)[0]).message,
      signature,
    }));
    for (let round = 0; round < 3; round++) {
      assert.deepEqual(
        sm2VerifyBatch(checks),
        keys.map(() => true),
      );
      for (const { publicKey, message, signature } of checks) {
        assert.equal(sm2Verify(publicKey, message, signature), true);
        assert.equal(sm2Verify(publicKey, random(5), signature), false);
      }
    }
  } finally {
    setTableBudget(16 * 1024 * 1024);
  }
});

test('a batch with a bad key signs nothing', () => {
  const key = generateSm2KeyPair(random);
  for (const privateKey of [new Uint8Array(32), new Uint8Array(31), octets(N - 1n)]) {
    const items = Array.from({ length: 9 }, (_, i) => ({
      key: i === 4 ? { ...key, privateKey } : key,
      message: random(3),
    }));
    assert.throws(() => sm2SignBatch(items, random), { code: 'bad-private-key' });
  }
  const items = [{ publicKey: writePoint({ x: G.x, y: G.x }), message: random(1), signature: random(64) }];
  assert.throws(() => sm2VerifyBatch(items), { code: 'bad-public-key' });
});

testBothEngines('no secret stays in the memory of the engine', () => {
  const key = generateSm2KeyPair(random);
  const nonce = random(32);
  signWithNonce(key.privateKey, random(32), nonce);
  sm2Sign(key, random(10), random);
  sm2SignBatch(
    Array.from({ length: 9 }, () => ({ key, message: random(3) })),
    random,
  );
  const memory = Buffer.from(engine().octets);
  for (const secret of [key.privateKey, nonce]) {
    assert.equal(memory.indexOf(secret), -1);
    assert.equal(memory.indexOf(limbsOf(bytesToBigInt(secret)).subarray(0, 24)), -1);
  }
});

/** Nine limbs of 29 bits in eight octets each, as the engine holds numbers. */
function limbsOf(value: bigint): Uint8Array {
  const limbs = BigInt64Array.from({ length: 9 }, (_, i) => (value >> BigInt(29 * i)) & 0x1fffffffn);
  return new Uint8Array(limbs.buffer);
}
