/** Writes the curve's constants in limb form as AssemblyScript static data. */
import { B, GX, GY, LIMBS, limbsOf, N, P, R } from './curve.mjs';

function element(name, value) {
  return `export const ${name}: usize = memory.data<i64>([${limbsOf(value).join(', ')}]);`;
}

const montgomery = (value) => (value * R) % P;

/** The module `constants`, as source text. */
export function constantsSource() {
  const exponent = ((P + 1n) / 4n).toString(16).padStart(64, '0');
  const words = [48, 32, 16, 0].map((at) => `0x${exponent.slice(at, at + 16)}`);
  return [
    element('FIELD_PRIME', P),
    element('FIELD_ONE', R % P),
    element('FIELD_R2', (R * R) % P),
    element('CURVE_B', montgomery(B)),
    element('BASE_X', montgomery(GX)),
    element('BASE_Y', montgomery(GY)),
    element('ORDER', N),
    element('ORDER_R2', (R * R) % N),
    element('PLAIN_ONE', 1n),
    // (p + 1) / 4, lowest word first: the exponent of a square root, as p = 3 mod 4.
    `export const ROOT_EXPONENT: usize = memory.data<u64>([${words.join(', ')}]);`,
    // a ‖ b ‖ xG ‖ yG as octets: the part of Z that is the same for every signer.
    `export const CURVE_OCTETS: usize = memory.data<u8>([${octets([P - 3n, B, GX, GY])}]);`,
    `export const LIMB_COUNT: i32 = ${LIMBS};`,
    '',
  ].join('\n');
}

function octets(values) {
  const hex = values.map((value) => value.toString(16).padStart(64, '0')).join('');
  return hex.replace(/../g, '0x$&, ').replace(/, $/, '');
}
