import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import { invertPublic, N, P } from '@medsign/testing/reference-crypto/curve';
import { multiplyBase } from '@medsign/testing/reference-crypto/multiplication';
import badKeys from '../../vectors/sm2-bad-public-keys.json' with { type: 'json' };
import badSignatures from '../../vectors/sm2-bad-signatures.json' with { type: 'json' };
import { Asn1Error } from '../asn1/asn1-error.ts';
import { bigIntToBytes, bytesToBigInt } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import {
  assertSm2PublicKey,
  generateSm2KeyPair,
  type Sm2KeyPair,
  sm2Digest,
  sm2PublicKey,
  sm2Sign,
  sm2SignatureFromDer,
  sm2SignatureToDer,
  sm2Verify,
  sm2Z,
} from './sm2.ts';
import { sm2Decrypt, sm2Encrypt } from './sm2-encryption.ts';
import { Sm2Error } from './sm2-error.ts';
import { signWithNonce } from './wasm/known-answer.ts';

const random = seededRandom('sm2 refusals');
const publicKey = fromHex(badSignatures.publicKey);
const message = fromHex(badSignatures.message);
const key = generateSm2KeyPair(random);

test('the signature the bad ones were made from is good', () => {
  assert.equal(sm2Verify(publicKey, message, fromHex(badSignatures.signature)), true);
});

for (const { name, signature } of badSignatures.raw) {
  test(`signature with ${name} does not verify`, () => {
    assert.equal(sm2Verify(publicKey, message, fromHex(signature)), false);
  });
}

for (const { name, der, code } of badSignatures.der) {
  test(`DER signature with ${name} is refused as ${code}`, () => {
    assert.throws(
      () => sm2SignatureFromDer(fromHex(der)),
      (error: unknown) => error instanceof Asn1Error && error.code === code,
    );
  });
}

for (const { name, publicKey: bad } of badKeys.keys) {
  test(`public key ${name} is refused`, () => {
    const bytes = fromHex(bad);
    const refused = (error: unknown) => error instanceof Sm2Error && error.code === 'bad-public-key';
    assert.throws(() => assertSm2PublicKey(bytes), refused);
    assert.throws(() => sm2Z(bytes), refused);
    assert.throws(() => sm2Verify(bytes, message, fromHex(badSignatures.signature)), refused);
    assert.throws(() => sm2Sign({ ...key, publicKey: bytes }, message, random), refused);
    assert.throws(() => sm2Encrypt(bytes, message, random), refused);
  });
}

test('private keys outside 1 … n − 2 or of another length are refused', () => {
  const numbers = [0n, N - 1n, N, N + 1n, P, 2n ** 256n - 1n].map((d) => bigIntToBytes(d, 32));
  for (const privateKey of [...numbers, new Uint8Array(0), random(31), new Uint8Array(33).fill(1)]) {
    const refused = { name: 'Sm2Error', code: 'bad-private-key' };
    assert.throws(() => sm2PublicKey(privateKey), refused);
    assert.throws(() => sm2Sign({ ...key, privateKey }, message, random), refused);
    assert.throws(() => sm2Decrypt(privateKey, new Uint8Array(120)), refused);
  }
});

test('the message of an error holds no key', () => {
  const privateKey = bigIntToBytes(N, 32);
  assert.throws(
    () => sm2PublicKey(privateKey),
    (error: Error) => !error.message.includes(toHex(privateKey).slice(0, 8)),
  );
});

test('signatures that are not r‖s in range are not written as DER', () => {
  const scalar = bigIntToBytes(5n, 32);
  for (const [r, s] of [
    [bigIntToBytes(0n, 32), scalar],
    [scalar, bigIntToBytes(0n, 32)],
    [bigIntToBytes(N, 32), scalar],
    [scalar, bigIntToBytes(2n ** 256n - 1n, 32)],
    [scalar, new Uint8Array(31)],
    [scalar, new Uint8Array(33)],
  ] as const) {
    assert.throws(() => sm2SignatureToDer(Uint8Array.of(...r, ...s)), { code: 'bad-signature' });
  }
});

