/**
 * Writes the constants of SM4 (GB/T 32907-2016). The S-box is S(x) = A·(A·x + C)⁻¹ + C over GF(2⁸) modulo
 * x⁸+x⁷+x⁶+x⁵+x⁴+x²+1. For vectors the inversion runs in GF(16)[θ], θ² + aθ + a = 0, with registers of sixteen nibbles as the only
 * tables, after M. Hamburg, "Accelerating AES with Vector Permute Instructions" (2009): for x = k + iθ and j = i + k
 *   io = 1/(1/i + a/k) + j and jo = 1/(1/j + a/k) + i
 * determine 1/x linearly through 1/io and 1/jo. 0x80 stands for infinity: as an index it picks zero.
 */
const POLYNOMIAL = 0x1f5;
const MATRIX_ROW = 0xa7;
const CONSTANT = 0xd3;

function product(a, b, polynomial, degree) {
  let result = 0;
  for (let bit = 0; bit < degree; bit++) {
    if ((b >> bit) & 1) result ^= a << bit;
  }
  for (let bit = 2 * degree - 2; bit >= degree; bit--) {
    if ((result >> bit) & 1) result ^= polynomial << (bit - degree);
  }
  return result;
}

const byteProduct = (a, b) => product(a, b, POLYNOMIAL, 8);
const nibbleProduct = (a, b) => product(a, b, 0x13, 4);
const range = (count) => Array.from({ length: count }, (_, i) => i);

function inverseBy(multiply, size, a) {
  return a === 0 ? 0 : range(size).find((b) => multiply(a, b) === 1);
}

const nibbleInverse = range(16).map((a) => inverseBy(nibbleProduct, 16, a));

function parity(x) {
  let sum = 0;
  for (let rest = x; rest > 0; rest >>= 1) sum ^= rest & 1;
  return sum;
}

function affineMatrix(x) {
  let result = 0;
  for (let i = 0; i < 8; i++) result |= parity(x & (((MATRIX_ROW << i) | (MATRIX_ROW >> (8 - i))) & 0xff)) << i;
  return result;
}

/** The S-box by its definition: what the nibble tables are checked against. */
export const S_BOX = range(256).map(
  (x) => affineMatrix(inverseBy(byteProduct, 256, affineMatrix(x) ^ CONSTANT)) ^ CONSTANT,
);

/** Product of k + iθ (k low nibble, i high nibble). */
function towerProduct(a) {
  return (x, y) => {
    const [xk, xi, yk, yi] = [x & 15, x >> 4, y & 15, y >> 4];
    const square = nibbleProduct(xi, yi);
    const low = nibbleProduct(xk, yk) ^ nibbleProduct(a, square);
    const high = nibbleProduct(xk, yi) ^ nibbleProduct(xi, yk) ^ nibbleProduct(a, square);
    return (high << 4) | low;
  };
}

/** The isomorphism that sends x to `root`, as the images of 1, x, x², … */
function imagesOf(root, multiply) {
  const images = [1];
  while (images.length < 8) images.push(multiply(images[images.length - 1], root));
  return images;
}

const applyLinear = (images, x) => images.reduce((sum, image, bit) => ((x >> bit) & 1 ? sum ^ image : sum), 0);

/** A tower field and an isomorphism into it. */
function findTower() {
  for (let a = 1; a < 16; a++) {
    const irreducible = range(16).every((x) => (nibbleProduct(x, x) ^ nibbleProduct(a, x) ^ a) !== 0);
    if (!irreducible) continue;
    const multiply = towerProduct(a);
    for (let root = 2; root < 256; root++) {
      const images = imagesOf(root, multiply);
      const next = multiply(images[7], root);
      if (applyLinear(images, POLYNOMIAL & 0xff) === next) return { a, images };
    }
  }
  throw new Error('no tower field');
}

const INFINITY = 0x80;

