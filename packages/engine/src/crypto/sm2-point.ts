/**
 * Arithmetic on points and scalars in octets, for protocols that are more than a signature (key exchange, two-party signing).
 * Scalars take constant time. Points are 65 octets 04‖x‖y and are validated each time.
 */
import { concatBytes } from '../bytes/bytes.ts';
import { Sm2Error } from './sm2-error.ts';
import { engine } from './wasm/engine.ts';
import * as io from './wasm/io.ts';

const BAD_OPERAND = 3;
const AT_INFINITY = 4;
const UNCOMPRESSED = 0x04;

/** scalar·point for 1 ≤ scalar < n. Throws {@link Sm2Error} `bad-private-key` for the scalar, `bad-public-key` for the point. */
export function sm2MultiplyPoint(scalar: Uint8Array, point: Uint8Array): Uint8Array {
  placePoint(point, io.POINT);
  placeScalar(scalar, io.SCALAR);
  const status = engine().call.multiplyPoint(io.SCALAR, io.POINT, io.OUT);
  io.wipe(io.SCALAR, 32);
  return pointResult(status);
}

/** scalar·G for 1 ≤ scalar < n. Throws {@link Sm2Error} `bad-private-key`. */
export function sm2MultiplyBase(scalar: Uint8Array): Uint8Array {
  placeScalar(scalar, io.SCALAR);
  const status = engine().call.multiplyGenerator(io.SCALAR, io.OUT);
  io.wipe(io.SCALAR, 32);
  return pointResult(status);
}

/** left + right; variable time, so for public points. Throws {@link Sm2Error} `bad-public-key`, also when the sum is infinity. */
export function sm2AddPoints(left: Uint8Array, right: Uint8Array): Uint8Array {
  placePoint(left, io.POINT);
  placePoint(right, io.OTHER_POINT);
  return pointResult(engine().call.addPoints(io.POINT, io.OTHER_POINT, io.OUT));
}

/** 02‖x or 03‖x, 33 octets (GB/T 32918.1-2016 §4.2.9). Throws {@link Sm2Error} `bad-public-key`. */
export function sm2CompressPoint(point: Uint8Array): Uint8Array {
  placePoint(point, io.POINT);
  if (engine().call.validPoint(io.POINT) === 0) throw badPoint();
  return concatBytes(Uint8Array.of(0x02 | ((point[64] as number) & 1)), point.subarray(1, 33));
}

/** 04‖x‖y of a compressed point. Throws {@link Sm2Error} `bad-public-key` when no point has this x. */
export function sm2DecompressPoint(compressed: Uint8Array): Uint8Array {
  const form = compressed[0];
  if (compressed.length !== 33 || (form !== 0x02 && form !== 0x03)) throw badPoint();
  io.put(compressed.subarray(1), io.POINT);
  return pointResult(engine().call.decompress(io.POINT, form & 1, io.OUT));
}

/** a + b·c mod n for numbers below n, constant time. Throws {@link Sm2Error} `bad-private-key`. */
export function sm2ScalarMultiplyAdd(a: Uint8Array, b: Uint8Array, c: Uint8Array): Uint8Array {
  placeScalar(a, io.SCALAR);
  placeScalar(b, io.POINT);
  placeScalar(c, io.POINT + 32);
  const status = engine().call.scalarMultiplyAdd(io.SCALAR, io.POINT, io.POINT + 32, io.OUT);
  io.wipe(io.SCALAR, 96);
  return scalarResult(status);
}

/** 1/a mod n for 1 ≤ a < n, constant time. Throws {@link Sm2Error} `bad-private-key`. */
export function sm2ScalarInverse(a: Uint8Array): Uint8Array {
  placeScalar(a, io.SCALAR);
  const status = engine().call.scalarInverse(io.SCALAR, io.OUT);
  io.wipe(io.SCALAR, 32);
  return scalarResult(status);
}

function placePoint(point: Uint8Array, address: number): void {
  if (point.length !== 65 || point[0] !== UNCOMPRESSED) throw badPoint();
  io.put(point.subarray(1), address);
}

function placeScalar(scalar: Uint8Array, address: number): void {
  if (scalar.length !== 32) throw badScalar();
  io.put(scalar, address);
}

function pointResult(status: number): Uint8Array {
  if (status === BAD_OPERAND || status === AT_INFINITY) throw badPoint();
  if (status !== io.DONE) throw badScalar();
  const out = concatBytes(Uint8Array.of(UNCOMPRESSED), io.take(io.OUT, 64));
  io.wipe(io.OUT, 64);
  return out;
}

function scalarResult(status: number): Uint8Array {
  if (status !== io.DONE) throw badScalar();
  const out = io.take(io.OUT, 32);
  io.wipe(io.OUT, 32);
  return out;
}

function badPoint(): Sm2Error {
  return new Sm2Error('bad-public-key', 'not a point of the curve, or infinity');
}

function badScalar(): Sm2Error {
  return new Sm2Error('bad-private-key', 'scalar is not 32 octets in range');
}
