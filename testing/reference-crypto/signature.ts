import { type AffinePoint, affineOfSecret, invertSecret, modulo, N, P } from './curve.ts';
import { multiply, multiplyBase } from './multiplication.ts';
import type { NonceSource } from './scalars.ts';

export interface SignaturePair {
  readonly r: bigint;
  readonly s: bigint;
}

/**
 * GB/T 32918.2-2016 §6.1 from step A3 on, for a digest e = SM3(Z‖M) as an integer. Internal: who may hand in e may have a
 * foreign message signed, so no public function takes one.
 */
export function signDigest(privateKey: bigint, e: bigint, nextNonce: NonceSource): SignaturePair {
  for (;;) {
    const k = nextNonce();
    const { x } = affineOfSecret(multiplyBase(k));
    const r = modulo(e + x, N);
    if (r === 0n || r + k === N) continue;
    const s = (invertSecret(1n + privateKey, N) * modulo(k - r * privateKey, N)) % N;
    if (s !== 0n) return { r, s };
  }
}

/** GB/T 32918.2-2016 §7.1, steps B1, B2 and B5 to B7, for a public key that was validated. */
export function verifyDigest(publicKey: AffinePoint, e: bigint, { r, s }: SignaturePair): boolean {
  if (r < 1n || r >= N || s < 1n || s >= N) return false;
  const t = (r + s) % N;
  if (t === 0n) return false;
  const point = multiplyBase(s, multiply(t, publicKey));
  if (point.z === 0n) return false;
  // (e + x) mod n = r without an inversion: x is (r − e) mod n, or that plus n where it still lies below p.
  const zz = (point.z * point.z) % P;
  const x = modulo(r - e, N);
  return (x * zz) % P === point.x || (x + N < P && ((x + N) * zz) % P === point.x);
}