function vectorTables() {
  const { a, images } = findTower();
  const into = (x) => applyLinear(images, affineMatrix(x));
  const back = new Map(range(256).map((x) => [applyLinear(images, x), x]));
  const out = (towerValue) => affineMatrix(back.get(towerValue));
  // For 1/x = u + vθ, 1/io = u and 1/jo = (1 + a)·u + a²·v.
  const aSquareInverse = nibbleInverse[nibbleProduct(a, a)];
  const ofSecond = (w) => nibbleProduct(w, aSquareInverse) << 4;
  const ofFirst = (w) => w ^ (nibbleProduct(nibbleProduct(w, 1 ^ a), aSquareInverse) << 4);
  return {
    LOW: range(16).map((x) => into(x) ^ applyLinear(images, CONSTANT)),
    HIGH: range(16).map((x) => into(x << 4)),
    INVERSE: range(16).map((x) => (x === 0 ? INFINITY : nibbleInverse[x])),
    A_OVER: range(16).map((x) => (x === 0 ? INFINITY : nibbleProduct(a, nibbleInverse[x]))),
    FIRST: range(16).map((x) => out(ofFirst(nibbleInverse[x]))),
    SECOND: range(16).map((x) => out(ofSecond(nibbleInverse[x]))),
    // Constants as data: the compiler of the browser would build them anew at every use.
    NIBBLE: range(16).map(() => 15),
    TRANSFORMED: range(16).map(() => linear(CONSTANT * 0x01010101) & 0xff),
    ...Object.fromEntries(
      [1, 2, 3].map((by) => [`TURN_${8 * by}`, range(16).map((i) => (i & 12) | ((i + 4 - by) & 3))]),
    ),
  };
}

/** The S-box by the tables, the way the vectors compute it. */
function byTables(t, x) {
  const pick = (table, index) => (index > 15 ? 0 : table[index]);
  const y = t.LOW[x & 15] ^ t.HIGH[x >> 4];
  const [k, i] = [y & 15, y >> 4];
  const ak = t.A_OVER[k];
  const io = pick(t.INVERSE, t.INVERSE[i] ^ ak) ^ i ^ k;
  const jo = pick(t.INVERSE, t.INVERSE[i ^ k] ^ ak) ^ i;
  return pick(t.FIRST, io) ^ pick(t.SECOND, jo) ^ CONSTANT;
}

function systemConstants() {
  // FK and CK of GB/T 32907-2016 §7.3: byte j of CK_i is (4i + j)·7 mod 256.
  return range(32).map((i) => range(4).reduce((word, j) => word * 256 + (((4 * i + j) * 7) % 256), 0));
}

/** x' = L(S(x)) as statements on a vector; intermediate names end in `tag`. S adds the constant with the round key. */
function transformStatements(tag, input) {
  const n = (name) => name + tag;
  const swizzle = (table, index) => `i8x16.swizzle(${table}, ${index})`;
  const xor = (x, y) => `v128.xor(${x}, ${y})`;
  const low = (x) => `v128.and(${x}, nibble)`;
  const high = (x) => `v128.and(i32x4.shr_u(${x}, 4), nibble)`;
  const turn = (by) => swizzle(n('x'), `turn${8 * by}`);
  return [
    `${n('x')} = ${input};`,
    `${n('y')} = ${xor(swizzle('low', low(n('x'))), swizzle('high', high(n('x'))))};`,
    `${n('k')} = ${low(n('y'))};`,
    `${n('i')} = ${high(n('y'))};`,
    `${n('j')} = ${xor(n('i'), n('k'))};`,
    `${n('k')} = ${swizzle('aOver', n('k'))};`,
    `${n('x')} = ${xor(swizzle('inverse', xor(swizzle('inverse', n('i')), n('k'))), n('j'))};`,
    `${n('y')} = ${xor(swizzle('inverse', xor(swizzle('inverse', n('j')), n('k'))), n('i'))};`,
    `${n('x')} = ${xor(swizzle('first', n('x')), swizzle('second', n('y')))};`,
    // L(x) = x ^ x<<<24 ^ (x ^ x<<<8 ^ x<<<16)<<<2.
    `${n('y')} = ${xor(xor(n('x'), turn(1)), turn(2))};`,
    `${n('x')} = ${xor(xor(n('x'), turn(3)), `v128.or(i32x4.shl(${n('y')}, 2), i32x4.shr_u(${n('y')}, 30))`)};`,
  ];
}

