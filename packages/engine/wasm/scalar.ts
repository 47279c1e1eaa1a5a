/** Numbers modulo the order n, plain (not Montgomery) and canonical unless said; all constant time. */
import { ORDER, ORDER_R2, PLAIN_ONE } from './constants';
import { addMasked, lessMask, plainInverse, reduceOnce, subMasked, zeroMask } from './field';
import { ELEMENT } from './memory';
import { add, copy, scalarMul, sub } from './products';

const T: usize = memory.data(72);

/** Brings a number from (-n, 2n) with any small limbs into [0, n). */
export function reduceScalar(a: usize): void {
  subMasked(a, ORDER, 0); // carries only
  addMasked(a, ORDER, load<i64>(a, 64) >> 63);
  reduceOnce(a, ORDER);
}

export function addScalars(r: usize, a: usize, b: usize): void {
  add(r, a, b);
  reduceScalar(r);
}

export function subScalars(r: usize, a: usize, b: usize): void {
  sub(r, a, b);
  reduceScalar(r);
}

/** r ← a·b mod n. */
export function multiplyScalars(r: usize, a: usize, b: usize): void {
  scalarMul(T, a, ORDER_R2);
  scalarMul(r, T, b);
  reduceScalar(r);
}

/** r ← R/a mod n, so that scalarMul(x, r) is x/a. */
export function montgomeryInverse(r: usize, a: usize): void {
  scalarMul(r, plainInverse(a, ORDER, false), ORDER_R2);
}

/**
 * Replaces count numbers by R/a each, with one inversion for all: running products first, then backwards.
 * None may be zero. `products` has room for count + 1 elements.
 */
export function invertAll(numbers: usize, products: usize, count: i32): void {
  copy(products, numbers);
  for (let i = 1; i < count; i++) {
    scalarMul(products + i * ELEMENT, products + (i - 1) * ELEMENT, numbers + i * ELEMENT);
  }
  const rest = products + count * ELEMENT;
  copy(rest, products + (count - 1) * ELEMENT);
  reduceScalar(rest);
  montgomeryInverse(rest, rest);
  for (let i = count - 1; i > 0; i--) {
    scalarMul(T, rest, products + (i - 1) * ELEMENT);
    scalarMul(rest, rest, numbers + i * ELEMENT);
    copy(numbers + i * ELEMENT, T);
  }
  copy(numbers, rest);
}

/** All ones when 1 ≤ a < n, for limbs in [0, 2^29). */
export function validScalarMask(a: usize): i64 {
  return lessMask(a, ORDER) & ~zeroMask(a);
}

/** r ← 1 + a mod n. */
export function incrementScalar(r: usize, a: usize): void {
  addScalars(r, a, PLAIN_ONE);
}

/**
 * r ← k if k is odd, n - k if it is even, for 1 ≤ k < n. Returns the mask of the negation: k·P = -(r·P) then.
 * An odd number has a recoding in odd signed digits only, so no window is ever zero.
 */
export function makeOdd(r: usize, k: usize): i64 {
  const even = (load<i64>(k) & 1) - 1;
  sub(T, ORDER, k);
  subMasked(T, ORDER, 0);
  copy(r, k);
  for (let i: usize = 0; i < ELEMENT; i += 8) {
    const old = load<i64>(r + i);
    store<i64>(r + i, old ^ ((old ^ load<i64>(T + i)) & even));
  }
  return even;
}

export function wipeScalarScratch(): void {
  memory.fill(T, 0, ELEMENT);
}