test('a nonce that gives r = 0, r + k = n or s = 0 is passed over', () => {
  const d = bytesToBigInt(key.privateKey);
  const xOf = (k: bigint): bigint => {
    const point = multiplyBase(k);
    return (point.x * invertPublic(point.z * point.z, P)) % P;
  };
  const k = 0x1234567890abcdefn;
  const positive = (value: bigint): bigint => ((value % N) + N) % N;
  // The digest is chosen so that the first nonce gives the forbidden value; the second is usable.
  const forbidden = {
    'r = 0': positive(-xOf(k)),
    'r + k = n': positive(-k - xOf(k)),
    's = 0': positive(k * invertPublic(d, N) - xOf(k)),
  };
  const sign = (digest: bigint, nonce: bigint) =>
    signWithNonce(key.privateKey, bigIntToBytes(digest, 32), bigIntToBytes(nonce, 32));
  for (const [name, digest] of Object.entries(forbidden)) {
    assert.equal(sign(digest, k), undefined, name);
    assert.equal(sign(digest, 77n)?.length, 64, name);
  }
  assert.equal(sign(12345n, k)?.length, 64);
  for (const nonce of [0n, N, N + 1n, 2n ** 256n - 1n]) assert.equal(sign(12345n, nonce), undefined);
});

test('scalars outside the range are drawn again, never reduced', () => {
  const draws = [0n, N, N - 1n, 2n ** 256n - 1n, 42n].map((value) => bigIntToBytes(value, 32));
  assert.deepEqual(generateSm2KeyPair(() => draws.shift() as Uint8Array).privateKey, bigIntToBytes(42n, 32));
  assert.equal(draws.length, 0);
  const limit = [N, 0n, N - 1n].map((value) => bigIntToBytes(value, 32));
  const ciphertext = sm2Encrypt(publicKey, message, () => limit.shift() as Uint8Array);
  assert.deepEqual(ciphertext.subarray(1, 33), sm2PublicKey(bigIntToBytes(1n, 32)).subarray(1, 33));
  assert.equal(limit.length, 0);
});

test('a broken random generator is refused', () => {
  const refused = { code: 'bad-random' };
  for (const broken of [
    () => new Uint8Array(0),
    () => new Uint8Array(31).fill(1),
    () => new Uint8Array(33).fill(1),
    () => new Uint8Array(32),
    () => new Uint8Array(32).fill(0xff),
  ]) {
    assert.throws(() => generateSm2KeyPair(broken), refused);
    assert.throws(() => sm2Encrypt(key.publicKey, message, broken), refused);
  }
  assert.throws(() => sm2Sign(key, message, () => new Uint8Array(16)), refused);
});

test('a restored generator never gives two digests or two keys the same nonce', () => {
  // r = e + x(k·G): the same nonce would show as the same x.
  const restored = random(32);
  const seen = new Set<bigint>();
  const signedX = (pair: Sm2KeyPair, text: Uint8Array): bigint => {
    const signature = sm2Sign(pair, text, () => restored.slice());
    const e = bytesToBigInt(sm2Digest(pair.publicKey, text));
    return (((bytesToBigInt(signature.subarray(0, 32)) - e) % N) + N) % N;
  };
  for (let i = 1; i <= 20; i++) {
    const privateKey = bigIntToBytes(BigInt(i), 32);
    seen.add(signedX(key, bigIntToBytes(BigInt(i), 32)));
    seen.add(signedX({ privateKey, publicKey: sm2PublicKey(privateKey) }, message));
  }
  assert.equal(seen.size, 40);
});

test('with a good generator the same message never has the same signature', () => {
  const signatures = new Set(Array.from({ length: 10 }, () => toHex(sm2Sign(key, message, random))));
  assert.equal(signatures.size, 10);
});
