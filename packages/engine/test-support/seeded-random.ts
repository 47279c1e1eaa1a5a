import { concatBytes, uint32Bytes } from '../src/bytes/bytes.ts';
import type { RandomBytes } from '../src/crypto/random-bytes.ts';
import { sm3Of } from '../src/crypto/sm3.ts';

/** Octets that look random and are the same in every run: SM3 in counter mode over a seed. For tests alone. */
export function seededRandom(seed: string): RandomBytes {
  const key = new TextEncoder().encode(seed);
  let counter = 0;
  return (length) => {
    let out = new Uint8Array(0);
    while (out.length < length) out = Uint8Array.from(concatBytes(out, sm3Of(key, uint32Bytes(counter++))));
    return out.slice(0, length);
  };
}
