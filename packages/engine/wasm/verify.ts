/** SM2 verification, GB/T 32918.2-2016 §7. Everything here is public, so it may take variable time. */
import { buildRows, indexBase, indexRow, layBaseWindows, layWindows, multiplyBase, windowAt } from './comb';
import { FIELD_PRIME, ORDER } from './constants';
import { addMasked, decode, equals, isZero, lessMask, negateMasked, reduceOnce, toMontgomery, zeroMask } from './field';
import { BASE_ROWS, COMPACT, ELEMENT, KEY_CHUNKS } from './memory';
import { addAffine, addComplete, decodePoint, double, setAffine } from './point';
import { add, mul, sqr, sub } from './products';
import { addScalars, makeOdd, reduceScalar, validScalarMask } from './scalar';
import { multiplyPublic, multiplySecret } from './variable-base';

export const REJECTED: i32 = 0;
export const ACCEPTED: i32 = 1;
export const BAD_POINT: i32 = 2;

const R: usize = memory.data(72);
const S: usize = memory.data(72);
const T: usize = memory.data(72);
const C: usize = memory.data(72);
const X: usize = memory.data(72);
const POINT: usize = memory.data(144);
const SUM: usize = memory.data(216);
const OTHER: usize = memory.data(216);
const BASE: usize = memory.data(216);
const PICKED: usize = memory.data(144, 16);

/** Reads r ‖ s and checks 1 ≤ r, s < n and t = r + s ≠ 0. */
export function readSignature(signature: usize, s: usize, t: usize, c: usize, digest: usize): boolean {
  decode(R, signature);
  decode(s, signature + 32);
  if ((validScalarMask(R) & validScalarMask(s)) === 0) return false;
  addScalars(t, R, s);
  if (zeroMask(t) !== 0) return false;
  // c = r - e mod n: what x must be, or n more.
  decode(c, digest);
  reduceOnce(c, ORDER);
  sub(c, R, c);
  reduceScalar(c);
  return true;
}

/** Whether the affine x of a point with Z ≠ 0 is c or c + n. */
export function abscissaMatches(sum: usize, c: usize): boolean {
  sqr(X, sum + 2 * ELEMENT);
  toMontgomery(S, c);
  mul(S, S, X);
  if (equals(S, sum)) return true;
  add(c, c, ORDER);
  addMasked(c, ORDER, 0);
  if (lessMask(c, FIELD_PRIME) === 0) return false;
  toMontgomery(S, c);
  mul(S, S, X);
  return equals(S, sum);
}

/** Adds s·G to a sum that is not infinity, by the comb. */
function addBaseMultiple(sum: usize, s: usize): void {
  const flip = layBaseWindows(s);
  for (let row = 0; row < BASE_ROWS; row++) {
    indexBase(PICKED, row, flip);
    addAffine(sum, sum, PICKED, PICKED + ELEMENT);
  }
}

/** The same sum with complete additions, for the inputs on which the fast one failed. */
function slowSum(s: usize, t: usize, point: usize): void {
  const negative = multiplyBase(SUM, s);
  negateMasked(SUM + ELEMENT, negative);
  multiplySecret(OTHER, t, point);
  addComplete(SUM, SUM, OTHER);
}

/** Whether x of s·G + t·P is c; SUM holds the fast sum. */
function judge(s: usize, t: usize, c: usize, point: usize): i32 {
  if (isZero(SUM + 2 * ELEMENT)) {
    slowSum(s, t, point);
    if (isZero(SUM + 2 * ELEMENT)) return REJECTED;
  }
  return abscissaMatches(SUM, c) ? ACCEPTED : REJECTED;
}

/** Verifies r ‖ s over the digest e under the public key x ‖ y, which is validated here. */
export function verify(key: usize, digest: usize, signature: usize): i32 {
  if (!decodePoint(POINT, key)) return BAD_POINT;
  if (!readSignature(signature, S, T, C, digest)) return REJECTED;
  multiplyPublic(SUM, T, POINT);
  addBaseMultiple(SUM, S);
  return judge(S, T, C, POINT);
}

/** Fills a slot with the table of a public key: 13 rows, 20 bits apart, of 16 odd multiples. */
export function buildKeyTable(key: usize, slot: usize): i32 {
  if (!decodePoint(POINT, key)) return BAD_POINT;
  setAffine(BASE, POINT, POINT + ELEMENT);
  buildRows(slot, BASE, KEY_CHUNKS, 16, 20);
  return ACCEPTED;
}

/** Lays the 52 windows of t out; returns the mask of its negation. */
export function layKeyWindows(t: usize): i64 {
  const flip = makeOdd(X, t);
  layWindows(X, 260);
  return flip;
}

/** The point of window 4·chunk + digit. */
export function indexKey(out: usize, slot: usize, chunk: i32, digit: i32, flip: i64): void {
  indexRow(out, slot + chunk * 16 * COMPACT, 16, windowAt(20 * chunk + 5 * digit, 5), flip);
}

/** The same with the table built before. `key` serves the fallback alone. */
export function verifyWithTable(slot: usize, key: usize, digest: usize, signature: usize): i32 {
  if (!readSignature(signature, S, T, C, digest)) return REJECTED;
  const flip = layKeyWindows(T);
  for (let digit = 3; digit >= 0; digit--) {
    if (digit < 3) for (let i = 0; i < 5; i++) double(SUM, SUM);
    for (let chunk = 0; chunk < KEY_CHUNKS; chunk++) {
      indexKey(PICKED, slot, chunk, digit, flip);
      if (digit === 3 && chunk === 0) setAffine(SUM, PICKED, PICKED + ELEMENT);
      else addAffine(SUM, SUM, PICKED, PICKED + ELEMENT);
    }
  }
  addBaseMultiple(SUM, S);
  if (isZero(SUM + 2 * ELEMENT) && !decodePoint(POINT, key)) return BAD_POINT;
  return judge(S, T, C, POINT);
}

/** Whether x ‖ y is a point of the curve. */
export function validPoint(key: usize): boolean {
  return decodePoint(POINT, key);
}
