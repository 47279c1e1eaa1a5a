/**
 * Fixed-base multiplication. A table row i holds the odd multiples 1, 3, … of 2^(step·i)·P; an odd scalar below 2^256
 * is a sum of odd signed digits, one per window, so each row gives one addition and never zero. Adding from the top row
 * down, no partial sum ever meets ± the next point (n mod 128 = 35 leaves no such scalar), so the incomplete
 * formulas are exact for every scalar. Secret digits read the whole row; public ones index it.
 */
import { BASE_X, BASE_Y } from './constants';
import { word } from './field';
import { BASE_ROWS, BASE_TABLE, BUILD_POINTS, COMPACT, ELEMENT, JACOBIAN } from './memory';
import { addAffine, double, loadCompact, normaliseInto, oddMultiples, setAffine } from './point';
import { makeOdd } from './scalar';

const ODD: usize = memory.data(72);
/** The windows of an odd scalar: 48 octets, lowest first. */
const OCTETS: usize = memory.data(48);
/** The point picked from a row. */
const PICKED: usize = memory.data(144, 16);
const FOUND: usize = memory.data(80, 16);
/** Read instead of written as a literal, which the compiler of the browser would build anew in every turn of a loop. */
const LANES_OF_ONE: usize = memory.data<i32>([1, 1, 1, 1], 16);
const BASE: usize = memory.data(216);

/** Writes the rows of a table for the Jacobian point `base`, which moves on; rows·points must fit the build room. */
export function buildRows(table: usize, base: usize, rows: i32, points: i32, step: i32): void {
  for (let row = 0; row < rows; row++) {
    oddMultiples(BUILD_POINTS + row * points * JACOBIAN, base, points);
    for (let i = 0; i < step; i++) double(base, base);
  }
  normaliseInto(table, rows * points);
}

/** Builds the table of the base point: once, at start. */
export function buildBaseTable(): void {
  setAffine(BASE, BASE_X, BASE_Y);
  for (let row = 0; row < BASE_ROWS; row += 8) {
    buildRows(BASE_TABLE + row * 32 * COMPACT, BASE, min(8, BASE_ROWS - row), 32, 6);
  }
}

/** Lays (2^bits + odd) / 2 out in octets, so that window i of w bits is 2·digit + 2^w - 1; bits = w·windows. */
export function layWindows(odd: usize, bits: i32): void {
  const w0 = word(odd, 0);
  const w1 = word(odd, 1);
  const w2 = word(odd, 2);
  const w3 = word(odd, 3);
  store<u64>(OCTETS, (w0 >> 1) | (w1 << 63));
  store<u64>(OCTETS, (w1 >> 1) | (w2 << 63), 8);
  store<u64>(OCTETS, (w2 >> 1) | (w3 << 63), 16);
  store<u64>(OCTETS, w3 >> 1, 24);
  store<u64>(OCTETS, 0, 32);
  const top = bits - 1;
  const marker: i32 = 1 << (top & 7);
  store<u8>(OCTETS + (top >> 3), load<u8>(OCTETS + (top >> 3)) | (marker as u8));
}

export function windowAt(bit: i32, width: i32): i32 {
  return (((load<u16>(OCTETS + (bit >> 3)) as u32) >> (bit & 7)) as i32) & ((1 << width) - 1);
}

/** Picks the point of a window from a row by reading all of it; negative digits negate y. */
export function pick(out: usize, row: usize, points: i32, digit: i32): void {
  // -1 where the bit is clear, without a choice the compiler could turn into a branch.
  const negative = ((digit & points) - 1) >> 31;
  const index = (digit ^ negative) & (points - 1);
  if (ASC_FEATURE_SIMD) pickLanes(out, row, points, index, negative);
  else pickWords(out, row, points, index, negative);
}

