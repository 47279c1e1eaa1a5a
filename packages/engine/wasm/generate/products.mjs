/**
 * Writes the unrolled Montgomery products as AssemblyScript. Operand scanning over 9 limbs of 29 bits, R = 2^261:
 * p = -1 mod 2^29, so the quotient digit of a row is its own low limb, and m·p is four shifts instead of nine
 * multiplications (p = 2^256 - 2^224 - 2^96 + 2^64 - 1; 256 = 8·29+24, 224 = 7·29+21, 96 = 3·29+9, 64 = 2·29+6).
 * Row by row is a quarter faster here than column by column: V8 keeps the accumulators in registers.
 */
import { BITS, inverseOf, LIMBS, limbsOf, MASK, N } from './curve.mjs';

const range = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
const header = (name, parameters) =>
  `export function ${name}(${parameters.map((p) => `${p}: usize`).join(', ')}): void {`;
const loadLimbs = (name) => range(0, LIMBS).map((i) => `  const ${name}${i} = load<i64>(${name}, ${8 * i});`);
const accumulators = () => range(0, 2 * LIMBS - 1).map((k) => `  let t${k}: i64 = 0;`);

/** Adds m·p for the quotient digit m of row i and shifts the row out. */
function fieldReduction(i) {
  return [
    `  const m${i} = t${i} & ${MASK};`,
    `  t${i + 1} += t${i} >> ${BITS};`,
    `  t${i + 2} += m${i} << 6;`,
    `  t${i + 3} -= m${i} << 9;`,
    `  t${i + 7} -= m${i} << 21;`,
    `  t${i + 8} += m${i} << 24;`,
  ];
}

function scalarReduction(i) {
  const n = limbsOf(N);
  const factor = inverseOf(-N, 1n << BITS);
  return [
    `  const m${i} = ((t${i} & ${MASK}) * ${factor}) & ${MASK};`,
    `  t${i + 1} += (t${i} + m${i} * ${n[0]}) >> ${BITS};`,
    ...range(1, LIMBS).map((j) => `  t${i + j} += m${i} * ${n[j]};`),
  ];
}

/** Carries the upper half out to r, adding ±c on the way. */
function storeResult(addend) {
  const plus = (i) => (addend ? ` ${addend} load<i64>(c, ${8 * i})` : '');
  const lines = [`  let t: i64 = t${LIMBS}${plus(0)};`];
  for (const i of range(0, LIMBS - 1)) {
    const next = i < LIMBS - 2 ? `t${LIMBS + 1 + i}` : '0';
    lines.push(`  store<i64>(r, t & ${MASK}, ${8 * i});`, `  t = (t >> ${BITS}) + ${next}${plus(i + 1)};`);
  }
  return [...lines, '  store<i64>(r, t, 64);', '}'];
}

function product(name, reduction, addend = '') {
  const lines = [header(name, addend ? ['r', 'a', 'b', 'c'] : ['r', 'a', 'b']), ...loadLimbs('b'), ...accumulators()];
  for (const i of range(0, LIMBS)) {
    lines.push(`  const a${i} = load<i64>(a, ${8 * i});`);
    lines.push(...range(0, LIMBS).map((j) => `  t${i + j} += a${i} * b${j};`), ...reduction(i));
  }
  return [...lines, ...storeResult(addend)];
}

function square(name, addend = '') {
  const lines = [header(name, addend ? ['r', 'a', 'c'] : ['r', 'a']), ...loadLimbs('a'), ...accumulators()];
  for (const i of range(0, LIMBS)) {
    lines.push(`  t${2 * i} += a${i} * a${i};`, `  const d${i} = a${i} << 1;`);
    lines.push(...range(i + 1, LIMBS).map((j) => `  t${i + j} += d${i} * a${j};`), ...fieldReduction(i));
  }
  return [...lines, ...storeResult(addend)];
}

/** An expression on each limb alone, no carries: magnitudes add up. */
function limbwise(name, parameters, expression) {
  const lines = range(0, LIMBS).map((i) => `  store<i64>(r, ${atLimb(parameters, expression, i)}, ${8 * i});`);
  return [header(name, ['r', ...parameters]), ...lines, '}'];
}

/** The same with carries, so that all limbs but the last are in [0, 2^29). */
function carried(name, parameters, expression) {
  const lines = [header(name, ['r', ...parameters]), '  let t: i64 = 0;'];
  for (const i of range(0, LIMBS - 1)) {
    lines.push(
      `  t += ${atLimb(parameters, expression, i)};`,
      `  store<i64>(r, t & ${MASK}, ${8 * i});`,
      `  t >>= ${BITS};`,
    );
  }
  return [...lines, `  store<i64>(r, t + (${atLimb(parameters, expression, LIMBS - 1)}), 64);`, '}'];
}

function atLimb(parameters, expression, i) {
  return parameters.reduce((text, name) => text.replaceAll(`$${name}`, `load<i64>(${name}, ${8 * i})`), expression);
}

/** The module `products`, as source text. */
export function productsSource() {
  return [
    ...product('mul', fieldReduction),
    ...product('mulAdd', fieldReduction, '+'),
    ...product('mulSub', fieldReduction, '-'),
    ...square('sqr'),
    ...square('sqrSub', '-'),
    ...product('scalarMul', scalarReduction),
    ...limbwise('copy', ['a'], '$a'),
    ...limbwise('add', ['a', 'b'], '$a + $b'),
    ...limbwise('sub', ['a', 'b'], '$a - $b'),
    ...limbwise('addTwice', ['a', 'b'], '$a + ($b << 1)'),
    ...limbwise('times8', ['a'], '$a << 3'),
    ...carried('carryTimes3', ['a'], '$a * 3'),
    ...carried('carryTimes4Sub', ['a', 'b'], '($a << 2) - $b'),
    '',
  ].join('\n');
}
