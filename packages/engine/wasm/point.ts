/**
 * Points of y² = x³ - 3x + b. Jacobian (X, Y, Z) stands for (X/Z², Y/Z³); Z = 0 is infinity or the trace of an
 * exceptional addition (equal or opposite points), which the incomplete formulas turn into Z = 0 and which stays so.
 * Limb magnitudes are noted as multiples of 2^29; a product allows u·v ≤ 4 while the last limb stays below 2^28, and numbers
 * stay below 16p in every sequence of doublings and additions (src/crypto/limb-bounds.test.ts follows the bounds).
 */
import { CURVE_B, FIELD_ONE, FIELD_PRIME } from './constants';
import {
  decode,
  encode,
  equals,
  fromMontgomery,
  invert,
  isZero,
  lessMask,
  negateMasked,
  settle,
  squareRoot,
  toMontgomery,
} from './field';
import { BUILD_POINTS, BUILD_PRODUCTS, COMPACT, ELEMENT, JACOBIAN } from './memory';
import { add, addTwice, carryTimes3, carryTimes4Sub, copy, mul, mulSub, sqr, sqrSub, sub, times8 } from './products';

const A: usize = memory.data(576);
const B: usize = A + 72;
const C: usize = A + 144;
const D: usize = A + 216;
const E: usize = A + 288;
const F: usize = A + 360;
const G: usize = A + 432;
const H: usize = A + 504;
const TWICE: usize = memory.data(216);

/**
 * r ← 2·a; r may be a. 3M + 5S. X and Y would be as large as 8p and more: a run of doublings squares that again and, once in
 * ten thousand times, outgrows the limbs. So both are settled, and a run of any length stays below 10p.
 */
export function double(r: usize, a: usize): void {
  const x = a;
  const y = a + ELEMENT;
  const z = a + 2 * ELEMENT;
  sqr(A, z); // δ
  sqr(B, y); // γ
  mul(C, x, B); // β
  sub(D, x, A);
  add(E, x, A);
  mul(D, D, E); // 1 · 2
  carryTimes3(D, D); // α
  add(E, y, z);
  add(F, A, B);
  sqrSub(r + 2 * ELEMENT, E, F); // 2 · 2
  times8(F, C);
  sqrSub(r, D, F);
  settle(r);
  carryTimes4Sub(C, C, r);
  sqr(B, B);
  times8(B, B);
  mulSub(r + ELEMENT, D, C, B);
  settle(r + ELEMENT);
}

/** r ← a + (x, y); r may be a. Incomplete: see above. 8M + 3S. */
export function addAffine(r: usize, a: usize, x: usize, y: usize): void {
  const y1 = a + ELEMENT;
  const z1 = a + 2 * ELEMENT;
  sqr(A, z1);
  mulSub(B, x, A, a); // H
  mul(A, z1, A);
  mulSub(C, y, A, y1); // r
  mul(r + 2 * ELEMENT, z1, B);
  finishAddition(r, a, y1);
}

/** From H in B and r in C and the first point over the common denominator: X and Y of the sum. */
function finishAddition(r: usize, x1: usize, y1: usize): void {
  sqr(D, B);
  mul(B, B, D); // H³
  mul(D, x1, D); // V
  mul(E, y1, B);
  addTwice(A, B, D);
  sqrSub(r, C, A);
  sub(D, D, r);
  mulSub(r + ELEMENT, C, D, E);
}

/** r ← a + b, both Jacobian; r may be a. Incomplete. 12M + 4S. */
export function addJacobian(r: usize, a: usize, b: usize): void {
  const z1 = a + 2 * ELEMENT;
  const z2 = b + 2 * ELEMENT;
  sqr(A, z1);
  sqr(D, z2);
  mul(F, a, D); // U1
  mul(D, D, z2);
  mul(G, a + ELEMENT, D); // S1
  mulSub(B, b, A, F); // H
  mul(A, A, z1);
  mulSub(C, b + ELEMENT, A, G); // r
  mul(H, z1, z2);
  mul(r + 2 * ELEMENT, H, B);
  finishAddition(r, F, G);
}

/** r ← a + b for any public points, infinity (Z = 0) included. Variable time. */
export function addComplete(r: usize, a: usize, b: usize): void {
  if (isZero(a + 2 * ELEMENT)) {
    memory.copy(r, b, JACOBIAN);
    return;
  }
  if (isZero(b + 2 * ELEMENT)) {
    memory.copy(r, a, JACOBIAN);
    return;
  }
  const same = sameX(a, b);
  if (!same) addJacobian(r, a, b);
  else if (sameY(a, b)) double(r, a);
  else memory.fill(r, 0, JACOBIAN);
}

function sameX(a: usize, b: usize): boolean {
  sqr(A, a + 2 * ELEMENT);
  sqr(B, b + 2 * ELEMENT);
  mul(A, b, A);
  mul(B, a, B);
  return equals(A, B);
}

function sameY(a: usize, b: usize): boolean {
  sqr(A, a + 2 * ELEMENT);
  mul(A, A, a + 2 * ELEMENT);
  sqr(B, b + 2 * ELEMENT);
  mul(B, B, b + 2 * ELEMENT);
  mul(A, b + ELEMENT, A);
  mul(B, a + ELEMENT, B);
  return equals(A, B);
}

/** r ← (x, y, 1). */
export function setAffine(r: usize, x: usize, y: usize): void {
  copy(r, x);
  copy(r + ELEMENT, y);
  copy(r + 2 * ELEMENT, FIELD_ONE);
}

