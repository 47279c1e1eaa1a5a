import { toHex } from '@medsign/engine/bytes/hex';
import type { Clock } from './clock.ts';
import type { RandomBytes } from './random.ts';

/** UUID version 7 (RFC 9562 §5.7): 48 bits of milliseconds, then randomness, so keys arrive in order of time. */
export function uuidv7(clock: Clock, random: RandomBytes): string {
  const bytes = random(16);
  let milliseconds = clock.now().getTime();
  for (let i = 5; i >= 0; i--) {
    bytes[i] = milliseconds % 256;
    milliseconds = Math.floor(milliseconds / 256);
  }
  bytes[6] = 0x70 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  const hex = toHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
