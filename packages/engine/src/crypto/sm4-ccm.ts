/** SM4 in counter mode with CBC-MAC (GB/T 36624-2018, RFC 3610; RFC 8998 §3.2.2). Constant time. */
import { concatBytes, equalBytesConstantTime } from '../bytes/bytes.ts';
import { Sm4Error } from './sm4-error.ts';
import { engine } from './wasm/engine.ts';
import { COUNTER, DATA, put, ROUND_KEYS, SUM, take } from './wasm/io.ts';
import { absorbData, BLOCK_OCTETS, transformData, withRoundKeys } from './wasm/sm4-engine.ts';

export interface Sm4CcmOptions {
  /** Authenticated but not encrypted. */
  readonly additional?: Uint8Array;
  /** Octets of the tag: 4, 6, 8, 10, 12, 14 or 16 (default). */
  readonly tagOctets?: number;
}

interface CcmInput {
  readonly nonce: Uint8Array;
  readonly additional: Uint8Array;
  readonly tagOctets: number;
}

/** Encrypts and authenticates under a nonce of 7 to 13 octets: ciphertext‖tag. Throws {@link Sm4Error}. */
export function sm4CcmEncrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  options: Sm4CcmOptions = {},
): Uint8Array {
  const input = checkedInput(nonce, plaintext.length, options);
  return withRoundKeys(key, 'encrypt', () => {
    const tag = tagOf(plaintext, input);
    return concatBytes(crypt(plaintext, input), tag);
  });
}

/** The reverse; the plaintext leaves only when the tag is right. Throws {@link Sm4Error} `bad-tag`. */
export function sm4CcmDecrypt(
  key: Uint8Array,
  nonce: Uint8Array,
  ciphertextAndTag: Uint8Array,
  options: Sm4CcmOptions = {},
): Uint8Array {
  const length = ciphertextAndTag.length - (options.tagOctets ?? BLOCK_OCTETS);
  if (length < 0) throw badTag();
  const input = checkedInput(nonce, length, options);
  return withRoundKeys(key, 'encrypt', () => {
    const plaintext = crypt(ciphertextAndTag.subarray(0, length), input);
    if (equalBytesConstantTime(tagOf(plaintext, input), ciphertextAndTag.subarray(length))) return plaintext;
    plaintext.fill(0);
    throw badTag();
  });
}

function crypt(data: Uint8Array, { nonce }: CcmInput): Uint8Array {
  put(counterBlock(nonce, 1), COUNTER);
  return transformData(data, (length) => engine().call.sm4Ctr(ROUND_KEYS, COUNTER, DATA, length, 0));
}

function tagOf(plaintext: Uint8Array, { nonce, additional, tagOctets }: CcmInput): Uint8Array {
  const flags = (additional.length > 0 ? 0x40 : 0) | (((tagOctets - 2) / 2) << 3) | (14 - nonce.length);
  const first = counterBlock(nonce, plaintext.length);
  first[0] = flags;
  put(new Uint8Array(BLOCK_OCTETS), SUM);
  const absorb = (data: Uint8Array) =>
    absorbData(data, (length) => engine().call.sm4CbcMac(ROUND_KEYS, SUM, DATA, length));
  absorb(first);
  if (additional.length > 0) absorb(concatBytes(additionalLength(additional.length), additional));
  absorb(plaintext);
  put(counterBlock(nonce, 0), COUNTER);
  engine().call.sm4Ctr(ROUND_KEYS, COUNTER, SUM, BLOCK_OCTETS, 0);
  return take(SUM, tagOctets);
}

/** Flags, nonce and a number in what is left (RFC 3610 §2.3). */
function counterBlock(nonce: Uint8Array, value: number): Uint8Array {
  const block = new Uint8Array(BLOCK_OCTETS);
  block[0] = 14 - nonce.length;
  block.set(nonce, 1);
  let rest = value;
  for (let i = BLOCK_OCTETS - 1; i > nonce.length; i--) {
    block[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  return block;
}

/** RFC 3610 §2.2: two octets below 2^16 − 2^8, else ff fe and four. */
function additionalLength(length: number): Uint8Array {
  if (length < 0xff00) return Uint8Array.of(length >> 8, length & 0xff);
  return Uint8Array.of(0xff, 0xfe, length >>> 24, (length >>> 16) & 0xff, (length >>> 8) & 0xff, length & 0xff);
}

function checkedInput(nonce: Uint8Array, textOctets: number, options: Sm4CcmOptions): CcmInput {
  const tagOctets = options.tagOctets ?? BLOCK_OCTETS;
  const additional = options.additional ?? new Uint8Array(0);
  if (nonce.length < 7 || nonce.length > 13) throw new Sm4Error('bad-iv', 'the nonce has not 7 to 13 octets');
  if (tagOctets < 4 || tagOctets > 16 || tagOctets % 2 !== 0) throw new Sm4Error('bad-length', 'impossible tag length');
  const limit = 256 ** (15 - nonce.length);
  if (textOctets >= limit || additional.length > 0xffffffff) {
    throw new Sm4Error('bad-length', 'too long for a nonce of this length');
  }
  return { nonce, additional, tagOctets };
}

function badTag(): Sm4Error {
  return new Sm4Error('bad-tag', 'not what was encrypted under this key and nonce');
}
