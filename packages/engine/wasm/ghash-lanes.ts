/**
 * GHASH on sixteen streams side by side, for long data: lane l takes the blocks l, l + 16, … and multiplies by H¹⁶ each time.
 * The product is a sum of one register look-up per nibble and octet: the tables depend on the key, the places read do not
 * depend on anything. What the lanes hold in the end goes through the ordinary GHASH, which adds the powers H¹⁶ … H¹.
 */

/** Tables: 32 nibbles × 16 result octets × 16 entries. */
const TABLES: usize = memory.data(8192, 16);
const PLANES: usize = memory.data(256, 16);
const SPARE: usize = memory.data(256, 16);
const NIBBLES: usize = memory.data(512, 16);
const POWER: usize = memory.data(16, 16);

/** Octets that one step takes. */
export const STRIDE: i32 = 256;

/** Turns 16 rows of 16 octets into columns, by four perfect shuffles. */
function transposeRows(at: usize): void {
  shuffleRows(SPARE, at);
  shuffleRows(at, SPARE);
  shuffleRows(SPARE, at);
  shuffleRows(at, SPARE);
}

function shuffleRows(to: usize, from: usize): void {
  for (let i: usize = 0; i < 128; i += 16) {
    const a = v128.load(from + i);
    const b = v128.load(from + i, 128);
    v128.store(to + 2 * i, v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
    v128.store(to + 2 * i, v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31), 16);
  }
}

/** Fills the tables for the multiplier H¹⁶ (16 octets). */
export function laneTables(h16: usize): void {
  memory.copy(POWER, h16, 16);
  for (let nibble: usize = 0; nibble < 32; nibble++) {
    const table = TABLES + 256 * nibble;
    v128.store(table, i32x4.splat(0));
    // The bits of a nibble from the left: 8, 4, 2, 1 stand for x^i, x^(i+1), …
    for (let bit: usize = 128; bit >= 16; bit >>= 1) {
      const power = v128.load(POWER);
      for (let entry: usize = 0; entry < 256; entry += 2 * bit) {
        v128.store(table + entry + bit, power);
      }
      timesX();
    }
    for (let entry: usize = 16; entry < 256; entry += 16) combineEntry(table, entry);
    transposeRows(table);
  }
}

/** An entry that is not a single bit is the sum of its lowest bit's entry and the rest's. */
function combineEntry(table: usize, entry: usize): void {
  const lowest = entry & -entry;
  if (lowest === entry) return;
  v128.store(table + entry, v128.xor(v128.load(table + lowest), v128.load(table + entry - lowest)));
}

/** POWER ← POWER · x: one bit to the right in the order of the octets, reduced. */
function timesX(): void {
  const high = bswap<u64>(load<u64>(POWER));
  const low = bswap<u64>(load<u64>(POWER, 8));
  const carry = -(low & 1);
  store<u64>(POWER, bswap<u64>((high >> 1) ^ (carry & ((0xe1 as u64) << 56))));
  store<u64>(POWER, bswap<u64>((low >> 1) | (high << 63)), 8);
}

/** Takes `groups` × 256 octets and leaves sixteen blocks for the ordinary GHASH at `out`; `sum` joins the first block. */
export function absorbLanes(sum: usize, data: usize, groups: i32, out: usize): void {
  memory.fill(PLANES, 0, 256);
  for (let group = 0; group < groups; group++) {
    if (group > 0) multiplyPlanes();
    const from = data + group * STRIDE;
    memory.copy(out, from, STRIDE);
    if (group === 0) v128.store(out, v128.xor(v128.load(out), v128.load(sum)));
    transposeRows(out);
    for (let i: usize = 0; i < 256; i += 16) {
      v128.store(PLANES + i, v128.xor(v128.load(PLANES + i), v128.load(out + i)));
    }
  }
  memory.copy(out, PLANES, 256);
  transposeRows(out);
}

function multiplyPlanes(): void {
  const nibble = i8x16.splat(15);
  for (let i: usize = 0; i < 256; i += 16) {
    const plane = v128.load(PLANES + i);
    v128.store(NIBBLES + 2 * i, v128.and(i32x4.shr_u(plane, 4), nibble));
    v128.store(NIBBLES + 2 * i, v128.and(plane, nibble), 16);
  }
  multiplyHalf(0);
  multiplyHalf(128);
}

function multiplyHalf(half: usize): void {
  let a = i32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let g = a;
  let h = a;
  let table = TABLES + half;
  for (let at: usize = 0; at < 512; at += 16) {
    const index = v128.load(NIBBLES + at);
    a = v128.xor(a, i8x16.swizzle(v128.load(table), index));
    b = v128.xor(b, i8x16.swizzle(v128.load(table, 16), index));
    c = v128.xor(c, i8x16.swizzle(v128.load(table, 32), index));
    d = v128.xor(d, i8x16.swizzle(v128.load(table, 48), index));
    e = v128.xor(e, i8x16.swizzle(v128.load(table, 64), index));
    f = v128.xor(f, i8x16.swizzle(v128.load(table, 80), index));
    g = v128.xor(g, i8x16.swizzle(v128.load(table, 96), index));
    h = v128.xor(h, i8x16.swizzle(v128.load(table, 112), index));
    table += 256;
  }
  v128.store(PLANES + half, a);
  v128.store(PLANES + half, b, 16);
  v128.store(PLANES + half, c, 32);
  v128.store(PLANES + half, d, 48);
  v128.store(PLANES + half, e, 64);
  v128.store(PLANES + half, f, 80);
  v128.store(PLANES + half, g, 96);
  v128.store(PLANES + half, h, 112);
}

export function wipeLanes(): void {
  memory.fill(TABLES, 0, 8192);
  memory.fill(PLANES, 0, 256);
  memory.fill(SPARE, 0, 256);
  memory.fill(NIBBLES, 0, 512);
  memory.fill(POWER, 0, 16);
}