/** The rounds for `groups` × 4 blocks at `data`, already transposed; leaves them ready for the way back. */
function roundsSource(groups) {
  const state = (group) => ['a', 'b', 'c', 'd'].map((name) => name + group);
  const lines = [
    `export function rounds${4 * groups}(roundKeys: usize, data: usize): void {`,
    '  const nibble = v128.load(NIBBLE);',
  ];
  const tables = { low: 'LOW', high: 'HIGH', inverse: 'INVERSE', aOver: 'A_OVER', first: 'FIRST', second: 'SECOND' };
  for (const [name, table] of Object.entries(tables)) lines.push(`  const ${name} = v128.load(${table});`);
  for (const by of [1, 2, 3]) lines.push(`  const turn${8 * by} = v128.load(TURN_${8 * by});`);
  lines.push('  let key: v128;');
  for (const group of range(groups)) {
    state(group).forEach((name, i) => {
      lines.push(`  let ${name} = v128.load(data, ${64 * group + 16 * i});`);
    });
    lines.push(`  let ${['x', 'y', 'k', 'i', 'j'].map((name) => `${name}${group}: v128`).join(', ')};`);
  }
  lines.push('  for (let at: usize = 0; at < 128; at += 16) {');
  for (const step of range(4)) {
    lines.push(`    key = v128.load32_splat(roundKeys + at, ${4 * step});`);
    for (const group of range(groups)) {
      const [a, b, c, d] = range(4).map((i) => state(group)[(step + i) % 4]);
      const statements = transformStatements(String(group), `v128.xor(v128.xor(${b}, ${c}), v128.xor(${d}, key))`);
      lines.push(
        ...statements.map((line) => `    ${line}`),
        `    ${a} = v128.xor(${a}, v128.xor(x${group}, constant));`,
      );
    }
  }
  lines.push('  }');
  for (const group of range(groups)) {
    state(group).forEach((name, i) => {
      lines.push(`  v128.store(data, ${name}, ${64 * group + 16 * (3 - i)});`);
    });
  }
  lines.splice(1, 0, '  const constant = v128.load(TRANSFORMED);');
  return [...lines, '}'];
}

function linear(x) {
  return [2, 10, 18, 24].reduce((sum, n) => sum ^ ((x << n) | (x >>> (32 - n))), x);
}

/** The module `sm4-vector-rounds`, as source text. */
export function sm4RoundsSource() {
  const names = 'A_OVER, FIRST, HIGH, INVERSE, LOW, SECOND, TURN_8, TURN_16, TURN_24, NIBBLE, TRANSFORMED';
  return [`import { ${names} } from './sm4-constants';`, ...roundsSource(1), ...roundsSource(2), ''].join('\n');
}

/** The module `sm4-constants`, as source text. */
export function sm4Source() {
  const tables = vectorTables();
  for (const x of range(256)) {
    if (byTables(tables, x) !== S_BOX[x]) throw new Error(`the tables give a wrong S-box at ${x}`);
  }
  const columns = range(8).map((bit) => affineMatrix(1 << bit));
  return [
    ...Object.entries(tables).map(
      ([name, bytes]) => `export const ${name}: usize = memory.data<u8>([${bytes.join(', ')}], 16);`,
    ),
    `export const CK: usize = memory.data<u32>([${systemConstants().join(', ')}]);`,
    'export const FK: usize = memory.data<u32>([0xa3b1bac6, 0x56aa3350, 0x677d9197, 0xb27022dc]);',
    // Columns of A repeated in eight bytes, for the arithmetic without vectors.
    `export const COLUMNS: usize = memory.data<u64>([${columns.map((c) => `0x${c.toString(16).padStart(2, '0').repeat(8)}`).join(', ')}]);`,
    '',
  ].join('\n');
}
