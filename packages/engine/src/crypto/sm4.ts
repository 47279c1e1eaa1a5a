/**
 * SM4 (GB/T 32907-2016) in the modes without authentication (GB/T 17964-2021). Constant time: no table is read at a place
 * that depends on key or data. Prefer sm4-gcm.ts: what is not authenticated can be changed unseen.
 */
import { Sm4Error } from './sm4-error.ts';
import { engine } from './wasm/engine.ts';
import { COUNTER, DATA, put, ROUND_KEYS } from './wasm/io.ts';
import {
  BLOCK_OCTETS,
  refuseBrokenBlocks,
  refuseOtherLength,
  transformData,
  withRoundKeys,
} from './wasm/sm4-engine.ts';

export interface Sm4CbcOptions {
  /** `pkcs7` (default) fills up the last block; `none` takes whole blocks only. */
  readonly padding?: 'pkcs7' | 'none';
}

/** Electronic codebook on whole blocks: a building block, not for data. Throws {@link Sm4Error}. */
export function sm4EcbEncrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  return codebook(key, blocks, 'encrypt');
}

/** The reverse of {@link sm4EcbEncrypt}. */
export function sm4EcbDecrypt(key: Uint8Array, blocks: Uint8Array): Uint8Array {
  return codebook(key, blocks, 'decrypt');
}

function codebook(key: Uint8Array, blocks: Uint8Array, direction: 'encrypt' | 'decrypt'): Uint8Array {
  refuseBrokenBlocks(blocks);
  return withRoundKeys(key, direction, () =>
    transformData(blocks, (length) => engine().call.sm4Blocks(ROUND_KEYS, DATA, length / BLOCK_OCTETS)),
  );
}

/** Cipher block chaining under an unpredictable iv of 16 octets. Throws {@link Sm4Error}. */
export function sm4CbcEncrypt(
  key: Uint8Array,
  iv: Uint8Array,
  plaintext: Uint8Array,
  options: Sm4CbcOptions = {},
): Uint8Array {
  refuseOtherLength(iv);
  const blocks = options.padding === 'none' ? plaintext : padded(plaintext);
  refuseBrokenBlocks(blocks);
  return withRoundKeys(key, 'encrypt', () => {
    put(iv, COUNTER);
    return transformData(blocks, (length) =>
      engine().call.sm4CbcEncrypt(ROUND_KEYS, COUNTER, DATA, length / BLOCK_OCTETS),
    );
  });
}

/**
 * The reverse of {@link sm4CbcEncrypt}. Throws {@link Sm4Error} `bad-padding`; never let a stranger learn that it did, or he
 * can decrypt by asking.
 */
export function sm4CbcDecrypt(
  key: Uint8Array,
  iv: Uint8Array,
  ciphertext: Uint8Array,
  options: Sm4CbcOptions = {},
): Uint8Array {
  refuseOtherLength(iv);
  refuseBrokenBlocks(ciphertext);
  const blocks = withRoundKeys(key, 'decrypt', () => {
    put(iv, COUNTER);
    return transformData(ciphertext, (length) =>
      engine().call.sm4CbcDecrypt(ROUND_KEYS, COUNTER, DATA, length / BLOCK_OCTETS),
    );
  });
  return options.padding === 'none' ? blocks : unpadded(blocks);
}

/** Counter mode, both ways: XORs the stream that starts with the 16-octet counter block. Throws {@link Sm4Error}. */
export function sm4Ctr(key: Uint8Array, counter: Uint8Array, data: Uint8Array): Uint8Array {
  refuseOtherLength(counter);
  return withRoundKeys(key, 'encrypt', () => {
    put(counter, COUNTER);
    return transformData(data, (length) => engine().call.sm4Ctr(ROUND_KEYS, COUNTER, DATA, length, 0));
  });
}

function padded(plaintext: Uint8Array): Uint8Array {
  const missing = BLOCK_OCTETS - (plaintext.length % BLOCK_OCTETS);
  const out = new Uint8Array(plaintext.length + missing).fill(missing);
  out.set(plaintext);
  return out;
}

/** Removes PKCS #7 padding (RFC 5652 §6.3) looking at every octet of the last block, whatever they are. */
function unpadded(blocks: Uint8Array): Uint8Array {
  const count = blocks[blocks.length - 1] ?? 0;
  let wrong = count === 0 || count > BLOCK_OCTETS ? 1 : 0;
  for (let i = 1; i <= Math.min(BLOCK_OCTETS, blocks.length); i++) {
    const inside = (i - count - 1) >> 31;
    wrong |= ((blocks[blocks.length - i] as number) ^ count) & inside;
  }
  if (wrong === 0) return blocks.slice(0, blocks.length - count);
  blocks.fill(0);
  throw new Sm4Error('bad-padding', 'not what was encrypted under this key');
}
