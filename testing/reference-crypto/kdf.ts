import { uint32Bytes } from '@medsign/engine/bytes/bytes';
import { sm3Of } from './sm3.ts';

/** Longest output: 2^32 − 1 hash values (GB/T 32918.4-2016 §5.4.3). */
const MAX_OCTETS = (2 ** 32 - 1) * 32;

/** Key derivation of GB/T 32918.4-2016 §5.4.3: SM3(z‖1)‖SM3(z‖2)‖…, cut to `length` octets. */
export function kdfSm3(z: Uint8Array, length: number): Uint8Array {
  if (!Number.isSafeInteger(length) || length < 0 || length > MAX_OCTETS) throw new RangeError('impossible key length');
  const out = new Uint8Array(length);
  for (let counter = 1, offset = 0; offset < length; counter++, offset += 32) {
    const block = sm3Of(z, uint32Bytes(counter));
    out.set(block.subarray(0, Math.min(32, length - offset)), offset);
  }
  return out;
}
