import { bigIntToBytes, bytesToBigInt, concatBytes } from '@medsign/engine/bytes/bytes';
import { Sm2Error } from '@medsign/engine/crypto/sm2-error';
import { type AffinePoint, affineOfSecret, isOnCurve, N } from './curve.ts';
import { multiplyBase } from './multiplication.ts';

/** Number d of a private key: 32 octets, 1 ≤ d ≤ n − 2 (1 + d must be invertible). Throws `bad-private-key`. */
export function readPrivateKey(octets: Uint8Array): bigint {
  const d = octets.length === 32 ? bytesToBigInt(octets) : 0n;
  if (d < 1n || d > N - 2n) throw new Sm2Error('bad-private-key', 'private key is not 32 octets in 1 … n − 2');
  return d;
}

/** d·G. */
export function publicPointOf(d: bigint): AffinePoint {
  return affineOfSecret(multiplyBase(d));
}

/**
 * Point of a public key, 04‖x‖y, 65 octets (GB/T 32918.1-2016 §6.2.1). On the curve is enough: the cofactor is 1 and
 * infinity has no such form. Throws `bad-public-key`.
 */
export function readPublicKey(octets: Uint8Array): AffinePoint {
  const point = readPoint(octets);
  if (point === undefined) throw new Sm2Error('bad-public-key', 'public key is not an uncompressed point of the curve');
  return point;
}

/** The point of 65 octets 04‖x‖y, or undefined when they are not one. */
export function readPoint(octets: Uint8Array): AffinePoint | undefined {
  if (octets.length !== 65 || octets[0] !== 0x04) return undefined;
  const point = { x: bytesToBigInt(octets.subarray(1, 33)), y: bytesToBigInt(octets.subarray(33)) };
  return isOnCurve(point) ? point : undefined;
}

/** 04‖x‖y. */
export function writePoint({ x, y }: AffinePoint): Uint8Array {
  return concatBytes(Uint8Array.of(0x04), bigIntToBytes(x, 32), bigIntToBytes(y, 32));
}
