/** SM4 in Galois/counter mode (GB/T 36624-2018, NIST SP 800-38D; RFC 8998 §3.2.1). Constant time. */
import { concatBytes, equalBytesConstantTime } from '../bytes/bytes.ts';
import { Sm4Error } from './sm4-error.ts';
import { engine } from './wasm/engine.ts';
import { COUNTER, DATA, MASK, put, ROUND_KEYS, SUM, take, wipe } from './wasm/io.ts';
import { absorbData, BLOCK_OCTETS, transformData, withRoundKeys } from './wasm/sm4-engine.ts';

export const SM4_GCM_TAG_OCTETS = 16;
/** 2^32 − 2 blocks: the counter has 32 bits and two values are taken. */
const MAX_OCTETS = (2 ** 32 - 2) * BLOCK_OCTETS;
const NOTHING = new Uint8Array(0);

/**
 * Encrypts and authenticates: ciphertext‖tag (16 octets). The nonce (12 octets; other lengths are hashed) must never come
 * twice under one key. Throws {@link Sm4Error}.
 */
export function sm4GcmEncrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  additional: Uint8Array = NOTHING,
): Uint8Array {
  refuseLengths(nonce, plaintext.length);
  return withRoundKeys(key, 'encrypt', () => {
    const first = start(nonce);
    put(first, COUNTER);
    incrementCounter();
    const ciphertext = transformData(plaintext, (length) => engine().call.sm4Ctr(ROUND_KEYS, COUNTER, DATA, length, 1));
    return concatBytes(ciphertext, tagOf(first, ciphertext, additional));
  });
}

/**
 * Verifies the tag over everything first and decrypts only then: no octet of plaintext exists before. Throws {@link Sm4Error}
 * `bad-tag`.
 */
export function sm4GcmDecrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  ciphertextAndTag: Uint8Array,
  additional: Uint8Array = NOTHING,
): Uint8Array {
  const length = ciphertextAndTag.length - SM4_GCM_TAG_OCTETS;
  if (length < 0) throw badTag();
  refuseLengths(nonce, length);
  return withRoundKeys(key, 'encrypt', () => {
    const first = start(nonce);
    const ciphertext = ciphertextAndTag.subarray(0, length);
    const expected = tagOf(first, ciphertext, additional);
    if (!equalBytesConstantTime(expected, ciphertextAndTag.subarray(length))) throw badTag();
    put(first, COUNTER);
    incrementCounter();
    return transformData(ciphertext, (octets) => engine().call.sm4Ctr(ROUND_KEYS, COUNTER, DATA, octets, 1));
  });
}

/** Sets H and returns the pre-counter block J0 (SP 800-38D §7.1 steps 1 and 2). */
function start(nonce: Uint8Array): Uint8Array {
  const { call } = engine();
  wipe(MASK, BLOCK_OCTETS);
  call.sm4Blocks(ROUND_KEYS, MASK, 1);
  call.ghashKey(MASK);
  wipe(MASK, BLOCK_OCTETS);
  if (nonce.length === 12) return concatBytes(nonce, Uint8Array.of(0, 0, 0, 1));
  wipe(SUM, BLOCK_OCTETS);
  hash(nonce);
  hash(lengths(0, nonce.length));
  return take(SUM, BLOCK_OCTETS);
}

function hash(data: Uint8Array): void {
  absorbData(data, (length) => engine().call.ghash(SUM, DATA, length));
}

/** Encrypts one block of zeros in counter mode: moves the counter on without using its stream. */
function incrementCounter(): void {
  engine().call.sm4Ctr(ROUND_KEYS, COUNTER, MASK, BLOCK_OCTETS, 1);
  wipe(MASK, BLOCK_OCTETS);
}

function tagOf(first: Uint8Array, ciphertext: Uint8Array, additional: Uint8Array): Uint8Array {
  wipe(SUM, BLOCK_OCTETS);
  hash(additional);
  hash(ciphertext);
  hash(lengths(additional.length, ciphertext.length));
  put(first, COUNTER);
  engine().call.sm4Ctr(ROUND_KEYS, COUNTER, SUM, BLOCK_OCTETS, 1);
  return take(SUM, BLOCK_OCTETS);
}

/** Both lengths in bits as 64-bit numbers. */
function lengths(additional: number, text: number): Uint8Array {
  const out = new Uint8Array(BLOCK_OCTETS);
  const view = new DataView(out.buffer);
  view.setBigUint64(0, BigInt(additional) * 8n);
  view.setBigUint64(8, BigInt(text) * 8n);
  return out;
}

function refuseLengths(nonce: Uint8Array, textOctets: number): void {
  if (nonce.length === 0) throw new Sm4Error('bad-iv', 'the nonce is empty');
  if (textOctets > MAX_OCTETS) throw new Sm4Error('bad-length', 'more than one nonce may encrypt');
}

function badTag(): Sm4Error {
  return new Sm4Error('bad-tag', 'not what was encrypted under this key and nonce');
}
