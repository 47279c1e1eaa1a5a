/** SM4 key schedule (GB/T 32907-2016 §7.3) and the modes of GB/T 17964-2021 on data in IO. Constant time. */
import { CK, FK } from './sm4-constants';
import { narrowRounds, substituteWord, WIDE, WIDTH, wideRounds } from './sm4-rounds';

const BLOCK: i32 = 16;
const CHAIN: usize = memory.data(16, 16);

/** Writes the 32 round keys of a key, in reverse order for decryption. */
export function sm4Schedule(key: usize, roundKeys: usize, decrypt: i32): void {
  let a = bswap<u32>(load<u32>(key)) ^ load<u32>(FK);
  let b = bswap<u32>(load<u32>(key, 4)) ^ load<u32>(FK, 4);
  let c = bswap<u32>(load<u32>(key, 8)) ^ load<u32>(FK, 8);
  let d = bswap<u32>(load<u32>(key, 12)) ^ load<u32>(FK, 12);
  for (let i = 0; i < 32; i++) {
    const s = substituteWord(b ^ c ^ d ^ load<u32>(CK + 4 * i));
    const next = a ^ s ^ rotl<u32>(s, 13) ^ rotl<u32>(s, 23);
    store<u32>(roundKeys + 4 * (decrypt !== 0 ? 31 - i : i), next);
    a = b;
    b = c;
    c = d;
    d = next;
  }
}

/** Electronic codebook on whole blocks in place. */
export function sm4Blocks(roundKeys: usize, data: usize, count: i32): void {
  let at = data;
  let left = count;
  for (; left >= WIDTH; left -= WIDTH) {
    wideRounds(roundKeys, at);
    at += WIDTH * BLOCK;
  }
  if (left === 0) return;
  memory.copy(WIDE, at, left * BLOCK);
  if (left <= WIDTH / 2) narrowRounds(roundKeys, WIDE);
  else wideRounds(roundKeys, WIDE);
  memory.copy(at, WIDE, left * BLOCK);
}

/** A copy of sixteen octets without the call that memory.copy is. */
function copyBlock(r: usize, a: usize): void {
  store<u64>(r, load<u64>(a));
  store<u64>(r, load<u64>(a, 8), 8);
}

function xorBlock(r: usize, a: usize): void {
  store<u64>(r, load<u64>(r) ^ load<u64>(a));
  store<u64>(r, load<u64>(r, 8) ^ load<u64>(a, 8), 8);
}

function xorOctets(r: usize, a: usize, length: i32): void {
  let i = 0;
  for (; i + 8 <= length; i += 8) store<u64>(r + i, load<u64>(r + i) ^ load<u64>(a + i));
  for (; i < length; i++) store<u8>(r + i, load<u8>(r + i) ^ load<u8>(a + i));
}

/** Chains whole blocks in place; `iv` ends as the last ciphertext block. */
export function sm4CbcEncrypt(roundKeys: usize, iv: usize, data: usize, count: i32): void {
  copyBlock(WIDE, iv);
  for (let i = 0; i < count; i++) {
    xorBlock(WIDE, data + i * BLOCK);
    narrowRounds(roundKeys, WIDE);
    copyBlock(data + i * BLOCK, WIDE);
  }
  copyBlock(iv, WIDE);
}

/** The reverse, with the round keys of decryption. */
export function sm4CbcDecrypt(roundKeys: usize, iv: usize, data: usize, count: i32): void {
  let at = data;
  let left = count;
  while (left > 0) {
    const now = min(left, WIDTH);
    memory.copy(WIDE, at, now * BLOCK);
    wideRounds(roundKeys, WIDE);
    for (let i = 0; i < now; i++) {
      copyBlock(CHAIN, at + i * BLOCK);
      xorBlock(WIDE + i * BLOCK, iv);
      copyBlock(iv, CHAIN);
    }
    memory.copy(at, WIDE, now * BLOCK);
    at += now * BLOCK;
    left -= now;
  }
}

/** CBC-MAC: absorbs data, the last block filled with zeros. */
export function sm4CbcMac(roundKeys: usize, mac: usize, data: usize, length: i32): void {
  copyBlock(WIDE, mac);
  for (let at = 0; at < length; at += BLOCK) {
    xorOctets(WIDE, data + at, min(BLOCK, length - at));
    narrowRounds(roundKeys, WIDE);
  }
  copyBlock(mac, WIDE);
}

/** Adds one to the last four octets (GCM) or to all sixteen. */
function increment(counter: usize, short: boolean): void {
  const low = bswap<u64>(load<u64>(counter, 8)) + 1;
  if (short) {
    store<u32>(counter, bswap<u32>(low as u32), 12);
    return;
  }
  store<u64>(counter, bswap<u64>(low), 8);
  if (low === 0) store<u64>(counter, bswap<u64>(bswap<u64>(load<u64>(counter)) + 1));
}

/** Counter mode in place; the counter moves on by the blocks begun. */
export function sm4Ctr(roundKeys: usize, counter: usize, data: usize, length: i32, short: i32): void {
  let at = 0;
  while (at < length) {
    const now = min(length - at, WIDTH * BLOCK);
    for (let i = 0; i < now; i += BLOCK) {
      copyBlock(WIDE + i, counter);
      increment(counter, short !== 0);
    }
    wideRounds(roundKeys, WIDE);
    xorOctets(data + at, WIDE, now);
    at += now;
  }
}

export function wipeSm4(): void {
  memory.fill(WIDE, 0, 128);
  memory.fill(CHAIN, 0, BLOCK);
}
