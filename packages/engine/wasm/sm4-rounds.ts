/**
 * The SM4 rounds (GB/T 32907-2016 §7) without a table in memory that is read at a secret place. With vectors: four blocks
 * to a register of each state word, S-box by nibble registers (generate/sm4.mjs). Without: two blocks to a 64-bit word,
 * S-box by arithmetic in GF(2⁸) on eight bytes at once.
 */

import { twice } from './patterns';
import { A_OVER, COLUMNS, FIRST, HIGH, INVERSE, LOW, SECOND } from './sm4-constants';
import { rounds4, rounds8 } from './sm4-vector-rounds';

/** Room for one call of the widest rounds. */
export const WIDE: usize = memory.data(128, 16);

/** Encrypts (or decrypts, by the order of the round keys) 8 blocks in place with vectors, 2 without. */
export const WIDTH: i32 = ASC_FEATURE_SIMD ? 8 : 2;

export function wideRounds(roundKeys: usize, data: usize): void {
  if (ASC_FEATURE_SIMD) eightBlocks(roundKeys, data);
  else twoBlocks(roundKeys, data);
}

export function narrowRounds(roundKeys: usize, data: usize): void {
  if (ASC_FEATURE_SIMD) fourBlocks(roundKeys, data);
  else twoBlocks(roundKeys, data);
}

/** S-box of the four bytes of a word. */
export function substituteWord(x: u32): u32 {
  if (ASC_FEATURE_SIMD) return i32x4.extract_lane(substituteLanes(i32x4.splat(x)), 0);
  return substitutePair(x as u64) as u32;
}

function substituteLanes(x: v128): v128 {
  const nibble = i8x16.splat(15);
  const y = v128.xor(
    i8x16.swizzle(v128.load(LOW), v128.and(x, nibble)),
    i8x16.swizzle(v128.load(HIGH), v128.and(i32x4.shr_u(x, 4), nibble)),
  );
  const k = v128.and(y, nibble);
  const i = v128.and(i32x4.shr_u(y, 4), nibble);
  const j = v128.xor(i, k);
  const inverse = v128.load(INVERSE);
  const ak = i8x16.swizzle(v128.load(A_OVER), k);
  const io = v128.xor(i8x16.swizzle(inverse, v128.xor(i8x16.swizzle(inverse, i), ak)), j);
  const jo = v128.xor(i8x16.swizzle(inverse, v128.xor(i8x16.swizzle(inverse, j), ak)), i);
  const sum = v128.xor(i8x16.swizzle(v128.load(FIRST), io), i8x16.swizzle(v128.load(SECOND), jo));
  return v128.xor(sum, i8x16.splat(0xd3 as i8));
}

function swapLanes(x: v128): v128 {
  return v128.shuffle<i8>(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Four blocks as rows become four state words as rows, and back. */
function transpose(at: usize): void {
  const a = swapLanes(v128.load(at));
  const b = swapLanes(v128.load(at, 16));
  const c = swapLanes(v128.load(at, 32));
  const d = swapLanes(v128.load(at, 48));
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(at, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(at, v128.shuffle<i64>(ab, cd, 1, 3), 16);
  v128.store(at, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 32);
  v128.store(at, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 48);
}

function fourBlocks(roundKeys: usize, data: usize): void {
  transpose(data);
  rounds4(roundKeys, data);
  untranspose(data);
}

/** The transposition is its own inverse but for the byte order, which has to be turned after it. */
function untranspose(at: usize): void {
  for (let i: usize = 0; i < 64; i += 16) v128.store(at + i, swapLanes(v128.load(at + i)));
  transpose(at);
  for (let i: usize = 0; i < 64; i += 16) v128.store(at + i, swapLanes(v128.load(at + i)));
}

/** Two independent groups of four, side by side to hide the latency of the S-box. */
function eightBlocks(roundKeys: usize, data: usize): void {
  transpose(data);
  transpose(data + 64);
  rounds8(roundKeys, data);
  untranspose(data);
  untranspose(data + 64);
}

const ONES: u64 = (0x01010101 as u64) * 0x100000001;

/** Eight products in GF(2⁸) modulo 0x1f5. */
function multiplyBytes(a: u64, b: u64): u64 {
  let sum: u64 = 0;
  let power = a;
  for (let bit = 0; bit < 8; bit++) {
    sum ^= power & (((b >> bit) & ONES) * 0xff);
    const high = (power >> 7) & ONES;
    power = ((power & twice(0x7f7f7f7f)) << 1) ^ (high * 0xf5);
  }
  return sum;
}

/** A·x of eight bytes. */
function affineBytes(x: u64): u64 {
  let sum: u64 = 0;
  for (let bit = 0; bit < 8; bit++) sum ^= load<u64>(COLUMNS + 8 * bit) & (((x >> bit) & ONES) * 0xff);
  return sum;
}

/** S-box of eight bytes: x^254 between two affine maps. */
function substitutePair(x: u64): u64 {
  const y = affineBytes(x) ^ twice(0xd3d3d3d3);
  const y2 = multiplyBytes(y, y);
  const y3 = multiplyBytes(y2, y);
  const y6 = multiplyBytes(y3, y3);
  const y12 = multiplyBytes(y6, y6);
  const y15 = multiplyBytes(y12, y3);
  const y30 = multiplyBytes(y15, y15);
  const y60 = multiplyBytes(y30, y30);
  const y120 = multiplyBytes(y60, y60);
  const y240 = multiplyBytes(y120, y120);
  const inverse = multiplyBytes(y240, multiplyBytes(y12, y2));
  return affineBytes(inverse) ^ twice(0xd3d3d3d3);
}

function transformPair(x: u64): u64 {
  const s = substitutePair(x);
  return ((linear((s >> 32) as u32) as u64) << 32) | (linear(s as u32) as u64);
}

function linear(x: u32): u32 {
  return x ^ rotl<u32>(x, 2) ^ rotl<u32>(x, 10) ^ rotl<u32>(x, 18) ^ rotl<u32>(x, 24);
}

function loadPair(at: usize): u64 {
  return ((bswap<u32>(load<u32>(at, 16)) as u64) << 32) | (bswap<u32>(load<u32>(at)) as u64);
}

function storePair(at: usize, x: u64): void {
  store<u32>(at, bswap<u32>(x as u32));
  store<u32>(at, bswap<u32>((x >> 32) as u32), 16);
}

function twoBlocks(roundKeys: usize, data: usize): void {
  let a = loadPair(data);
  let b = loadPair(data + 4);
  let c = loadPair(data + 8);
  let d = loadPair(data + 12);
  for (let i: usize = 0; i < 128; i += 4) {
    const key = (load<u32>(roundKeys + i) as u64) * 0x100000001;
    const next = a ^ transformPair(b ^ c ^ d ^ key);
    a = b;
    b = c;
    c = d;
    d = next;
  }
  storePair(data, d);
  storePair(data + 4, c);
  storePair(data + 8, b);
  storePair(data + 12, a);
}
