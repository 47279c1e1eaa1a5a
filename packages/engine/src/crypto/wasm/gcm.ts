/** What one-shot and streaming SM4-GCM share: the steps of NIST SP 800-38D §7 on the places of wasm/io.ts. */
import { concatBytes } from '../../bytes/bytes.ts';
import { Sm4Error } from '../sm4-error.ts';
import { engine } from './engine.ts';
import { COUNTER, DATA, MASK, put, ROUND_KEYS, SUM, take, wipe } from './io.ts';
import { absorbData, BLOCK_OCTETS } from './sm4-engine.ts';

/** 2^32 − 2 blocks: the counter has 32 bits and two values are taken. */
const MAX_OCTETS = (2 ** 32 - 2) * BLOCK_OCTETS;

/** Sets H for the round keys in place. */
export function setHashKey(): void {
  const { call } = engine();
  wipe(MASK, BLOCK_OCTETS);
  call.sm4Blocks(ROUND_KEYS, MASK, 1);
  call.ghashKey(MASK);
  wipe(MASK, BLOCK_OCTETS);
}

/** The pre-counter block J0 of a nonce (§7.1 step 2); H must be set. */
export function preCounterBlock(nonce: Uint8Array): Uint8Array {
  if (nonce.length === 12) return concatBytes(nonce, Uint8Array.of(0, 0, 0, 1));
  wipe(SUM, BLOCK_OCTETS);
  hash(nonce);
  hash(lengths(0, nonce.length));
  return take(SUM, BLOCK_OCTETS);
}

/** Absorbs data into SUM; the last block is filled with zeros. */
export function hash(data: Uint8Array): void {
  absorbData(data, (length) => engine().call.ghash(SUM, DATA, length));
}

/** Puts the counter of the first block of text in place: J0 + 1. */
export function setFirstCounter(preCounter: Uint8Array): void {
  put(preCounter, COUNTER);
  // Encrypting one block of zeros moves the counter on without using its stream.
  engine().call.sm4Ctr(ROUND_KEYS, COUNTER, MASK, BLOCK_OCTETS, 1);
  wipe(MASK, BLOCK_OCTETS);
}

/** The tag when SUM has absorbed additional data and ciphertext. */
export function tagOfSum(preCounter: Uint8Array, additionalOctets: number, textOctets: number): Uint8Array {
  hash(lengths(additionalOctets, textOctets));
  put(preCounter, COUNTER);
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

export function refuseLengths(nonce: Uint8Array, textOctets: number): void {
  if (nonce.length === 0) throw new Sm4Error('bad-iv', 'the nonce is empty');
  if (textOctets > MAX_OCTETS) throw new Sm4Error('bad-length', 'more than one nonce may encrypt');
}

export function badTag(): Sm4Error {
  return new Sm4Error('bad-tag', 'not what was encrypted under this key and nonce');
}
