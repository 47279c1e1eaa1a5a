/** Fresh random octets for secret numbers, with the checks a broken generator fails. */
import type { RandomBytes } from '../random-bytes.ts';
import { Sm2Error } from '../sm2-error.ts';

/** One draw fails with probability 2^-32; a generator that fails this often is broken. */
export const MAX_DRAWS = 32;

/** First octets of a generator's last draw: what a stuck one gives again. The nonce does not follow from them. */
const lastDraws = new WeakMap<RandomBytes, Uint8Array>();
const COMPARED_OCTETS = 8;

/** `length` octets. Throws {@link Sm2Error} `bad-random` for another length. */
export function freshOctets(random: RandomBytes, length = 32): Uint8Array {
  const octets = random(length);
  if (octets.length !== length) {
    throw new Sm2Error('bad-random', 'the random generator gave another length than asked for');
  }
  return octets;
}

/** The same, and refuses a generator that gives what it gave before (false alarm: 2^-64). */
export function freshNonceOctets(random: RandomBytes, length = 32): Uint8Array {
  const octets = freshOctets(random, length);
  const last = lastDraws.get(random);
  if (last === undefined) {
    lastDraws.set(random, octets.slice(0, COMPARED_OCTETS));
    return octets;
  }
  let difference = 0;
  // Octet by octet: a view of a small array would cost more than all of this.
  for (let i = 0; i < COMPARED_OCTETS; i++) {
    const octet = octets[i] as number;
    difference |= (last[i] as number) ^ octet;
    last[i] = octet;
  }
  if (difference === 0) throw new Sm2Error('bad-random', 'the random generator repeats itself');
  return octets;
}

export function noUsableDraw(): Sm2Error {
  return new Sm2Error('bad-random', 'the random generator keeps giving unusable values');
}
