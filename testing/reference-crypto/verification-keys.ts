import { bigIntToBytes, concatBytes } from '@medsign/engine/bytes/bytes';
import { toHex } from '@medsign/engine/bytes/hex';
import { Sm2Error } from '@medsign/engine/crypto/sm2-error';
import { A, type AffinePoint, B, G } from './curve.ts';
import { readPublicKey } from './keys.ts';
import { sm3Of } from './sm3.ts';

/** A public key that was validated, with the Z of one signer id. */
export interface VerificationKey {
  readonly point: AffinePoint;
  readonly z: Uint8Array;
}

const CURVE_OCTETS = concatBytes(...[A, B, G.x, G.y].map((value) => bigIntToBytes(value, 32)));

/** ENTL is 16 bits and counts bits. */
const MAX_SIGNER_ID_OCTETS = 8191;

const CACHE_SIZE = 512;
/** Least recently used first. Holds public data that follows from the arguments alone. */
const cache = new Map<string, VerificationKey>();

/**
 * Validates the key and computes Z = SM3(ENTL‖ID‖a‖b‖xG‖yG‖xA‖yA) (GB/T 32918.2-2016 §5.5).
 * Throws `bad-public-key`, `bad-signer-id`.
 */
export function verificationKey(publicKey: Uint8Array, signerId: Uint8Array): VerificationKey {
  if (signerId.length > MAX_SIGNER_ID_OCTETS)
    throw new Sm2Error('bad-signer-id', 'signer id is longer than 8191 octets');
  const name = publicKey.length === 65 && signerId.length <= 64 ? toHex(publicKey) + toHex(signerId) : undefined;
  if (name === undefined) return computeKey(publicKey, signerId);
  const key = cache.get(name) ?? computeKey(publicKey, signerId);
  cache.delete(name);
  cache.set(name, key);
  if (cache.size > CACHE_SIZE) cache.delete(cache.keys().next().value as string);
  return key;
}

function computeKey(publicKey: Uint8Array, signerId: Uint8Array): VerificationKey {
  const point = readPublicKey(publicKey);
  const bits = signerId.length * 8;
  const z = sm3Of(Uint8Array.of(bits >> 8, bits & 0xff), signerId, CURVE_OCTETS, publicKey.subarray(1));
  return { point, z };
}
