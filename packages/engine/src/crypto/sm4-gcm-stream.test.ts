import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import { testBothEngines } from '../../test-support/both-engines.ts';
import vectors from '../../vectors/sm4.json' with { type: 'json' };
import { concatBytes } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { sm4EcbEncrypt } from './sm4.ts';
import { sm4GcmDecrypt, sm4GcmEncrypt } from './sm4-gcm.ts';
import { Sm4GcmDecryption, Sm4GcmEncryption } from './sm4-gcm-stream.ts';
import { engine } from './wasm/engine.ts';

const random = seededRandom('sm4 gcm stream');
const LENGTHS = [0, 1, 15, 16, 17, 31, 32, 33, 100, 2047, 2048, 2049, 4096, 70_001];
const PIECES = [1, 7, 15, 16, 17, 64, 2048, 4095, 100_000];

type Stream = Sm4GcmEncryption | Sm4GcmDecryption;

function through(stream: Stream, data: Uint8Array, piece: number): Uint8Array {
  const out: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += piece) out.push(stream.update(data.subarray(at, at + piece)));
  return concatBytes(...out, stream.finish());
}

testBothEngines('published GCM, octet by octet', () => {
  const [key, nonce, additional] = [vectors.key, vectors.nonce, vectors.additional].map(fromHex) as [
    Uint8Array,
    Uint8Array,
    Uint8Array,
  ];
  const sealed = through(new Sm4GcmEncryption(key, nonce, additional), fromHex(vectors.plaintext), 1);
  assert.equal(toHex(sealed), vectors.gcm.ciphertext + vectors.gcm.tag);
  assert.equal(toHex(through(new Sm4GcmDecryption(key, nonce, additional), sealed, 1)), vectors.plaintext);
});

testBothEngines('a stream gives what the one-shot form gives, however it is cut', () => {
  for (const length of LENGTHS) {
    const [key, nonce, data, additional] = [
      random(16),
      random(length % 3 ? 12 : 9),
      random(length),
      random(length % 37),
    ];
    const sealed = sm4GcmEncrypt(key, nonce, data, additional);
    for (const piece of PIECES.filter((size) => length / size < 3000)) {
      assert.deepEqual(through(new Sm4GcmEncryption(key, nonce, additional), data, piece), sealed);
      assert.deepEqual(through(new Sm4GcmDecryption(key, nonce, additional), sealed, piece), data);
    }
  }
});

test('streams under way at the same time, and other operations between, do not disturb each other', () => {
  const [key, data] = [random(16), random(5000)];
  const nonces = [random(12), random(12), random(16)];
  const streams = nonces.map((nonce) => new Sm4GcmEncryption(key, nonce));
  const out = nonces.map((): Uint8Array[] => []);
  for (let at = 0; at < data.length; at += 333) {
    streams.forEach((stream, i) => {
      out[i]?.push(stream.update(data.subarray(at, at + 333)));
    });
    sm4EcbEncrypt(random(16), random(64));
  }
  streams.forEach((stream, i) => {
    const sealed = concatBytes(...(out[i] ?? []), stream.finish());
    assert.deepEqual(sm4GcmDecrypt(key, nonces[i] as Uint8Array, sealed), data);
  });
});

testBothEngines('every damage is refused at the end', () => {
  const [key, nonce, additional, data] = [random(16), random(12), random(20), random(100)];
  const sealed = sm4GcmEncrypt(key, nonce, data, additional);
  const refused = { name: 'Sm4Error', code: 'bad-tag' };
  for (let bit = 0; bit < sealed.length * 8; bit += 11) {
    const damaged = sealed.slice();
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
    assert.throws(() => through(new Sm4GcmDecryption(key, nonce, additional), damaged, 33), refused);
  }
  for (const cut of [0, 1, 15, 16, 17, sealed.length - 1]) {
    assert.throws(() => through(new Sm4GcmDecryption(key, nonce, additional), sealed.subarray(0, cut), 33), refused);
  }
  const longer = concatBytes(sealed, Uint8Array.of(0));
  assert.throws(() => through(new Sm4GcmDecryption(key, nonce, additional), longer, 33), refused);
  assert.throws(() => through(new Sm4GcmDecryption(key, nonce), sealed, 33), refused);
  assert.throws(() => through(new Sm4GcmDecryption(key, random(12), additional), sealed, 33), refused);
  assert.throws(() => through(new Sm4GcmDecryption(random(16), nonce, additional), sealed, 33), refused);
});

test('the octets that may be the tag are never given out', () => {
  const [key, nonce] = [random(16), random(12)];
  const sealed = sm4GcmEncrypt(key, nonce, random(64));
  for (let length = 0; length <= sealed.length; length++) {
    const given = new Sm4GcmDecryption(key, nonce).update(sealed.subarray(0, length));
    assert.equal(given.length, Math.max(0, Math.floor((length - 16) / 16)) * 16);
  }
});

test('a stream ends once, also by damage or when it is discarded', () => {
  const [key, nonce, data] = [random(16), random(12), random(40)];
  const over = { name: 'Sm4Error', code: 'finished' };
  const encryption = new Sm4GcmEncryption(key, nonce);
  encryption.update(data);
  encryption.finish();
  const damaged = new Sm4GcmDecryption(key, nonce);
  damaged.update(random(70));
  assert.throws(() => damaged.finish(), { code: 'bad-tag' });
  const discarded = [new Sm4GcmEncryption(key, nonce), new Sm4GcmDecryption(key, nonce)];
  for (const stream of discarded) stream.discard();
  for (const stream of [encryption, damaged, ...discarded]) {
    assert.throws(() => stream.update(data), over);
    assert.throws(() => stream.finish(), over);
  }
});

test('wrong keys and nonces are refused', () => {
  for (const Stream of [Sm4GcmEncryption, Sm4GcmDecryption]) {
    assert.throws(() => new Stream(random(15), random(12)), { code: 'bad-key' });
    assert.throws(() => new Stream(random(16), new Uint8Array(0)), { code: 'bad-iv' });
  }
});

testBothEngines('between calls the memory of the engine holds no key, no hash key, no sum and no text', () => {
  const [key, nonce, data] = [random(16), random(12), random(4096)];
  const hashKey = sm4EcbEncrypt(key, new Uint8Array(16));
  const sealed = sm4GcmEncrypt(key, nonce, data);
  const stream = new Sm4GcmDecryption(key, nonce);
  stream.update(sealed.subarray(0, 3000));
  const memory = Buffer.from(engine().octets);
  for (const secret of [
    key,
    hashKey,
    Uint8Array.from(hashKey).reverse(),
    data.subarray(0, 16),
    data.subarray(2960, 2976),
  ]) {
    assert.equal(memory.indexOf(secret), -1);
  }
  stream.discard();
});
