import { bytesToBigInt, uint32Bytes } from '@medsign/engine/bytes/bytes';
import type { RandomBytes } from '@medsign/engine/crypto/random-bytes';
import { Sm2Error } from '@medsign/engine/crypto/sm2-error';
import { N } from './curve.ts';
import { hmacSm3 } from './hmac-sm3.ts';

/** One draw fails with probability 2^-32; a generator that fails this often is broken. */
const MAX_DRAWS = 32;

/** Uniform scalar in 1 … `max`, by rejection: no reduction, hence no bias. `max` is n − 1 or n − 2. */
export function randomScalar(random: RandomBytes, max: bigint): bigint {
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const scalar = bytesToBigInt(freshOctets(random));
    if (scalar >= 1n && scalar <= max) return scalar;
  }
  throw new Sm2Error('bad-random', 'the random generator keeps giving unusable values');
}

/** Gives one secret number k per call, uniform in 1 … n − 1. */
export type NonceSource = () => bigint;

/**
 * Hedged nonces: HMAC-SM3 of fresh randomness under a key made from private key and digest. Unpredictable when either the
 * generator or the private key is good; a stuck generator or a restored snapshot never pairs one nonce with two digests.
 */
export function hedgedNonces(privateKey: Uint8Array, digest: Uint8Array, random: RandomBytes): NonceSource {
  const key = hmacSm3(privateKey, digest);
  let draw = 0;
  return () => {
    for (;;) {
      if (draw === MAX_DRAWS) throw new Sm2Error('bad-random', 'no usable nonce was found');
      const nonce = bytesToBigInt(hmacSm3(key, freshOctets(random), uint32Bytes(draw++)));
      if (nonce >= 1n && nonce < N) return nonce;
    }
  };
}

function freshOctets(random: RandomBytes): Uint8Array {
  const octets = random(32);
  if (octets.length !== 32) throw new Sm2Error('bad-random', 'the random generator gave another length than asked for');
  return octets;
}
