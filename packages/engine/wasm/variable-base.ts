/** Multiplication of a point that is not the base point. */
import { layWindows, pick, windowAt } from './comb';
import { word } from './field';
import { AFFINE, BUILD_POINTS, COMPACT, ELEMENT, JACOBIAN } from './memory';
import { addAffine, double, loadCompact, normaliseInto, oddMultiples, setAffine } from './point';
import { makeOdd } from './scalar';

const ODD: usize = memory.data(72);
const PICKED: usize = memory.data(144, 16);
/** Eight odd multiples as a table row, read whole. */
const ROW: usize = memory.data(592, 16);
const BASE: usize = memory.data(216);
/** Eight odd multiples, expanded, and the digits of a public scalar. */
const MULTIPLES: usize = memory.data(1152);
const DIGITS: usize = memory.data(272);

function layRow(point: usize): void {
  setAffine(BASE, point, point + ELEMENT);
  oddMultiples(BUILD_POINTS, BASE, 8);
  normaliseInto(ROW, 8);
}

/**
 * r ← k·P for a secret 1 ≤ k < n and a valid affine point. 64 windows of 4 bits, every row entry read. Constant time.
 * n mod 32 = 3, so no scalar makes the last addition meet ± its own point (see comb.ts).
 */
export function multiplySecret(r: usize, k: usize, point: usize): void {
  const negative = makeOdd(ODD, k);
  layRow(point);
  layWindows(ODD, 256);
  pick(PICKED, ROW, 8, windowAt(252, 4));
  setAffine(r, PICKED, PICKED + ELEMENT);
  for (let bit = 248; bit >= 0; bit -= 4) {
    for (let i = 0; i < 4; i++) double(r, r);
    pick(PICKED, ROW, 8, windowAt(bit, 4));
    addAffine(r, r, PICKED, PICKED + ELEMENT);
  }
  for (let i: usize = ELEMENT; i < 2 * ELEMENT; i += 8) store<i64>(r + i, (load<i64>(r + i) ^ negative) - negative);
}

/** Digits of the non-adjacent form of width 5, lowest first; returns how many there are. */
function layNonAdjacentForm(k: usize): i32 {
  memory.fill(DIGITS, 0, 272);
  let carry: i32 = 0;
  let bit = 0;
  let length = 0;
  while (bit < 257) {
    if (bitsAt(k, bit, 1) === carry) {
      bit += 1;
      continue;
    }
    let digit = bitsAt(k, bit, 5) + carry;
    carry = (digit >> 4) & 1;
    digit -= carry << 5;
    store<i8>(DIGITS + bit, digit as i8);
    length = bit + 1;
    bit += 5;
  }
  return length;
}

function bitsAt(k: usize, bit: i32, width: i32): i32 {
  const index = bit >> 6;
  if (index > 3) return 0;
  const shift = bit & 63;
  let bits = word(k, index) >> shift;
  if (shift + width > 64 && index < 3) bits |= word(k, index + 1) << (64 - shift);
  return (bits as i32) & ((1 << width) - 1);
}

/** r ← k·P for a public 1 ≤ k < n. Variable time; an exceptional addition leaves Z = 0. */
export function multiplyPublic(r: usize, k: usize, point: usize): void {
  layRow(point);
  for (let i: usize = 0; i < 8; i++) loadCompact(MULTIPLES + i * AFFINE, ROW + i * COMPACT, 0);
  const top = layNonAdjacentForm(k) - 1;
  const first = MULTIPLES + (load<i8>(DIGITS + top) >> 1) * AFFINE;
  setAffine(r, first, first + ELEMENT);
  for (let bit = top - 1; bit >= 0; bit--) {
    double(r, r);
    const digit: i32 = load<i8>(DIGITS + bit);
    if (digit !== 0) addDigit(r, digit);
  }
}

function addDigit(r: usize, digit: i32): void {
  const entry = MULTIPLES + (abs(digit) >> 1) * AFFINE;
  let y = entry + ELEMENT;
  if (digit < 0) {
    y = PICKED;
    for (let i: usize = 0; i < ELEMENT; i += 8) store<i64>(y + i, -load<i64>(entry + ELEMENT + i));
  }
  addAffine(r, r, entry, y);
}

export function wipeVariableBaseScratch(): void {
  memory.fill(ODD, 0, ELEMENT);
  memory.fill(PICKED, 0, AFFINE);
  memory.fill(ROW, 0, 592);
  memory.fill(BASE, 0, JACOBIAN);
}
