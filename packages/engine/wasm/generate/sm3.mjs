/**
 * Writes the SM3 compression function (GB/T 32905-2016 §5.3) fully unrolled, once on 32-bit words and once on four
 * lanes of a vector: the message words and the state live in locals and are renamed instead of moved.
 */
const SCALAR = {
  type: 'u32',
  xor: (...x) => x.join(' ^ '),
  add: (...x) => x.join(' + '),
  and: (x, y) => `(${x} & ${y})`,
  or: (x, y) => `(${x} | ${y})`,
  rotl: (x, n) => `rotl<u32>(${x}, ${n})`,
  constant: (x) => `0x${x.toString(16)}`,
};

const fold =
  (name) =>
  (...x) =>
    x.reduce((left, right) => `${name}(${left}, ${right})`);

const LANES = {
  type: 'v128',
  xor: fold('v128.xor'),
  add: fold('i32x4.add'),
  and: (x, y) => `v128.and(${x}, ${y})`,
  or: (x, y) => `v128.or(${x}, ${y})`,
  rotl: (x, n) => `rotateLanes(${x}, ${n})`,
  constant: (x) => `i32x4.splat(0x${x.toString(16)})`,
};

const rotate = (x, n) => ((x << n) | (x >>> (32 - n))) >>> 0;
const roundConstant = (j) => rotate(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32);

function expansion(o, j) {
  const w = (k) => `w${(j + k) % 16}`;
  return [
    `  x = ${o.xor(w(0), w(7), o.rotl(w(13), 15))};`,
    `  w${j % 16} = ${o.xor('x', o.rotl('x', 15), o.rotl('x', 23), o.rotl(w(3), 7), w(10))};`,
  ];
}

/** One round; `s` are the names of the variables that hold A…H now. Returns the names after it. */
function round(o, j, s, lines) {
  const [a, b, c, d, e, f, g, h] = s;
  const w = `w${j % 16}`;
  const w4 = `w${(j + 4) % 16}`;
  const ff = j < 16 ? o.xor(a, b, c) : o.or(o.and(a, b), o.and(o.or(a, b), c));
  const gg = j < 16 ? o.xor(e, f, g) : o.xor(o.and(o.xor(f, g).replace(/^(.*\^.*)$/, '($1)'), e), g);
  lines.push(`  x = ${o.rotl(a, 12)};`, `  y = ${o.rotl(o.add('x', e, o.constant(roundConstant(j))), 7)};`);
  lines.push(
    `  ${d} = ${o.add(`(${ff})`, d, o.xor('y', 'x').replace(/^(.*\^.*)$/, '($1)'), o.xor(w, w4).replace(/^(.*\^.*)$/, '($1)'))};`,
  );
  lines.push(`  x = ${o.add(`(${gg})`, h, 'y', w)};`);
  lines.push(
    `  ${h} = ${o.xor('x', o.rotl('x', 9), o.rotl('x', 17))};`,
    `  ${b} = ${o.rotl(b, 9)};`,
    `  ${f} = ${o.rotl(f, 19)};`,
  );
  return [d, a, b, c, h, e, f, g];
}

function compression(o, name, state, word, store) {
  const lines = [`export function ${name}(state: usize, block: usize): void {`, `  let x: ${o.type}, y: ${o.type};`];
  for (let i = 0; i < 16; i++) lines.push(`  let w${i} = ${word(i)};`);
  let names = [...'abcdefgh'];
  names.forEach((n, i) => {
    lines.push(`  let ${n} = ${state(i)};`);
  });
  for (let j = 0; j < 64; j++) {
    names = round(o, j, names, lines);
    if (j < 52) lines.push(...expansion(o, j));
  }
  names.forEach((n, i) => {
    lines.push(`  ${store(i, o.xor(n, state(i)))};`);
  });
  return [...lines, '}'];
}

/** The module `sm3-compression`, as source text. */
export function sm3Source() {
  return [
    ...compression(
      SCALAR,
      'compress',
      (i) => `load<u32>(state, ${4 * i})`,
      (i) => `bswap<u32>(load<u32>(block, ${4 * i}))`,
      (i, value) => `store<u32>(state, ${value}, ${4 * i})`,
    ),
    'function rotateLanes(x: v128, n: i32): v128 {',
    '  return v128.or(i32x4.shl(x, n), i32x4.shr_u(x, 32 - n));',
    '}',
    ...compression(
      LANES,
      'compressLanes',
      (i) => `v128.load(state, ${16 * i})`,
      (i) => `v128.load(block, ${16 * i})`,
      (i, value) => `v128.store(state, ${value}, ${16 * i})`,
    ),
    '',
  ].join('\n');
}
