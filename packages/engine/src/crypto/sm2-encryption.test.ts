import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import { type AffinePoint, affineOfSecret, P } from '@medsign/testing/reference-crypto/curve';
import { readPublicKey, writePoint } from '@medsign/testing/reference-crypto/keys';
import { multiply, multiplyBase } from '@medsign/testing/reference-crypto/multiplication';
import fc from 'fast-check';
import smCrypto from 'sm-crypto-v2';
import vectors from '../../vectors/sm2.json' with { type: 'json' };
import { Asn1Error } from '../asn1/asn1-error.ts';
import { integer, octetString, sequence } from '../asn1/der-writer.ts';
import { bigIntToBytes, concatBytes } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { kdfSm3 } from './kdf.ts';
import { generateSm2KeyPair } from './sm2.ts';
import { sm2CipherFromDer, sm2CipherToDer, sm2Decrypt, sm2Encrypt } from './sm2-encryption.ts';
import { sm3Of } from './sm3.ts';

const random = seededRandom('sm2 encryption');
const key = generateSm2KeyPair(random);
const C1C3C2 = 1;
const C1C2C3 = 0;

for (const vector of vectors.ciphertexts) {
  test(`published ciphertext of “${vector.name}”`, () => {
    const fixed = () => fromHex(vector.nonce);
    const ciphertext = sm2Encrypt(fromHex(vector.publicKey), fromHex(vector.plaintext), fixed);
    assert.equal(toHex(ciphertext), vector.ciphertext);
    assert.equal(toHex(sm2Decrypt(fromHex(vector.privateKey), ciphertext)), vector.plaintext);
    const theirs = smCrypto.sm2.doDecrypt(vector.ciphertext.slice(2), vector.privateKey, C1C3C2, { output: 'array' });
    assert.equal(toHex(theirs), vector.plaintext);
  });
}

test('what is encrypted comes back, raw and through DER', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), (plaintext) => {
      const ciphertext = sm2Encrypt(key.publicKey, plaintext, random);
      assert.equal(ciphertext.length, plaintext.length + 97);
      assert.deepEqual(sm2Decrypt(key.privateKey, ciphertext), plaintext);
      assert.deepEqual(sm2CipherFromDer(sm2CipherToDer(ciphertext)), ciphertext);
    }),
    { seed: 4, numRuns: 30 },
  );
});

test('sm-crypto-v2 opens ours and we open its, in both orders and in DER', () => {
  const [publicKey, privateKey] = [toHex(key.publicKey), toHex(key.privateKey)];
  for (let i = 1; i <= 10; i++) {
    const plaintext = random(i * 11);
    const ours = toHex(sm2Encrypt(key.publicKey, plaintext, random)).slice(2);
    assert.deepEqual(Uint8Array.from(smCrypto.sm2.doDecrypt(ours, privateKey, C1C3C2, { output: 'array' })), plaintext);
    const theirs = fromHex(`04${smCrypto.sm2.doEncrypt(plaintext, publicKey, C1C3C2)}`);
    assert.deepEqual(sm2Decrypt(key.privateKey, theirs), plaintext);
    const old = fromHex(`04${smCrypto.sm2.doEncrypt(plaintext, publicKey, C1C2C3)}`);
    assert.deepEqual(sm2Decrypt(key.privateKey, old, { order: 'C1C2C3' }), plaintext);
    const der = fromHex(smCrypto.sm2.doEncrypt(plaintext, publicKey, C1C3C2, { asn1: true }));
    assert.deepEqual(sm2Decrypt(key.privateKey, sm2CipherFromDer(der)), plaintext);
  }
});

test('an empty plaintext is refused', () => {
  assert.throws(() => sm2Encrypt(key.publicKey, new Uint8Array(0), random), { code: 'bad-plaintext' });
});

