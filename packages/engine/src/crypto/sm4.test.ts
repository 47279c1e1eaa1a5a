import assert from 'node:assert/strict';
import { createCipheriv } from 'node:crypto';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import smCrypto from 'sm-crypto-v2';
import { testBothEngines } from '../../test-support/both-engines.ts';
import vectors from '../../vectors/sm4.json' with { type: 'json' };
import { concatBytes } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { sm4CbcDecrypt, sm4CbcEncrypt, sm4Ctr, sm4EcbDecrypt, sm4EcbEncrypt } from './sm4.ts';
import { sm4CcmDecrypt, sm4CcmEncrypt } from './sm4-ccm.ts';
import { sm4GcmDecrypt, sm4GcmEncrypt } from './sm4-gcm.ts';
import { sm4UnwrapKey, sm4WrapKey } from './sm4-key-wrap.ts';

const random = seededRandom('sm4');
const key = fromHex(vectors.key);
const nonce = fromHex(vectors.nonce);
const additional = fromHex(vectors.additional);
const plaintext = fromHex(vectors.plaintext);
/** Around every boundary of blocks, of eight blocks and of the long GHASH. */
const LENGTHS = [0, 1, 15, 16, 17, 31, 32, 63, 64, 65, 127, 128, 129, 255, 256, 2047, 2048, 2049, 2304, 5000, 120_001];

function nodeCipher(name: string, secret: Uint8Array, iv: Uint8Array | null, data: Uint8Array): string {
  const cipher = createCipheriv(name, secret, iv);
  return Buffer.concat([cipher.update(data), cipher.final()]).toString('hex');
}

testBothEngines('published SM4 block', () => {
  const block = fromHex(vectors.ecb.plaintext);
  assert.equal(toHex(sm4EcbEncrypt(key, block)), vectors.ecb.ciphertext);
  assert.deepEqual(sm4EcbDecrypt(key, fromHex(vectors.ecb.ciphertext)), block);
});

testBothEngines('CBC, CTR and ECB agree with OpenSSL at every length', () => {
  for (const length of LENGTHS) {
    const [secret, iv, data] = [random(16), random(16), random(length)];
    // A counter that carries through all its octets.
    iv.fill(0xff, 1);
    const cbc = nodeCipher('sm4-cbc', secret, iv, data);
    assert.equal(toHex(sm4CbcEncrypt(secret, iv, data)), cbc);
    assert.deepEqual(sm4CbcDecrypt(secret, iv, fromHex(cbc)), data);
    assert.equal(toHex(sm4Ctr(secret, iv, data)), nodeCipher('sm4-ctr', secret, iv, data));
    const blocks = data.subarray(0, length - (length % 16));
    const ecb = sm4EcbEncrypt(secret, blocks);
    assert.equal(toHex(ecb), nodeCipher('sm4-ecb', secret, null, blocks).slice(0, 2 * blocks.length));
    assert.deepEqual(sm4EcbDecrypt(secret, ecb), blocks);
  }
});

testBothEngines('published GCM and CCM', () => {
  const gcm = vectors.gcm.ciphertext + vectors.gcm.tag;
  assert.equal(toHex(sm4GcmEncrypt(key, nonce, plaintext, additional)), gcm);
  assert.deepEqual(sm4GcmDecrypt(key, nonce, fromHex(gcm), additional), plaintext);
  const ccm = vectors.ccm.ciphertext + vectors.ccm.tag;
  assert.equal(toHex(sm4CcmEncrypt(key, nonce, plaintext, { additional })), ccm);
  assert.deepEqual(sm4CcmDecrypt(key, nonce, fromHex(ccm), { additional }), plaintext);
});

testBothEngines('GCM agrees with sm-crypto-v2 at every length and nonce', () => {
  for (const length of LENGTHS) {
    const [secret, iv, data, extra] = [random(16), random(12), random(length), random(length % 40)];
    const ours = sm4GcmEncrypt(secret, iv, data, extra);
    const options = { mode: 'gcm', iv: toHex(iv), associatedData: extra, output: 'array', outputTag: true } as const;
    const theirs = smCrypto.sm4.encrypt(data, toHex(secret), { ...options, padding: 'none' });
    assert.deepEqual(ours.subarray(length), Uint8Array.from(theirs.tag as Uint8Array));
    assert.deepEqual(ours.subarray(0, length), Uint8Array.from(theirs.output as Uint8Array));
    assert.deepEqual(sm4GcmDecrypt(secret, iv, ours, extra), data);
  }
});

