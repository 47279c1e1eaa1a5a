/** Elements modulo p (Montgomery form unless said) beyond the generated products. */
import { FIELD_ONE, FIELD_PRIME, FIELD_R2, PLAIN_ONE, ROOT_EXPONENT } from './constants';
import { applyModuloField, applyModuloOrder, applyToValues, divisionSteps } from './inversion-steps';
import { ELEMENT } from './memory';
import { copy, mul, sqr } from './products';

const MASK: i64 = 0x1fffffff;
const T: usize = memory.data(464);
const U: usize = T + 72;
/** f, g, d, e and the matrix of the inversion. */
const F: usize = T + 144;
const G: usize = T + 216;
const D: usize = T + 288;
const E: usize = T + 360;
const MATRIX: usize = T + 432;

/** Reads 32 big-endian octets into limbs; no reduction. */
export function decode(r: usize, octets: usize): void {
  const w3 = bswap<u64>(load<u64>(octets));
  const w2 = bswap<u64>(load<u64>(octets, 8));
  const w1 = bswap<u64>(load<u64>(octets, 16));
  const w0 = bswap<u64>(load<u64>(octets, 24));
  store<i64>(r, w0 & MASK, 0);
  store<i64>(r, (w0 >> 29) & MASK, 8);
  store<i64>(r, ((w0 >> 58) | (w1 << 6)) & MASK, 16);
  store<i64>(r, (w1 >> 23) & MASK, 24);
  store<i64>(r, ((w1 >> 52) | (w2 << 12)) & MASK, 32);
  store<i64>(r, (w2 >> 17) & MASK, 40);
  store<i64>(r, ((w2 >> 46) | (w3 << 18)) & MASK, 48);
  store<i64>(r, (w3 >> 11) & MASK, 56);
  store<i64>(r, w3 >> 40, 64);
}

/** One 64-bit word of a number whose limbs are in [0, 2^29); word 0 is the lowest. */
export function word(a: usize, index: i32): u64 {
  if (index === 0) return load<u64>(a) | (load<u64>(a, 8) << 29) | (load<u64>(a, 16) << 58);
  if (index === 1) {
    return (load<u64>(a, 16) >> 6) | (load<u64>(a, 24) << 23) | (load<u64>(a, 32) << 52);
  }
  if (index === 2) {
    return (load<u64>(a, 32) >> 12) | (load<u64>(a, 40) << 17) | (load<u64>(a, 48) << 46);
  }
  return (load<u64>(a, 48) >> 18) | (load<u64>(a, 56) << 11) | (load<u64>(a, 64) << 40);
}

/** Writes limbs in [0, 2^29) of a number below 2^256 as 32 big-endian octets. */
export function encode(octets: usize, a: usize): void {
  for (let i = 0; i < 4; i++) store<u64>(octets + 8 * (3 - i), bswap<u64>(word(a, i)));
}

/** All ones when a < b, else zero; limbs of both in [0, 2^29), the last one signed. */
export function lessMask(a: usize, b: usize): i64 {
  let t: i64 = 0;
  for (let i: usize = 0; i < ELEMENT; i += 8) t = (t >> 29) + load<i64>(a + i) - load<i64>(b + i);
  return t >> 63;
}

/** All ones when every limb is zero; the number must be canonical. */
export function zeroMask(a: usize): i64 {
  let bits: i64 = 0;
  for (let i: usize = 0; i < ELEMENT; i += 8) bits |= load<i64>(a + i);
  return ~((bits | -bits) >> 63);
}

/** a ← a + (m and mask), with carries. */
export function addMasked(a: usize, m: usize, mask: i64): void {
  let t: i64 = 0;
  for (let i: usize = 0; i < ELEMENT - 8; i += 8) {
    t += load<i64>(a + i) + (load<i64>(m + i) & mask);
    store<i64>(a + i, t & MASK);
    t >>= 29;
  }
  store<i64>(a + 64, t + load<i64>(a + 64) + (load<i64>(m + 64) & mask));
}

/** a ← a - (m and mask), with carries. */
export function subMasked(a: usize, m: usize, mask: i64): void {
  let t: i64 = 0;
  for (let i: usize = 0; i < ELEMENT - 8; i += 8) {
    t += load<i64>(a + i) - (load<i64>(m + i) & mask);
    store<i64>(a + i, t & MASK);
    t >>= 29;
  }
  store<i64>(a + 64, t + load<i64>(a + 64) - (load<i64>(m + 64) & mask));
}