test('every kind of damage is refused alike', () => {
  const good = sm2Encrypt(key.publicKey, random(40), random);
  const damaged: Uint8Array[] = [];
  for (let bit = 0; bit < good.length * 8; bit += 61) {
    const copy = good.slice();
    copy[bit >> 3] = (copy[bit >> 3] as number) ^ (0x80 >> (bit & 7));
    damaged.push(copy);
  }
  damaged.push(new Uint8Array(0), good.subarray(0, 97), good.subarray(0, -1), good.subarray(1));
  damaged.push(concatBytes(good, Uint8Array.of(0)), concatBytes(new Uint8Array(65), good.subarray(65)));
  const messages = new Set<string>();
  for (const ciphertext of damaged) {
    assert.throws(
      () => sm2Decrypt(key.privateKey, ciphertext),
      (error: Error & { code?: string }) => {
        messages.add(error.message);
        return error.code === 'bad-ciphertext';
      },
    );
  }
  assert.equal(messages.size, 1);
  assert.throws(() => sm2Decrypt(generateSm2KeyPair(random).privateKey, good), { code: 'bad-ciphertext' });
  assert.throws(() => sm2Decrypt(key.privateKey, good, { order: 'C1C2C3' }), { code: 'bad-ciphertext' });
});

test('a mask of zeros is never sent and never opened', () => {
  // For one octet, one nonce in 256 gives a mask of zero.
  const recipient = readPublicKey(key.publicKey);
  let nonce = 0n;
  let shared: AffinePoint;
  let mask: Uint8Array;
  do {
    nonce++;
    shared = affineOfSecret(multiply(nonce, recipient));
    mask = kdfSm3(concatBytes(bigIntToBytes(shared.x, 32), bigIntToBytes(shared.y, 32)), 1);
  } while (mask[0] !== 0);
  const plaintext = Uint8Array.of(0x41);
  const draws = [nonce, nonce + 1n].map((k) => bigIntToBytes(k, 32));
  const ciphertext = sm2Encrypt(key.publicKey, plaintext, () => draws.shift() as Uint8Array);
  assert.equal(draws.length, 0);
  assert.deepEqual(sm2Decrypt(key.privateKey, ciphertext), plaintext);
  const hash = sm3Of(bigIntToBytes(shared.x, 32), plaintext, bigIntToBytes(shared.y, 32));
  const bare = concatBytes(writePoint(affineOfSecret(multiplyBase(nonce))), hash, plaintext);
  assert.throws(() => sm2Decrypt(key.privateKey, bare), { code: 'bad-ciphertext' });
});

test('a ciphertext that is none is not written as DER', () => {
  const good = sm2Encrypt(key.publicKey, random(4), random);
  for (const bad of [new Uint8Array(0), good.subarray(0, 97), good.subarray(1)]) {
    assert.throws(() => sm2CipherToDer(bad), { code: 'bad-ciphertext' });
  }
});

test('malformed SM2Cipher is refused', () => {
  const [hash, text] = [octetString(random(32)), octetString(random(5))];
  const number = integer(7);
  const cases: [string, Uint8Array, string][] = [
    ['trailing octet', concatBytes(sequence(number, number, hash, text), Uint8Array.of(0)), 'trailing-data'],
    ['fifth member', sequence(number, number, hash, text, text), 'trailing-data'],
    ['no cipher text', sequence(number, number, hash), 'unexpected-tag'],
    ['empty cipher text', sequence(number, number, hash, octetString(new Uint8Array(0))), 'bad-value'],
    ['hash of 31 octets', sequence(number, number, octetString(random(31)), text), 'bad-value'],
    ['hash of 33 octets', sequence(number, number, octetString(random(33)), text), 'bad-value'],
    ['negative x', sequence(integer(-7), number, hash, text), 'bad-integer'],
    ['x of 33 octets', sequence(integer(2n ** 256n), number, hash, text), 'bad-value'],
    ['y of 33 octets', sequence(number, integer(2n ** 256n), hash, text), 'bad-value'],
    ['C1 as octet string', sequence(octetString(random(65)), hash, text), 'unexpected-tag'],
  ];
  for (const [name, der, code] of cases) {
    assert.throws(
      () => sm2CipherFromDer(der),
      (error: unknown) => error instanceof Asn1Error && error.code === code,
      name,
    );
  }
});

test('coordinates at or above p are no point', () => {
  const der = sequence(integer(P), integer(1), octetString(random(32)), octetString(random(5)));
  assert.throws(() => sm2Decrypt(key.privateKey, sm2CipherFromDer(der)), { code: 'bad-ciphertext' });
});
