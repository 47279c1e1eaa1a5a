import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import { N } from '@medsign/testing/reference-crypto/curve';
import fc from 'fast-check';
import smCrypto from 'sm-crypto-v2';
import vectors from '../../vectors/sm2.json' with { type: 'json' };
import { bigIntToBytes, bytesToBigInt, concatBytes } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import {
  assertSm2PublicKey,
  generateSm2KeyPair,
  SM2_DEFAULT_ID,
  sm2Digest,
  sm2PublicKey,
  sm2Sign,
  sm2SignatureFromDer,
  sm2SignatureToDer,
  sm2Verify,
  sm2Z,
} from './sm2.ts';
import { signWithNonce } from './wasm/known-answer.ts';

const random = seededRandom('sm2');
const MESSAGE = new TextEncoder().encode('长期医嘱：头孢呋辛 1.5 g ivgtt q12h');

for (const vector of vectors.signatures) {
  const publicKey = fromHex(vector.publicKey);
  const message = fromHex(vector.message);
  test(`published signature of “${vector.name}”`, () => {
    assert.equal(toHex(sm2PublicKey(fromHex(vector.privateKey))), vector.publicKey);
    assert.equal(toHex(SM2_DEFAULT_ID), vector.signerId);
    assert.equal(toHex(sm2Z(publicKey)), vector.z);
    assert.equal(toHex(sm2Digest(publicKey, message)), vector.digest);
    const ours = signWithNonce(fromHex(vector.privateKey), fromHex(vector.digest), fromHex(vector.nonce));
    assert.deepEqual(ours, fromHex(vector.signature));
    assert.equal(sm2Verify(publicKey, message, fromHex(vector.signature)), true);
    assert.equal(toHex(sm2SignatureToDer(fromHex(vector.signature))), vector.der);
    assert.equal(toHex(sm2SignatureFromDer(fromHex(vector.der))), vector.signature);
  });
}

test('signatures of ours are accepted by sm-crypto-v2', () => {
  for (let i = 0; i < 20; i++) {
    const key = generateSm2KeyPair(random);
    const message = random(i * 13);
    const signature = toHex(sm2Sign(key, message, random));
    assert.equal(smCrypto.sm2.doVerifySignature(message, signature, toHex(key.publicKey), { hash: true }), true);
  }
});

test('signatures of sm-crypto-v2 are accepted, raw and DER, with its own signer id too', () => {
  for (let i = 0; i < 20; i++) {
    const key = generateSm2KeyPair(random);
    const message = random(i * 17);
    const options = { hash: true, publicKey: toHex(key.publicKey) };
    const raw = smCrypto.sm2.doSignature(message, toHex(key.privateKey), options);
    assert.equal(sm2Verify(key.publicKey, message, fromHex(raw)), true);
    const der = smCrypto.sm2.doSignature(message, toHex(key.privateKey), { ...options, der: true });
    assert.equal(sm2Verify(key.publicKey, message, sm2SignatureFromDer(fromHex(der))), true);
    const userId = 'ALICE123@YAHOO.COM';
    const named = fromHex(smCrypto.sm2.doSignature(message, toHex(key.privateKey), { ...options, userId }));
    assert.equal(sm2Verify(key.publicKey, message, named, new TextEncoder().encode(userId)), true);
    assert.equal(sm2Verify(key.publicKey, message, named), false);
  }
});

test('Z and keys agree with sm-crypto-v2', () => {
  for (let i = 0; i < 10; i++) {
    const key = generateSm2KeyPair(random);
    assertSm2PublicKey(key.publicKey);
    assert.equal(smCrypto.sm2.getPublicKeyFromPrivateKey(toHex(key.privateKey)), toHex(key.publicKey));
    assert.equal(toHex(sm2Z(key.publicKey)), toHex(smCrypto.sm2.getZ(toHex(key.publicKey), '1234567812345678')));
  }
});

test('a signature holds for its message, key and signer id alone', () => {
  const [key, other] = [generateSm2KeyPair(random), generateSm2KeyPair(random)];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 100 }), (message, signerId) => {
      const signature = sm2Sign(key, message, random, signerId);
      assert.equal(sm2Verify(key.publicKey, message, signature, signerId), true);
      assert.equal(sm2Verify(other.publicKey, message, signature, signerId), false);
      assert.equal(sm2Verify(key.publicKey, concatBytes(message, Uint8Array.of(0)), signature, signerId), false);
      assert.equal(sm2Verify(key.publicKey, message, signature, concatBytes(signerId, Uint8Array.of(0))), false);
      assert.deepEqual(sm2SignatureFromDer(sm2SignatureToDer(signature)), signature);
    }),
    { seed: 32918, numRuns: 40 },
  );
});

test('the smallest and largest private keys sign', () => {
  for (const d of [1n, 2n, N - 3n, N - 2n]) {
    const privateKey = bigIntToBytes(d, 32);
    const key = { privateKey, publicKey: sm2PublicKey(privateKey) };
    assert.equal(sm2Verify(key.publicKey, MESSAGE, sm2Sign(key, MESSAGE, random)), true);
  }
});

test('a sum that is infinity does not verify', () => {
  const key = generateSm2KeyPair(random);
  const s = ((-5n * bytesToBigInt(key.privateKey)) % N) + N;
  const r = (5n - s + 2n * N) % N;
  assert.equal(sm2Verify(key.publicKey, MESSAGE, concatBytes(bigIntToBytes(r, 32), bigIntToBytes(s, 32))), false);
});

test('a signer id longer than 8191 octets is refused', () => {
  const key = generateSm2KeyPair(random);
  assert.equal(sm2Verify(key.publicKey, MESSAGE, sm2Sign(key, MESSAGE, random, random(8191)), random(8191)), false);
  assert.throws(() => sm2Sign(key, MESSAGE, random, new Uint8Array(8192)), { code: 'bad-signer-id' });
  assert.throws(() => sm2Verify(key.publicKey, MESSAGE, new Uint8Array(64), new Uint8Array(8192)), {
    code: 'bad-signer-id',
  });
});

test('Z handed out can be changed without harm', () => {
  const { publicKey } = generateSm2KeyPair(random);
  const before = toHex(sm2Z(publicKey));
  sm2Z(publicKey).fill(0);
  assert.equal(toHex(sm2Z(publicKey)), before);
});

test('more keys than are remembered verify all the same', () => {
  const keys = Array.from({ length: 3 }, () => generateSm2KeyPair(random));
  const signatures = keys.map((key) => sm2Sign(key, MESSAGE, random));
  for (let i = 0; i < 1100; i++) sm2Z((keys[0] as (typeof keys)[0]).publicKey, bigIntToBytes(BigInt(i), 4));
  keys.forEach((key, i) => {
    assert.equal(sm2Verify(key.publicKey, MESSAGE, signatures[i] as Uint8Array), true);
    assert.equal(sm2Verify(key.publicKey, MESSAGE, signatures[(i + 1) % 3] as Uint8Array), false);
  });
});
