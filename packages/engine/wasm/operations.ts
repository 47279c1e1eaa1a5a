/** Operations on points and scalars that encryption, key exchange and two-party signing are made of. */
import { multiplyBase } from './comb';
import { ORDER, PLAIN_ONE } from './constants';
import { decode, encode, isZero, lessMask, negateMasked } from './field';
import { ELEMENT } from './memory';
import { addComplete, decodePoint, decompressPoint, encodePoint, setAffine, toAffine } from './point';
import { scalarMul } from './products';
import { addScalars, montgomeryInverse, multiplyScalars, validScalarMask } from './scalar';
import { BAD_KEY, DONE, wipe } from './sign';
import { sm3Start, TAIL, wipeSm3 } from './sm3';
import { compress } from './sm3-compression';
import { multiplySecret, wipeVariableBaseScratch } from './variable-base';

export const BAD_OPERAND: i32 = 3;
export const AT_INFINITY: i32 = 4;

const K: usize = memory.data(576);
const B: usize = K + 72;
const C: usize = K + 144;
const SUM: usize = K + 216; // 216
const POINT: usize = K + 432; // 144
const OTHER: usize = memory.data(216);
const ZERO: usize = memory.data(72);

function wipeAll(): void {
  memory.fill(K, 0, 576);
  wipeVariableBaseScratch();
  wipe();
}

/** Writes x ‖ y of k·G for a secret 1 ≤ k < n. */
export function multiplyGenerator(k: usize, out: usize): i32 {
  decode(K, k);
  const valid = validScalarMask(K);
  if (valid !== 0) {
    const negative = multiplyBase(SUM, K);
    negateMasked(SUM + ELEMENT, negative);
    toAffine(POINT, SUM);
    encodePoint(out, POINT);
  }
  wipeAll();
  return valid !== 0 ? DONE : BAD_KEY;
}

/** Writes x ‖ y of k·P for a secret 1 ≤ k < n and P = x ‖ y, validated here. */
export function multiplyPoint(k: usize, point: usize, out: usize): i32 {
  if (!decodePoint(POINT, point)) return BAD_OPERAND;
  decode(K, k);
  const valid = validScalarMask(K);
  if (valid !== 0) {
    multiplySecret(SUM, K, POINT);
    toAffine(POINT, SUM);
    encodePoint(out, POINT);
  }
  wipeAll();
  return valid !== 0 ? DONE : BAD_KEY;
}

/** Writes x ‖ y of P + Q, both public and validated here. */
export function addPoints(p: usize, q: usize, out: usize): i32 {
  if (!decodePoint(POINT, p)) return BAD_OPERAND;
  setAffine(SUM, POINT, POINT + ELEMENT);
  if (!decodePoint(POINT, q)) return BAD_OPERAND;
  setAffine(OTHER, POINT, POINT + ELEMENT);
  addComplete(SUM, SUM, OTHER);
  if (isZero(SUM + 2 * ELEMENT)) return AT_INFINITY;
  toAffine(POINT, SUM);
  encodePoint(out, POINT);
  return DONE;
}

/** Writes x ‖ y of the point with this x and parity of y. */
export function decompress(x: usize, parity: i32, out: usize): i32 {
  if (!decompressPoint(POINT, x, parity)) return BAD_OPERAND;
  encodePoint(out, POINT);
  return DONE;
}

/** Reads a number below n, zero included. */
function readScalar(r: usize, octets: usize): i64 {
  decode(r, octets);
  return lessMask(r, ORDER);
}

/** Writes a + b·c mod n for numbers below n. */
export function scalarMultiplyAdd(a: usize, b: usize, c: usize, out: usize): i32 {
  const valid = readScalar(K, a) & readScalar(B, b) & readScalar(C, c);
  if (valid !== 0) {
    multiplyScalars(B, B, C);
    addScalars(K, K, B);
    encode(out, K);
  }
  wipeAll();
  return valid !== 0 ? DONE : BAD_KEY;
}

/** Writes 1/a mod n for 1 ≤ a < n. */
export function scalarInverse(a: usize, out: usize): i32 {
  decode(K, a);
  const valid = validScalarMask(K);
  if (valid !== 0) {
    montgomeryInverse(B, K);
    scalarMul(B, B, PLAIN_ONE);
    addScalars(B, B, ZERO);
    encode(out, B);
  }
  wipeAll();
  return valid !== 0 ? DONE : BAD_KEY;
}

const KDF_STATE: usize = memory.data(32);
const FIRST_STATE: usize = memory.data(32);

/**
 * XORs the key stream SM3(z ‖ counter) ‖ SM3(z ‖ counter + 1) … into data (GB/T 32918.4-2016 §5.4.3) for z of 64 octets: one
 * block, so its state is computed once. Returns the OR of all octets of the stream.
 */
export function kdfMask(z: usize, counter: u32, data: usize, length: i32): i32 {
  let seen: u32 = 0;
  let next = counter;
  sm3Start(FIRST_STATE);
  compress(FIRST_STATE, z);
  for (let at = 0; at < length; at += 32) {
    memory.copy(KDF_STATE, FIRST_STATE, 32);
    memory.fill(TAIL, 0, 64);
    store<u32>(TAIL, bswap<u32>(next));
    store<u8>(TAIL, 0x80, 4);
    store<u64>(TAIL, bswap<u64>(68 * 8), 56);
    compress(KDF_STATE, TAIL);
    seen |= xorDigest(data + at, min(32, length - at));
    next++;
  }
  memory.fill(KDF_STATE, 0, 32);
  memory.fill(FIRST_STATE, 0, 32);
  wipeSm3();
  return seen as i32;
}

function xorDigest(out: usize, length: i32): u32 {
  let seen: u32 = 0;
  for (let i: i32 = 0; i < length; i++) {
    const octet = (load<u32>(KDF_STATE + (i & ~3)) >> (24 - 8 * (i & 3))) & 0xff;
    seen |= octet;
    store<u8>(out + i, (load<u8>(out + i) as u32) ^ octet);
  }
  return seen;
}
