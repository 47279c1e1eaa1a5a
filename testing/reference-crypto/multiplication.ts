import { bigIntToBytes } from '@medsign/engine/bytes/bytes';
import {
  type AffinePoint,
  addAffine,
  affineAll,
  double,
  G,
  INFINITY,
  type JacobianPoint,
  toJacobian,
} from './curve.ts';

/** Rows of 1·B … 15·B for B = 16^i·G, i = 0 … 63: k·G is then 64 additions and no doubling. Made at first use. */
let baseRows: AffinePoint[][] | undefined;

/** start + k·G for 0 ≤ k < 2^256. */
export function multiplyBase(k: bigint, start: JacobianPoint = INFINITY): JacobianPoint {
  baseRows ??= buildBaseRows();
  const digits = hexDigits(k);
  let sum = start;
  for (let i = 0; i < 64; i++) {
    const digit = digits[63 - i] as number;
    if (digit !== 0) sum = addAffine(sum, (baseRows[i] as AffinePoint[])[digit - 1] as AffinePoint);
  }
  return sum;
}

/** k·point for 0 ≤ k < 2^256, four bits at a time. */
export function multiply(k: bigint, point: AffinePoint): JacobianPoint {
  const row = affineAll(multiples(point).slice(0, 15));
  let sum = INFINITY;
  for (const digit of hexDigits(k)) {
    sum = double(double(double(double(sum))));
    if (digit !== 0) sum = addAffine(sum, row[digit - 1] as AffinePoint);
  }
  return sum;
}

/** 1·point … 16·point. The order of the curve is prime and larger, so none is infinity. */
function multiples(point: AffinePoint): JacobianPoint[] {
  const out = [toJacobian(point)];
  while (out.length < 16) out.push(addAffine(out[out.length - 1] as JacobianPoint, point));
  return out;
}

function buildBaseRows(): AffinePoint[][] {
  const rows: AffinePoint[][] = [];
  let base = G;
  for (let i = 0; i < 64; i++) {
    const row = affineAll(multiples(base));
    base = row.pop() as AffinePoint;
    rows.push(row);
  }
  return rows;
}

/** The 64 hexadecimal digits of k, most significant first. */
function hexDigits(k: bigint): Uint8Array {
  const digits = new Uint8Array(64);
  bigIntToBytes(k, 32).forEach((octet, i) => {
    digits[2 * i] = octet >> 4;
    digits[2 * i + 1] = octet & 15;
  });
  return digits;
}
