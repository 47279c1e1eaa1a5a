/**
 * The curve sm2p256v1 (GB/T 32918.5-2017), y² = x³ + ax + b over the prime field of p, in BigInt. BigInt has no constant
 * time: this is the arithmetic that is right first and the reference for faster ones.
 */
export const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
export const A = P - 3n;
export const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
/** Order of G; the cofactor is 1, so every point of the curve has this order. */
export const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;

export interface AffinePoint {
  readonly x: bigint;
  readonly y: bigint;
}

/** (x/z², y/z³); z = 0 is the point at infinity. */
export interface JacobianPoint {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
}

export const G: AffinePoint = {
  x: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  y: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
};

export const INFINITY: JacobianPoint = { x: 1n, y: 1n, z: 0n };

/** Least non-negative remainder. */
export function modulo(value: bigint, modulus: bigint): bigint {
  const rest = value % modulus;
  return rest < 0n ? rest + modulus : rest;
}

export function isOnCurve({ x, y }: AffinePoint): boolean {
  if (x < 0n || x >= P || y < 0n || y >= P) return false;
  return modulo(y * y - (x * x + A) * x - B, P) === 0n;
}

export function toJacobian(point: AffinePoint): JacobianPoint {
  return { x: point.x, y: point.y, z: 1n };
}

/** 2·point, using a = −3 (8 multiplications). */
export function double({ x, y, z }: JacobianPoint): JacobianPoint {
  const delta = (z * z) % P;
  const gamma = (y * y) % P;
  const beta = (x * gamma) % P;
  const alpha = (3n * (x - delta) * (x + delta)) % P;
  const x3 = modulo(alpha * alpha - 8n * beta, P);
  const z3 = (2n * y * z) % P;
  const y3 = modulo(alpha * (4n * beta - x3) - 8n * gamma * gamma, P);
  return { x: x3, y: y3, z: z3 };
}

/** point + other; every special case (infinity, equal, opposite) is handled. */
export function addAffine(point: JacobianPoint, other: AffinePoint): JacobianPoint {
  if (point.z === 0n) return toJacobian(other);
  const zz = (point.z * point.z) % P;
  const h = modulo(other.x * zz - point.x, P);
  const slope = modulo(((other.y * point.z) % P) * zz - point.y, P);
  if (h === 0n) return slope === 0n ? double(point) : INFINITY;
  const hh = (h * h) % P;
  const hhh = (h * hh) % P;
  const v = (point.x * hh) % P;
  const x3 = modulo(slope * slope - hhh - 2n * v, P);
  const y3 = modulo(slope * (v - x3) - point.y * hhh, P);
  return { x: x3, y: y3, z: (point.z * h) % P };
}

/** Affine forms of public points, none of them infinity, with one inversion for all. */
export function affineAll(points: readonly JacobianPoint[]): AffinePoint[] {
  const products: bigint[] = [];
  let product = 1n;
  for (const point of points) {
    products.push(product);
    product = (product * point.z) % P;
  }
  let inverse = invertPublic(product, P);
  const out = new Array<AffinePoint>(points.length);
  for (let i = points.length - 1; i >= 0; i--) {
    const point = points[i] as JacobianPoint;
    out[i] = scale(point, (inverse * (products[i] as bigint)) % P);
    inverse = (inverse * point.z) % P;
  }
  return out;
}

/** Affine form of a point that depends on a secret: the inversion takes the same steps for every value. */
export function affineOfSecret(point: JacobianPoint): AffinePoint {
  return scale(point, invertSecret(point.z, P));
}

function scale({ x, y }: JacobianPoint, inverseZ: bigint): AffinePoint {
  const square = (inverseZ * inverseZ) % P;
  return { x: (x * square) % P, y: (((y * square) % P) * inverseZ) % P };
}

/** 1/value for a prime modulus by Fermat: the sequence of operations depends on the modulus alone. */
export function invertSecret(value: bigint, modulus: bigint): bigint {
  const exponent = modulus - 2n;
  let result = 1n;
  for (let bit = 255n; bit >= 0n; bit--) {
    result = (result * result) % modulus;
    if (((exponent >> bit) & 1n) === 1n) result = (result * value) % modulus;
  }
  return result;
}

/** 1/value by the extended Euclidean algorithm; its time depends on the value. */
export function invertPublic(value: bigint, modulus: bigint): bigint {
  let [low, high] = [modulo(value, modulus), modulus];
  let [u, v] = [1n, 0n];
  while (low !== 0n) {
    const quotient = high / low;
    [low, high] = [high - quotient * low, low];
    [u, v] = [v - quotient * u, u];
  }
  if (high !== 1n) throw new RangeError('not invertible');
  return modulo(v, modulus);
}
