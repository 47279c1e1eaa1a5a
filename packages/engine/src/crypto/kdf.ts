import { uint32Bytes } from '../bytes/bytes.ts';
import { sm3Of } from './sm3.ts';
import { engine } from './wasm/engine.ts';
import { DATA, DATA_SIZE, MASK, put, take, wipe } from './wasm/io.ts';

/** Longest output: 2^32 − 1 hash values (GB/T 32918.4-2016 §5.4.3). */
const MAX_OCTETS = (2 ** 32 - 1) * 32;
const HASH_OCTETS = 32;
/** x2‖y2 of the curve: exactly one block of SM3. */
const POINT_OCTETS = 64;

/** Key derivation of GB/T 32918.4-2016 §5.4.3: SM3(z‖1)‖SM3(z‖2)‖…, cut to `length` octets. */
export function kdfSm3(z: Uint8Array, length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0 || length > MAX_OCTETS) throw new RangeError('impossible key length');
  const out = new Uint8Array(length);
  if (z.length === POINT_OCTETS) {
    maskWithKdf(z, out);
    return out;
  }
  for (let counter = 1, offset = 0; offset < length; counter++, offset += HASH_OCTETS) {
    const block = sm3Of(z, uint32Bytes(counter));
    out.set(block.subarray(0, Math.min(HASH_OCTETS, length - offset)), offset);
  }
  return out;
}

/** XORs the derived stream of a point's x‖y into `data`. False when the stream was all zeros. */
export function maskWithKdf(z: Uint8Array, data: Uint8Array): boolean {
  let seen = 0;
  put(z, MASK);
  for (let at = 0; at < data.length; at += DATA_SIZE) {
    const piece = data.subarray(at, at + DATA_SIZE);
    put(piece, DATA);
    seen |= engine().call.kdfMask(MASK, 1 + at / HASH_OCTETS, DATA, piece.length);
    data.set(take(DATA, piece.length), at);
    wipe(DATA, piece.length);
  }
  wipe(MASK, POINT_OCTETS);
  return seen !== 0;
}
