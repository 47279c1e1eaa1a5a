/**
 * Writes the constant-time modular inversion of Bernstein and Yang ("Fast constant-time gcd computation and modular
 * inversion", 2019) with the half-delta start, for which 590 division steps suffice below 2^256. 21 rounds of 29 steps
 * on the low limbs give a 2×2 matrix each; the matrix is then applied to (f, g) exactly and to (d, e) modulo m.
 */
import { BITS, inverseOf, LIMBS, limbsOf, MASK } from './curve.mjs';

const range = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);

/** 29 division steps without a branch; leaves the matrix u v q r at `matrix` and returns zeta. */
const DIVISION_STEPS = `
export function divisionSteps(zeta: i64, f0: i64, g0: i64, matrix: usize): i64 {
  let u: i64 = 1, v: i64 = 0, q: i64 = 0, r: i64 = 1, f = f0, g = g0;
  for (let i = 0; i < ${BITS}; i++) {
    let c1 = zeta >> 63;
    const c2 = -(g & 1);
    g += ((f ^ c1) - c1) & c2;
    q += ((u ^ c1) - c1) & c2;
    r += ((v ^ c1) - c1) & c2;
    c1 &= c2;
    zeta = (zeta ^ c1) - 1;
    f += g & c1;
    u += q & c1;
    v += r & c1;
    g >>= 1;
    u <<= 1;
    v <<= 1;
  }
  store<i64>(matrix, u, 0);
  store<i64>(matrix, v, 8);
  store<i64>(matrix, q, 16);
  store<i64>(matrix, r, 24);
  return zeta;
}
`;

const MATRIX = ['u', 'v', 'q', 'r'].map((name, i) => `  const ${name} = load<i64>(matrix, ${8 * i});`);

/** (f, g) ← (u·f + v·g, q·f + r·g) / 2^29: exact. */
function applyToValues() {
  const lines = ['export function applyToValues(f: usize, g: usize, matrix: usize): void {', ...MATRIX];
  lines.push('  let s: i64 = 0, t: i64 = 0;');
  for (const i of range(0, LIMBS)) {
    lines.push(`  const f${i} = load<i64>(f, ${8 * i}), g${i} = load<i64>(g, ${8 * i});`);
    lines.push(`  s += u * f${i} + v * g${i};`, `  t += q * f${i} + r * g${i};`);
    if (i > 0) lines.push(`  store<i64>(f, s & ${MASK}, ${8 * i - 8});`, `  store<i64>(g, t & ${MASK}, ${8 * i - 8});`);
    lines.push(`  s >>= ${BITS};`, `  t >>= ${BITS};`);
  }
  return [...lines, '  store<i64>(f, s, 64);', '  store<i64>(g, t, 64);', '}'];
}

/** (d, e) ← (u·d + v·e, q·d + r·e) / 2^29 mod m, both kept in (-2m, m). */
function applyToCoefficients(name, modulus) {
  const m = limbsOf(modulus);
  const inverse = inverseOf(modulus, 1n << BITS);
  const lines = [`export function ${name}(d: usize, e: usize, matrix: usize): void {`, ...MATRIX];
  for (const i of range(0, LIMBS))
    lines.push(`  const d${i} = load<i64>(d, ${8 * i}), e${i} = load<i64>(e, ${8 * i});`);
  lines.push('  const ds = d8 >> 63, es = e8 >> 63;');
  lines.push('  let md = (u & ds) + (v & es), me = (q & ds) + (r & es);');
  lines.push('  let s = u * d0 + v * e0, t = q * d0 + r * e0;');
  lines.push(
    `  md -= (${inverse} * (s & ${MASK}) + md) & ${MASK};`,
    `  me -= (${inverse} * (t & ${MASK}) + me) & ${MASK};`,
  );
  for (const i of range(0, LIMBS)) {
    if (i > 0) lines.push(`  s += u * d${i} + v * e${i};`, `  t += q * d${i} + r * e${i};`);
    if (m[i] !== 0n) lines.push(`  s += md * ${m[i]};`, `  t += me * ${m[i]};`);
    if (i > 0) lines.push(`  store<i64>(d, s & ${MASK}, ${8 * i - 8});`, `  store<i64>(e, t & ${MASK}, ${8 * i - 8});`);
    lines.push(`  s >>= ${BITS};`, `  t >>= ${BITS};`);
  }
  return [...lines, '  store<i64>(d, s, 64);', '  store<i64>(e, t, 64);', '}'];
}

/** The module `inversion-steps`, as source text. */
export function inversionSource(p, n) {
  return [
    DIVISION_STEPS,
    ...applyToValues(),
    ...applyToCoefficients('applyModuloField', p),
    ...applyToCoefficients('applyModuloOrder', n),
    '',
  ].join('\n');
}
