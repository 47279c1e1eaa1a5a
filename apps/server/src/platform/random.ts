import { randomFillSync } from 'node:crypto';

/** `length` octets from a cryptographically secure generator. */
export type RandomBytes = (length: number) => Uint8Array;

/** The operating system's generator. */
export const systemRandom: RandomBytes = (length) => randomFillSync(new Uint8Array(length));