function pickLanes(out: usize, row: usize, points: i32, index: i32, negative: i32): void {
  const wanted = i32x4.splat(index);
  const one = v128.load(LANES_OF_ONE);
  let count = i32x4.splat(0);
  let a = i32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  const end = row + points * COMPACT;
  for (let at = row; at < end; at += COMPACT) {
    const mask = i32x4.eq(count, wanted);
    count = i32x4.add(count, one);
    a = v128.or(a, v128.and(v128.load(at), mask));
    b = v128.or(b, v128.and(v128.load(at, 16), mask));
    c = v128.or(c, v128.and(v128.load(at, 32), mask));
    d = v128.or(d, v128.and(v128.load(at, 48), mask));
    e = v128.or(e, v128.and(v128.load(at, 56), mask));
  }
  const sign = i32x4.splat(negative);
  const partial = v128.and(sign, i32x4(0, -1, -1, -1));
  c = i32x4.sub(v128.xor(c, partial), partial);
  d = i32x4.sub(v128.xor(d, sign), sign);
  e = i32x4.sub(v128.xor(e, sign), sign);
  v128.store(out, i64x2.extend_low_i32x4_s(a));
  v128.store(out, i64x2.extend_high_i32x4_s(a), 16);
  v128.store(out, i64x2.extend_low_i32x4_s(b), 32);
  v128.store(out, i64x2.extend_high_i32x4_s(b), 48);
  v128.store(out, i64x2.extend_low_i32x4_s(c), 64);
  v128.store(out, i64x2.extend_high_i32x4_s(c), 80);
  v128.store(out, i64x2.extend_low_i32x4_s(d), 96);
  v128.store(out, i64x2.extend_high_i32x4_s(d), 112);
  v128.store(out, i64x2.extend_high_i32x4_s(e), 128);
}

function pickWords(out: usize, row: usize, points: i32, index: i32, negative: i32): void {
  memory.fill(FOUND, 0, COMPACT);
  for (let i = 0; i < points; i++) {
    const difference = (i ^ index) as i64;
    const mask = (difference - 1) >> 63;
    const entry = row + i * COMPACT;
    for (let k: usize = 0; k < COMPACT; k += 8) {
      store<i64>(FOUND + k, load<i64>(FOUND + k) | (load<i64>(entry + k) & mask));
    }
  }
  loadCompact(out, FOUND, negative as i64);
}

/** r ← k·G for a secret 1 ≤ k < n; returns the mask to negate y with (left undone: signing needs x alone). */
export function multiplyBase(r: usize, k: usize): i64 {
  const negative = makeOdd(ODD, k);
  layWindows(ODD, 6 * BASE_ROWS);
  pickBase(PICKED, BASE_ROWS - 1);
  setAffine(r, PICKED, PICKED + ELEMENT);
  for (let row = BASE_ROWS - 2; row >= 0; row--) {
    pickBase(PICKED, row);
    addAffine(r, r, PICKED, PICKED + ELEMENT);
  }
  return negative;
}

/** Prepares pickBase for a secret scalar; returns the mask of its negation. */
export function layBaseWindows(k: usize): i64 {
  const negative = makeOdd(ODD, k);
  layWindows(ODD, 6 * BASE_ROWS);
  return negative;
}

export function pickBase(out: usize, row: i32): void {
  pick(out, BASE_TABLE + row * 32 * COMPACT, 32, windowAt(6 * row, 6));
}

/** The same for a public scalar: indexes the row; `flip` negates the point. */
export function indexBase(out: usize, row: i32, flip: i64): void {
  indexRow(out, BASE_TABLE + row * 32 * COMPACT, 32, windowAt(6 * row, 6), flip);
}

export function indexRow(out: usize, row: usize, points: i32, digit: i32, flip: i64): void {
  const negative: i32 = (digit & points) !== 0 ? 0 : -1;
  loadCompact(out, row + ((digit ^ negative) & (points - 1)) * COMPACT, (negative as i64) ^ flip);
}

export function wipeCombScratch(): void {
  memory.fill(ODD, 0, ELEMENT);
  memory.fill(OCTETS, 0, 48);
  memory.fill(PICKED, 0, 144);
  memory.fill(FOUND, 0, 80);
}
