/** SM2 signatures of one message, GB/T 32918.2-2016 §6; and the operations on the key they need. Constant time. */
import { multiplyBase, wipeCombScratch } from './comb';
import { ORDER } from './constants';
import { addMasked, decode, encode, fromMontgomery, invert, reduceOnce, wipeFieldScratch, zeroMask } from './field';
import { ELEMENT } from './memory';
import { encodePoint, toAffine, wipePointScratch } from './point';
import { add, mul, scalarMul, sqr } from './products';
import {
  addScalars,
  incrementScalar,
  montgomeryInverse,
  subScalars,
  validScalarMask,
  wipeScalarScratch,
} from './scalar';
import { hmac, wipeSm3 } from './sm3';

/** Answers of the functions that take a candidate. */
export const DONE: i32 = 0;
/** The random octets gave no usable value: come back with fresh ones. */
export const AGAIN: i32 = 1;
export const BAD_KEY: i32 = 2;

const D: usize = memory.data(776);
const K: usize = D + 72;
const E: usize = D + 144;
const X: usize = D + 216;
const S: usize = D + 288;
const INVERSE: usize = D + 360;
const POINT: usize = D + 432; // 216
const KEY: usize = D + 648; // 64
const MIX: usize = D + 712; // 64

/** Reads d: all ones when 1 ≤ d ≤ n - 2 (GB/T 32918.1-2016 §6.1). */
function readPrivateKey(r: usize, octets: usize): i64 {
  decode(r, octets);
  const below = validScalarMask(r);
  incrementScalar(X, r);
  return below & ~zeroMask(X);
}

/**
 * Replaces 32 fresh random octets by HMAC-SM3(d, e ‖ random): unpredictable when either d or the randomness is, and never the
 * same for two digests, whatever the generator does.
 */
function hedge(privateKey: usize, digest: usize, random: usize): void {
  memory.fill(KEY, 0, 64);
  memory.copy(KEY, privateKey, 32);
  memory.copy(MIX, digest, 32);
  memory.copy(MIX + 32, random, 32);
  hmac(KEY, MIX, 64, random);
}

/** x of k·G, plain and canonical. */
function nonceAbscissa(x: usize, k: usize): void {
  multiplyBase(POINT, k);
  invert(POINT + ELEMENT, POINT + 2 * ELEMENT);
  sqr(POINT + ELEMENT, POINT + ELEMENT);
  mul(POINT, POINT, POINT + ELEMENT);
  fromMontgomery(x, POINT);
}

/** Writes r ‖ s from x, k, e and R/(1+d); AGAIN when r = 0, r + k = n or s = 0. */
export function finishSignature(out: usize, x: usize, k: usize, digest: usize, inverse: usize): i32 {
  decode(E, digest);
  add(E, E, x);
  addMasked(E, ORDER, 0);
  reduceOnce(E, ORDER);
  reduceOnce(E, ORDER);
  const r = E;
  addScalars(S, k, r);
  const refused = zeroMask(r) | zeroMask(S);
  scalarMul(S, S, inverse);
  subScalars(S, S, r);
  if ((refused | zeroMask(S)) !== 0) return AGAIN;
  encode(out, r);
  encode(out + 32, S);
  return DONE;
}

/** Signs the digest e with private key d and 32 fresh random octets; writes r ‖ s. */
export function sign(privateKey: usize, digest: usize, random: usize, out: usize): i32 {
  const status = signUnwiped(privateKey, digest, random, out);
  memory.fill(random, 0, 32);
  wipe();
  return status;
}

/** Signs with a given nonce: for known answers alone. */
export function signWithNonce(privateKey: usize, digest: usize, nonce: usize, out: usize): i32 {
  const status = readPrivateKey(D, privateKey) === 0 ? BAD_KEY : signPrepared(digest, nonce, out);
  wipe();
  return status;
}

function signUnwiped(privateKey: usize, digest: usize, random: usize, out: usize): i32 {
  if (readPrivateKey(D, privateKey) === 0) return BAD_KEY;
  hedge(privateKey, digest, random);
  return signPrepared(digest, random, out);
}

function signPrepared(digest: usize, nonce: usize, out: usize): i32 {
  decode(K, nonce);
  if (validScalarMask(K) === 0) return AGAIN;
  nonceAbscissa(X, K);
  incrementScalar(S, D);
  montgomeryInverse(INVERSE, S);
  return finishSignature(out, X, K, digest, INVERSE);
}

/** Reads 1 + d, hedges and reads k, for a batch. */
export function readSigner(privateKey: usize, digest: usize, random: usize, k: usize, successor: usize): i32 {
  if (readPrivateKey(D, privateKey) === 0) return BAD_KEY;
  hedge(privateKey, digest, random);
  decode(k, random);
  if (validScalarMask(k) === 0) return AGAIN;
  incrementScalar(successor, D);
  return DONE;
}

/** DONE when 1 ≤ d ≤ n - 2, else BAD_KEY. */
export function checkPrivateKey(privateKey: usize): i32 {
  const valid = readPrivateKey(D, privateKey);
  wipe();
  return valid !== 0 ? DONE : BAD_KEY;
}

/** Writes x ‖ y of d·G; BAD_KEY unless 1 ≤ d ≤ n - 2. */
export function publicKey(privateKey: usize, out: usize): i32 {
  const valid = readPrivateKey(D, privateKey);
  if (valid !== 0) {
    const negative = multiplyBase(POINT, D);
    toAffine(POINT, POINT);
    negateOrdinate(negative);
    encodePoint(out, POINT);
  }
  wipe();
  return valid !== 0 ? DONE : BAD_KEY;
}

function negateOrdinate(mask: i64): void {
  for (let i: usize = ELEMENT; i < 2 * ELEMENT; i += 8) {
    store<i64>(POINT + i, (load<i64>(POINT + i) ^ mask) - mask);
  }
}

export function wipe(): void {
  memory.fill(D, 0, 776);
  wipeCombScratch();
  wipePointScratch();
  wipeScalarScratch();
  wipeFieldScratch();
  wipeSm3();
}
