/** The numbers of the SM2 curve (GB/T 32918.5-2017 §A) and helpers to write them as limbs. */
export const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
export const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
export const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
export const GX = 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n;
export const GY = 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n;

/** An element is 9 signed limbs of 29 bits, each in an i64. */
export const LIMBS = 9;
export const BITS = 29n;
export const MASK = (1n << BITS) - 1n;
/** The Montgomery radix. */
export const R = 1n << (BITS * BigInt(LIMBS));

/** The limbs of a number below 2^261, lowest first. */
export function limbsOf(value) {
  return Array.from({ length: LIMBS }, (_, i) => (value >> (BITS * BigInt(i))) & MASK);
}

/** A number between 0 and m that is congruent to value. */
export function modulo(value, m) {
  const rest = value % m;
  return rest < 0n ? rest + m : rest;
}

/** Inverse by the extended Euclidean algorithm. */
export function inverseOf(value, m) {
  let [a, b, x, y] = [modulo(value, m), m, 1n, 0n];
  while (a > 1n) {
    const q = b / a;
    [a, b, x, y] = [b - q * a, a, y - q * x, x];
  }
  return modulo(x, m);
}
