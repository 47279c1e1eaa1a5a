/** SM4 in Galois/counter mode (GB/T 36624-2018, NIST SP 800-38D; RFC 8998 §3.2.1). Constant time. */
import { concatBytes, equalBytesConstantTime } from '../bytes/bytes.ts';
import { engine } from './wasm/engine.ts';
import { badTag, hash, preCounterBlock, refuseLengths, setFirstCounter, setHashKey, tagOfSum } from './wasm/gcm.ts';
import { COUNTER, DATA, ROUND_KEYS, SUM, wipe } from './wasm/io.ts';
import { BLOCK_OCTETS, transformData, withRoundKeys } from './wasm/sm4-engine.ts';

export const SM4_GCM_TAG_OCTETS = 16;
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
    setHashKey();
    const first = preCounterBlock(nonce);
    setFirstCounter(first);
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
    setHashKey();
    const first = preCounterBlock(nonce);
    const ciphertext = ciphertextAndTag.subarray(0, length);
    const expected = tagOf(first, ciphertext, additional);
    if (!equalBytesConstantTime(expected, ciphertextAndTag.subarray(length))) throw badTag();
    setFirstCounter(first);
    return transformData(ciphertext, (octets) => engine().call.sm4Ctr(ROUND_KEYS, COUNTER, DATA, octets, 1));
  });
}

function tagOf(preCounter: Uint8Array, ciphertext: Uint8Array, additional: Uint8Array): Uint8Array {
  wipe(SUM, BLOCK_OCTETS);
  hash(additional);
  hash(ciphertext);
  return tagOfSum(preCounter, additional.length, ciphertext.length);
}