/** a ← a - m when a ≥ m. */
export function reduceOnce(a: usize, m: usize): void {
  subMasked(a, m, ~lessMask(a, m));
}

/**
 * a ← a - q·p with q = ⌊a / 2^256⌋: a number of a few p comes back to about [0, p]. Limbs that were in [0, 2^29) grow by |q|·2^21
 * at most, which every product allows. Constant time.
 */
export function settle(a: usize): void {
  const top = load<i64>(a, 64);
  const q = top >> 24;
  store<i64>(a, load<i64>(a) + q);
  store<i64>(a, load<i64>(a, 16) - (q << 6), 16);
  store<i64>(a, load<i64>(a, 24) + (q << 9), 24);
  store<i64>(a, load<i64>(a, 56) + (q << 21), 56);
  store<i64>(a, top - (q << 24), 64);
}

/** r ← a where the mask is all ones, unchanged where it is zero. */
export function selectInto(r: usize, a: usize, mask: i64): void {
  for (let i: usize = 0; i < ELEMENT; i += 8) {
    const old = load<i64>(r + i);
    store<i64>(r + i, old ^ ((old ^ load<i64>(a + i)) & mask));
  }
}

/** a ← -a limb by limb where the mask is all ones. */
export function negateMasked(a: usize, mask: i64): void {
  for (let i: usize = 0; i < ELEMENT; i += 8) store<i64>(a + i, (load<i64>(a + i) ^ mask) - mask);
}

export function toMontgomery(r: usize, a: usize): void {
  mul(r, a, FIELD_R2);
}

/** The canonical plain value: a·1/R lies in [0, p], so one conditional subtraction suffices. */
export function fromMontgomery(r: usize, a: usize): void {
  mul(r, a, PLAIN_ONE);
  reduceOnce(r, FIELD_PRIME);
}

/** r ← a brought into [0, p), still in Montgomery form. */
export function canonical(r: usize, a: usize): void {
  mul(r, a, FIELD_ONE);
  // mul leaves (-ε, p + ε): once up, once down.
  addMasked(r, FIELD_PRIME, load<i64>(r, 64) >> 63);
  reduceOnce(r, FIELD_PRIME);
}

export function isZero(a: usize): boolean {
  fromMontgomery(T, a);
  return zeroMask(T) !== 0;
}

export function equals(a: usize, b: usize): boolean {
  fromMontgomery(T, a);
  fromMontgomery(U, b);
  let bits: i64 = 0;
  for (let i: usize = 0; i < ELEMENT; i += 8) bits |= load<i64>(T + i) ^ load<i64>(U + i);
  return bits === 0;
}

/** Runs the division steps on (m, value); leaves ±1/value mod m in D with its sign applied. Constant time. */
function inverseSteps(value: usize, modulus: usize, ofField: boolean): void {
  copy(F, modulus);
  copy(G, value);
  memory.fill(D, 0, ELEMENT);
  memory.fill(E, 0, ELEMENT);
  store<i64>(E, 1);
  let zeta: i64 = -1;
  for (let i = 0; i < 21; i++) {
    const f = load<i64>(F) | (load<i64>(F, 8) << 29);
    const g = load<i64>(G) | (load<i64>(G, 8) << 29);
    zeta = divisionSteps(zeta, f, g, MATRIX);
    if (ofField) applyModuloField(D, E, MATRIX);
    else applyModuloOrder(D, E, MATRIX);
    applyToValues(F, G, MATRIX);
  }
  negateMasked(D, load<i64>(F, 64) >> 63);
}

/** Leaves 1/value mod m (plain, sign and size not normalised) in the returned element; 1/0 gives 0. */
export function plainInverse(value: usize, modulus: usize, ofField: boolean): usize {
  inverseSteps(value, modulus, ofField);
  return D;
}

/** r ← 1/a in Montgomery form, constant time; 1/0 gives 0. */
export function invert(r: usize, a: usize): void {
  fromMontgomery(T, a);
  mul(r, plainInverse(T, FIELD_PRIME, true), FIELD_R2);
}

/** r ← a^((p+1)/4): the square root of a when it has one. Variable time: for public points. */
export function squareRoot(r: usize, a: usize): void {
  copy(T, FIELD_ONE);
  for (let i = 255; i >= 0; i--) {
    sqr(T, T);
    if (((load<u64>(ROOT_EXPONENT + 8 * (i >> 6)) >> (i & 63)) & 1) !== 0) mul(T, T, a);
  }
  copy(r, T);
}

/** Wipes what an inversion of a secret left behind. */
export function wipeFieldScratch(): void {
  memory.fill(T, 0, 464);
}
