/** Fresh random octets for secret numbers, with the checks a broken generator fails. */
import type { RandomBytes } from '../random-bytes.ts';
import { Sm2Error } from '../sm2-error.ts';

/** One draw fails with probability 2^-32; a generator that fails this often is broken. */
export const MAX_DRAWS = 32;

/** What is remembered of a generator: the start of its last draw, and of one long ago. No nonce follows from them. */
interface Memory {
  readonly last: Uint8Array;
  /** Draw number 1, 2, 4, 8 …: a generator that runs in a circle, however long, comes back to one of them (R. P. Brent). */
  readonly anchor: Uint8Array;
  draws: number;
}

const memories = new WeakMap<RandomBytes, Memory>();
const COMPARED_OCTETS = 16;
/** Octets of one nonce's part in a draw for many. */
const PART_OCTETS = 32;

/** `length` octets. Throws {@link Sm2Error} `bad-random` for another length. */
export function freshOctets(random: RandomBytes, length = 32): Uint8Array {
  const octets = random(length);
  if (octets.length !== length) {
    throw new Sm2Error('bad-random', 'the random generator gave another length than asked for');
  }
  return octets;
}

/**
 * The same for nonces, 32 octets each; refuses a generator that is stuck at one octet, repeats itself at once or runs in a
 * circle (false alarm: below 2^-118).
 */
export function freshNonceOctets(random: RandomBytes, length = PART_OCTETS): Uint8Array {
  const octets = freshOctets(random, length);
  let memory = memories.get(random);
  if (memory === undefined) {
    memory = { last: new Uint8Array(COMPARED_OCTETS), anchor: new Uint8Array(COMPARED_OCTETS), draws: 0 };
    memories.set(random, memory);
  }
  for (let at = 0; at < length; at += PART_OCTETS) inspect(octets, at, memory);
  return octets;
}

function inspect(octets: Uint8Array, at: number, memory: Memory): void {
  const { last, anchor } = memory;
  const first = octets[at] as number;
  const draws = ++memory.draws;
  const isAnchor = (draws & (draws - 1)) === 0;
  let [variety, fromLast, fromAnchor] = [0, 0, 0];
  // Octet by octet: a view of a small array would cost more than all of this.
  for (let i = 0; i < COMPARED_OCTETS; i++) {
    const octet = octets[at + i] as number;
    variety |= first ^ octet;
    fromLast |= (last[i] as number) ^ octet;
    fromAnchor |= (anchor[i] as number) ^ octet;
    last[i] = octet;
    if (isAnchor) anchor[i] = octet;
  }
  if (variety === 0) throw new Sm2Error('bad-random', 'the random generator is stuck at one octet');
  if (draws > 1 && (fromLast === 0 || fromAnchor === 0)) {
    throw new Sm2Error('bad-random', 'the random generator repeats itself');
  }
}

export function noUsableDraw(): Sm2Error {
  return new Sm2Error('bad-random', 'the random generator keeps giving unusable values');
}