/** (x, y) of a Jacobian point in Montgomery form; (0, 0) for Z = 0. */
export function toAffine(r: usize, a: usize): void {
  invert(A, a + 2 * ELEMENT);
  sqr(B, A);
  mul(A, A, B);
  mul(r + ELEMENT, a + ELEMENT, A);
  mul(r, a, B);
}

/** Writes x ‖ y of an affine point in Montgomery form as 64 octets. */
export function encodePoint(octets: usize, point: usize): void {
  fromMontgomery(A, point);
  encode(octets, A);
  fromMontgomery(A, point + ELEMENT);
  encode(octets + 32, A);
}

/** Reads x ‖ y (64 octets): false unless both are below p and the point is on the curve. */
export function decodePoint(point: usize, octets: usize): boolean {
  decode(point, octets);
  decode(point + ELEMENT, octets + 32);
  if ((lessMask(point, FIELD_PRIME) & lessMask(point + ELEMENT, FIELD_PRIME)) === 0) return false;
  toMontgomery(point, point);
  toMontgomery(point + ELEMENT, point + ELEMENT);
  curveEquation(B, point);
  sqr(A, point + ELEMENT);
  return equals(A, B);
}

/** Reads x (32 octets) and the parity of y: false when no such point exists. */
export function decompressPoint(point: usize, octets: usize, parity: i32): boolean {
  const y = point + ELEMENT;
  decode(point, octets);
  if (lessMask(point, FIELD_PRIME) === 0) return false;
  toMontgomery(point, point);
  curveEquation(C, point);
  squareRoot(y, C);
  sqr(A, y);
  if (!equals(A, C)) return false;
  fromMontgomery(A, y);
  if ((load<i64>(A) & 1) !== parity) negateMasked(y, -1);
  return true;
}

/** r ← x³ - 3x + b. */
function curveEquation(r: usize, x: usize): void {
  sqr(A, x);
  addTwice(D, FIELD_ONE, FIELD_ONE);
  sub(A, A, D);
  mul(A, A, x);
  add(r, A, CURVE_B);
}

/**
 * Writes count odd multiples a, 3a, 5a, … as Jacobian points from `out` on. Twice a is taken as an affine point of an
 * isomorphic curve, so each step is a mixed addition; the last line goes back.
 */
export function oddMultiples(out: usize, a: usize, count: i32): void {
  double(TWICE, a);
  const z = TWICE + 2 * ELEMENT;
  sqr(A, z);
  mul(B, A, z);
  mul(out, a, A);
  mul(out + ELEMENT, a + ELEMENT, B);
  copy(out + 2 * ELEMENT, a + 2 * ELEMENT);
  for (let i = 1; i < count; i++) {
    const from = out + (i - 1) * JACOBIAN;
    addAffine(from + JACOBIAN, from, TWICE, TWICE + ELEMENT);
  }
  for (let i = 0; i < count; i++) {
    const at = out + i * JACOBIAN + 2 * ELEMENT;
    mul(at, at, z);
  }
}

/** Normalises count points of the build room into a compact table: one inversion for all. None may be infinity. */
export function normaliseInto(table: usize, count: i32): void {
  copy(BUILD_PRODUCTS, BUILD_POINTS + 2 * ELEMENT);
  for (let i: i32 = 1; i < count; i++) {
    const z = BUILD_POINTS + i * JACOBIAN + 2 * ELEMENT;
    mul(BUILD_PRODUCTS + i * ELEMENT, BUILD_PRODUCTS + (i - 1) * ELEMENT, z);
  }
  invert(G, BUILD_PRODUCTS + (count - 1) * ELEMENT);
  for (let i: i32 = count - 1; i >= 0; i--) {
    const point = BUILD_POINTS + i * JACOBIAN;
    copy(H, G);
    if (i > 0) {
      mul(H, G, BUILD_PRODUCTS + (i - 1) * ELEMENT);
      mul(G, G, point + 2 * ELEMENT);
    }
    sqr(A, H);
    mul(B, point, A);
    mul(A, A, H);
    mul(C, point + ELEMENT, A);
    storeCompact(table + i * COMPACT, B, C);
  }
}

function storeCompact(entry: usize, x: usize, y: usize): void {
  canonicalLimbs(entry, x);
  canonicalLimbs(entry + 36, y);
}

function canonicalLimbs(out: usize, a: usize): void {
  fromMontgomery(A, a);
  toMontgomery(A, A);
  for (let i: usize = 0; i < 9; i++) store<i32>(out + 4 * i, load<i64>(A + 8 * i) as i32);
}

/** Expands a table entry into an affine point, negated where the mask is all ones. */
export function loadCompact(point: usize, entry: usize, negative: i64): void {
  for (let i: usize = 0; i < 9; i++) {
    store<i64>(point + 8 * i, load<i32>(entry + 4 * i) as i64);
    store<i64>(point + ELEMENT + 8 * i, ((load<i32>(entry + 36 + 4 * i) as i64) ^ negative) - negative);
  }
}

export function negateAffine(point: usize, mask: i64): void {
  negateMasked(point + ELEMENT, mask);
}

/** Wipes intermediate values and the points named. */
export function wipePointScratch(): void {
  memory.fill(A, 0, 8 * ELEMENT);
  memory.fill(TWICE, 0, JACOBIAN);
}