testBothEngines('every damage to GCM and CCM is refused', () => {
  const sealed = sm4GcmEncrypt(key, nonce, plaintext, additional);
  const closed = sm4CcmEncrypt(key, nonce, plaintext, { additional });
  const refused = { name: 'Sm4Error', code: 'bad-tag' };
  for (let bit = 0; bit < sealed.length * 8; bit += 13) {
    const flip = (bytes: Uint8Array) => bytes.map((octet, i) => (i === bit >> 3 ? octet ^ (1 << (bit & 7)) : octet));
    assert.throws(() => sm4GcmDecrypt(key, nonce, flip(sealed), additional), refused);
    assert.throws(() => sm4CcmDecrypt(key, nonce, flip(closed), { additional }), refused);
  }
  for (const cut of [0, 1, 15, 16, sealed.length - 1]) {
    assert.throws(() => sm4GcmDecrypt(key, nonce, sealed.subarray(0, cut), additional), refused);
    assert.throws(() => sm4CcmDecrypt(key, nonce, closed.subarray(0, cut), { additional }), refused);
  }
  assert.throws(() => sm4GcmDecrypt(key, nonce, sealed), refused);
  assert.throws(() => sm4GcmDecrypt(random(16), nonce, sealed, additional), refused);
  assert.throws(() => sm4GcmDecrypt(key, random(12), sealed, additional), refused);
  assert.throws(() => sm4CcmDecrypt(key, random(12), closed, { additional }), refused);
});

testBothEngines('wrapped keys come back, and only unchanged', () => {
  for (const length of [16, 24, 32, 40, 96]) {
    const secret = random(length);
    const wrapped = sm4WrapKey(key, secret);
    assert.equal(wrapped.length, length + 8);
    assert.deepEqual(sm4UnwrapKey(key, wrapped), secret);
    wrapped[length % 11] = (wrapped[length % 11] as number) ^ 4;
    assert.throws(() => sm4UnwrapKey(key, wrapped), { code: 'bad-tag' });
  }
});

test('a million encryptions of the published block', () => {
  // Chained through CBC with zeros for data: each block is the encryption of the one before.
  const rounds = 1_000_000;
  const chained = sm4CbcEncrypt(key, fromHex(vectors.ecb.plaintext), new Uint8Array(16 * rounds), { padding: 'none' });
  assert.equal(toHex(chained.subarray(-16)), vectors.ecb.afterMillionRounds);
});

test('nonces of other lengths are hashed', () => {
  for (const length of [1, 8, 13, 16, 60]) {
    const [iv, data] = [random(length), random(50)];
    assert.deepEqual(sm4GcmDecrypt(key, iv, sm4GcmEncrypt(key, iv, data)), data);
    const shortened = concatBytes(iv, new Uint8Array(1));
    assert.throws(() => sm4GcmDecrypt(key, shortened, sm4GcmEncrypt(key, iv, data)), { code: 'bad-tag' });
  }
});

test('tags of CCM have the length asked for', () => {
  for (const tagOctets of [4, 6, 8, 10, 12, 14, 16]) {
    for (const nonceOctets of [7, 12, 13]) {
      const [iv, data, extra] = [random(nonceOctets), random(33), random(tagOctets)];
      const closed = sm4CcmEncrypt(key, iv, data, { additional: extra, tagOctets });
      assert.equal(closed.length, 33 + tagOctets);
      assert.deepEqual(sm4CcmDecrypt(key, iv, closed, { additional: extra, tagOctets }), data);
    }
  }
});

test('wrong lengths and padding are refused', () => {
  const block = random(16);
  const refusals: [string, () => unknown][] = [
    ['bad-key', () => sm4EcbEncrypt(random(15), block)],
    ['bad-key', () => sm4GcmEncrypt(random(32), nonce, block)],
    ['bad-length', () => sm4EcbEncrypt(key, random(17))],
    ['bad-length', () => sm4CbcDecrypt(key, block, random(17))],
    ['bad-length', () => sm4CbcEncrypt(key, block, random(17), { padding: 'none' })],
    ['bad-iv', () => sm4CbcEncrypt(key, random(12), block)],
    ['bad-iv', () => sm4Ctr(key, random(12), block)],
    ['bad-iv', () => sm4GcmEncrypt(key, random(0), block)],
    ['bad-iv', () => sm4CcmEncrypt(key, random(6), block)],
    ['bad-iv', () => sm4CcmEncrypt(key, random(14), block)],
    ['bad-length', () => sm4CcmEncrypt(key, nonce, block, { tagOctets: 5 })],
    ['bad-length', () => sm4CcmEncrypt(key, nonce, block, { tagOctets: 18 })],
    ['bad-length', () => sm4CcmEncrypt(key, random(13), new Uint8Array(65_536))],
    ['bad-length', () => sm4WrapKey(key, random(8))],
    ['bad-length', () => sm4WrapKey(key, random(20))],
    ['bad-tag', () => sm4UnwrapKey(key, random(16))],
    ['bad-padding', () => sm4CbcDecrypt(key, block, new Uint8Array(0))],
  ];
  for (const [code, refused] of refusals) assert.throws(refused, { name: 'Sm4Error', code });
  for (const last of [0, 3, 17, 255]) {
    const data = new Uint8Array(32).fill(2);
    data[31] = last;
    const ciphertext = sm4CbcEncrypt(key, block, data, { padding: 'none' });
    assert.throws(() => sm4CbcDecrypt(key, block, ciphertext), { code: 'bad-padding' });
  }
});
