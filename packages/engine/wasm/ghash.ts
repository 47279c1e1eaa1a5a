/**
 * GHASH (GB/T 15852.3, NIST SP 800-38D §6.4) without tables or carry-less multiply: integer products of numbers with
 * holes, after T. Pornin, "BearSSL: constant-time GHASH". Elements are two 64-bit words in the order of the octets.
 */
import { absorbLanes, laneTables, STRIDE, wipeLanes } from './ghash-lanes';
import { twice } from './patterns';

/** H and its bit reversal, with the sums Karatsuba needs. */
const KEY: usize = memory.data(48);

const M0: u64 = (0x11111111 as u64) * 0x100000001;
const M1: u64 = (0x22222222 as u64) * 0x100000001;
const M2: u64 = (0x44444444 as u64) * 0x100000001;
const M3: u64 = (0x88888888 as u64) * 0x100000001;

/** Low 64 bits of the carry-less product. */
function carryless(x: u64, y: u64): u64 {
  const x0 = x & M0;
  const x1 = x & M1;
  const x2 = x & M2;
  const x3 = x & M3;
  const y0 = y & M0;
  const y1 = y & M1;
  const y2 = y & M2;
  const y3 = y & M3;
  const z0 = (x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1);
  const z1 = (x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2);
  const z2 = (x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3);
  const z3 = (x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0);
  return (z0 & M0) | (z1 & M1) | (z2 & M2) | (z3 & M3);
}

/** Reverses the order of the bits. */
function reverse(x: u64): u64 {
  let y = ((x & twice(0x55555555)) << 1) | ((x >> 1) & twice(0x55555555));
  y = ((y & twice(0x33333333)) << 2) | ((y >> 2) & twice(0x33333333));
  y = ((y & twice(0x0f0f0f0f)) << 4) | ((y >> 4) & twice(0x0f0f0f0f));
  return bswap<u64>(y);
}

/** Takes H. */
export function ghashKey(h: usize): void {
  hasTables = false;
  const h1 = bswap<u64>(load<u64>(h));
  const h0 = bswap<u64>(load<u64>(h, 8));
  store<u64>(KEY, h0);
  store<u64>(KEY, h1, 8);
  store<u64>(KEY, h0 ^ h1, 16);
  store<u64>(KEY, reverse(h0), 24);
  store<u64>(KEY, reverse(h1), 32);
  store<u64>(KEY, reverse(h0) ^ reverse(h1), 40);
}

/** From this length on the sixteen lanes are faster, their tables included. */
const LONG: i32 = 2048;
const SIXTEEN: usize = memory.data(256, 16);
const POWER: usize = memory.data(16);
let hasTables = false;

/** Absorbs data, the last block filled with zeros, into the sum (16 octets). */
export function ghash(sum: usize, data: usize, length: i32): void {
  if (!ASC_FEATURE_SIMD || length < LONG) {
    absorb(sum, data, length);
    return;
  }
  if (!hasTables) {
    layPower();
    laneTables(POWER);
    hasTables = true;
  }
  const groups = length / STRIDE;
  absorbLanes(sum, data, groups, SIXTEEN);
  memory.fill(sum, 0, 16);
  absorb(sum, SIXTEEN, STRIDE);
  absorb(sum, data + groups * STRIDE, length - groups * STRIDE);
}

/** H¹⁶: each block of zeros absorbed multiplies by H once more. */
function layPower(): void {
  memory.fill(SIXTEEN, 0, 256);
  memory.fill(POWER, 0, 16);
  // A first block of 1 (the leftmost bit), then fifteen of zeros.
  store<u8>(SIXTEEN, 0x80);
  absorb(POWER, SIXTEEN, 256);
}

function absorb(sum: usize, data: usize, length: i32): void {
  let y1 = bswap<u64>(load<u64>(sum));
  let y0 = bswap<u64>(load<u64>(sum, 8));
  const h0 = load<u64>(KEY);
  const h1 = load<u64>(KEY, 8);
  const h2 = load<u64>(KEY, 16);
  const h0r = load<u64>(KEY, 24);
  const h1r = load<u64>(KEY, 32);
  const h2r = load<u64>(KEY, 40);
  for (let at = 0; at < length; at += 16) {
    y1 ^= octetsAt(data + at, length - at);
    y0 ^= octetsAt(data + at + 8, length - at - 8);
    const y0r = reverse(y0);
    const y1r = reverse(y1);
    const z0 = carryless(y0, h0);
    const z1 = carryless(y1, h1);
    const z2 = carryless(y0 ^ y1, h2) ^ z0 ^ z1;
    const z0h = carryless(y0r, h0r);
    const z1h = carryless(y1r, h1r);
    const z2h = reverse(carryless(y0r ^ y1r, h2r) ^ z0h ^ z1h) >> 1;
    // 256-bit product, shifted by one because GCM counts bits from the left.
    let v0 = z0;
    let v1 = (reverse(z0h) >> 1) ^ z2;
    let v2 = z1 ^ z2h;
    let v3 = reverse(z1h) >> 1;
    v3 = (v3 << 1) | (v2 >> 63);
    v2 = (v2 << 1) | (v1 >> 63);
    v1 = (v1 << 1) | (v0 >> 63);
    v0 = v0 << 1;
    // Modulo x¹²⁸ + x⁷ + x² + x + 1.
    v2 ^= v0 ^ (v0 >> 1) ^ (v0 >> 2) ^ (v0 >> 7);
    v1 ^= (v0 << 63) ^ (v0 << 62) ^ (v0 << 57);
    v3 ^= v1 ^ (v1 >> 1) ^ (v1 >> 2) ^ (v1 >> 7);
    v2 ^= (v1 << 63) ^ (v1 << 62) ^ (v1 << 57);
    y0 = v2;
    y1 = v3;
  }
  store<u64>(sum, bswap<u64>(y1));
  store<u64>(sum, bswap<u64>(y0), 8);
}

/** Eight octets big-endian, of which only `left` exist. */
function octetsAt(at: usize, left: i32): u64 {
  if (left >= 8) return bswap<u64>(load<u64>(at));
  let word: u64 = 0;
  for (let i = 0; i < left; i++) word |= (load<u8>(at + i) as u64) << (56 - 8 * i);
  return word;
}

export function wipeGhash(): void {
  memory.fill(KEY, 0, 48);
  if (!hasTables) return;
  memory.fill(SIXTEEN, 0, 256);
  memory.fill(POWER, 0, 16);
  wipeLanes();
  hasTables = false;
}
