/** SM3 (GB/T 32905-2016), HMAC-SM3 (GM/T 0042) and the key derivation of GB/T 32918.4-2016 §5.4.3. */

import { twice } from './patterns';
import { compress, compressLanes } from './sm3-compression';

/** Eight words of state. */
export const STATE: usize = memory.data(32, 16);
export const TAIL: usize = memory.data(128, 16);
const INNER: usize = memory.data(32);
const PAD: usize = memory.data(64);
/** Four states and one block of four lanes, word by word. */
const LANE_STATE: usize = memory.data(128, 16);
const LANE_BLOCK: usize = memory.data(256, 16);
const LANE_TAIL: usize = memory.data(512, 16);

const INITIAL: usize = memory.data<u32>([
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
]);

export function sm3Start(state: usize): void {
  memory.copy(state, INITIAL, 32);
}

export function sm3Blocks(state: usize, data: usize, count: i32): void {
  for (let i = 0; i < count; i++) compress(state, data + i * 64);
}

/** Absorbs the last length < 64 octets and the padding for `total` octets in all, and writes the digest. */
export function sm3Finish(state: usize, data: usize, length: i32, total: u64, digest: usize): void {
  const blocks = padTail(TAIL, data, length, total);
  sm3Blocks(state, TAIL, blocks);
  for (let i: usize = 0; i < 32; i += 4) store<u32>(digest + i, bswap<u32>(load<u32>(state + i)));
}

function padTail(tail: usize, data: usize, length: i32, total: u64): i32 {
  const blocks = length < 56 ? 1 : 2;
  memory.fill(tail, 0, 128);
  memory.copy(tail, data, length);
  store<u8>(tail + length, 0x80);
  store<u64>(tail + 64 * blocks - 8, bswap<u64>(total << 3));
  return blocks;
}

export function sm3(data: usize, length: i32, digest: usize): void {
  sm3Start(STATE);
  const whole = length >> 6;
  sm3Blocks(STATE, data, whole);
  sm3Finish(STATE, data + (whole << 6), length & 63, length as u64, digest);
}

/** Digest of a key's inner or outer pad ‖ data. The key has 64 octets (shorter ones filled with zeros). */
function padded(key: usize, byte: u64, data: usize, length: i32, digest: usize): void {
  const repeated = byte * twice(0x01010101);
  for (let i: usize = 0; i < 64; i += 8) store<u64>(PAD + i, load<u64>(key + i) ^ repeated);
  sm3Start(STATE);
  sm3Blocks(STATE, PAD, 1);
  const whole = length >> 6;
  sm3Blocks(STATE, data, whole);
  sm3Finish(STATE, data + (whole << 6), length & 63, (length as u64) + 64, digest);
}

/** HMAC-SM3 under a key of exactly 64 octets. */
export function hmac(key: usize, data: usize, length: i32, digest: usize): void {
  padded(key, 0x36, data, length, INNER);
  padded(key, 0x5c, INNER, 32, digest);
  wipeSm3();
}

/** Starts four hashes side by side; the data of each lane lies `stride` octets behind that of the one before. */
export function sm3FourStart(): void {
  for (let lane: usize = 0; lane < 4; lane++) {
    for (let i: usize = 0; i < 8; i++) store<u32>(LANE_STATE + 16 * i + 4 * lane, load<u32>(INITIAL + 4 * i));
  }
}

/** Absorbs `count` whole blocks of each lane. */
export function sm3FourBlocks(data: usize, stride: usize, count: i32): void {
  for (let i = 0; i < count; i++) {
    const block = data + (i << 6);
    if (ASC_FEATURE_SIMD) absorbLanes(block, stride);
    else for (let lane: usize = 0; lane < 4; lane++) absorbOne(lane, block + lane * stride);
  }
}

/** Without vectors the lanes take turns. */
function absorbOne(lane: usize, block: usize): void {
  for (let i: usize = 0; i < 8; i++) store<u32>(STATE + 4 * i, load<u32>(LANE_STATE + 16 * i + 4 * lane));
  compress(STATE, block);
  for (let i: usize = 0; i < 8; i++) store<u32>(LANE_STATE + 16 * i + 4 * lane, load<u32>(STATE + 4 * i));
}

/** Absorbs the last length < 64 octets of each lane and writes the four digests behind each other. */
export function sm3FourFinish(data: usize, stride: usize, length: i32, total: u64, digests: usize): void {
  let blocks = 0;
  for (let lane: usize = 0; lane < 4; lane++) {
    blocks = padTail(LANE_TAIL + 128 * lane, data + lane * stride, length, total);
  }
  sm3FourBlocks(LANE_TAIL, 128, blocks);
  for (let lane: usize = 0; lane < 4; lane++) {
    for (let i: usize = 0; i < 8; i++) {
      store<u32>(digests + 32 * lane + 4 * i, bswap<u32>(load<u32>(LANE_STATE + 16 * i + 4 * lane)));
    }
  }
}

/** Transposes one block of each lane and compresses them. */
function absorbLanes(data: usize, stride: usize): void {
  for (let i: usize = 0; i < 64; i += 16) {
    const a = swapWords(v128.load(data + i));
    const b = swapWords(v128.load(data + stride + i));
    const c = swapWords(v128.load(data + 2 * stride + i));
    const d = swapWords(v128.load(data + 3 * stride + i));
    const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
    const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
    const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
    v128.store(LANE_BLOCK + 4 * i, v128.shuffle<i64>(ab, cd, 0, 2));
    v128.store(LANE_BLOCK + 4 * i, v128.shuffle<i64>(ab, cd, 1, 3), 16);
    v128.store(LANE_BLOCK + 4 * i, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 32);
    v128.store(LANE_BLOCK + 4 * i, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 48);
  }
  compressLanes(LANE_STATE, LANE_BLOCK);
}

function swapWords(x: v128): v128 {
  return v128.shuffle<i8>(x, x, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** Wipes the state and the last blocks: needed after keys were hashed. */
export function wipeSm3(): void {
  memory.fill(STATE, 0, 32);
  memory.fill(TAIL, 0, 128);
  memory.fill(INNER, 0, 32);
  memory.fill(PAD, 0, 64);
}
