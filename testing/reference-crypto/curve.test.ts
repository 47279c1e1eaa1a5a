import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesToBigInt } from '@medsign/engine/bytes/bytes';
import { seededRandom } from '../random.ts';
import {
  type AffinePoint,
  addAffine,
  affineOfSecret,
  double,
  G,
  INFINITY,
  invertPublic,
  invertSecret,
  isOnCurve,
  type JacobianPoint,
  modulo,
  N,
  P,
  toJacobian,
} from './curve.ts';
import { multiply, multiplyBase } from './multiplication.ts';

const random = seededRandom('curve');
const scalar = (): bigint => bytesToBigInt(random(32)) % N;

/** Affine addition as the textbook has it; undefined is infinity. */
function naiveAdd(a: AffinePoint | undefined, b: AffinePoint | undefined): AffinePoint | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  if (a.x === b.x && modulo(a.y + b.y, P) === 0n) return undefined;
  const slope =
    a.x === b.x ? (3n * a.x * a.x - 3n) * invertPublic(2n * a.y, P) : (b.y - a.y) * invertPublic(b.x - a.x, P);
  const x = modulo(slope * slope - a.x - b.x, P);
  return { x, y: modulo(slope * (a.x - x) - a.y, P) };
}

function naiveMultiply(k: bigint, point: AffinePoint): AffinePoint | undefined {
  let sum: AffinePoint | undefined;
  for (const bit of k.toString(2)) {
    sum = naiveAdd(sum, sum);
    if (bit === '1') sum = naiveAdd(sum, point);
  }
  return sum;
}

function affineOrUndefined(point: JacobianPoint): AffinePoint | undefined {
  return point.z === 0n ? undefined : affineOfSecret(point);
}

test('G is on the curve and has order n', () => {
  assert.ok(isOnCurve(G));
  assert.equal(multiplyBase(N).z, 0n);
  assert.equal(multiply(N, G).z, 0n);
});

test('multiplication agrees with the textbook at the edges and inside', () => {
  const point = naiveMultiply(scalar(), G) as AffinePoint;
  const special = [0n, 1n, 2n, 3n, 15n, 16n, 17n, 2n ** 255n, N - 2n, N - 1n, N, N + 1n, 2n ** 256n - 1n];
  for (const k of [...special, scalar(), scalar(), scalar()]) {
    assert.deepEqual(affineOrUndefined(multiplyBase(k)), naiveMultiply(k, G), `${k}·G`);
    assert.deepEqual(affineOrUndefined(multiply(k, point)), naiveMultiply(k, point), `${k}·Q`);
    const start = toJacobian(point);
    assert.deepEqual(affineOrUndefined(multiplyBase(k, start)), naiveAdd(point, naiveMultiply(k, G)));
  }
});

test('a sum that meets its own point doubles, that meets the opposite vanishes', () => {
  const opposite = { x: G.x, y: P - G.y };
  const twice = naiveAdd(G, G);
  assert.deepEqual(affineOrUndefined(addAffine(toJacobian(G), G)), twice);
  assert.deepEqual(affineOrUndefined(multiplyBase(1n, toJacobian(G))), twice);
  assert.equal(addAffine(toJacobian(G), opposite).z, 0n);
  assert.equal(multiplyBase(1n, toJacobian(opposite)).z, 0n);
  assert.deepEqual(addAffine(INFINITY, G), toJacobian(G));
  assert.equal(double(INFINITY).z, 0n);
});

test('both inversions agree', () => {
  for (const modulus of [P, N]) {
    for (const value of [1n, 2n, modulus - 1n, scalar(), scalar()]) {
      const inverse = invertPublic(value, modulus);
      assert.equal(invertSecret(value, modulus), inverse);
      assert.equal((value * inverse) % modulus, 1n);
    }
    assert.throws(() => invertPublic(0n, modulus), RangeError);
  }
});

test('multiplication refuses numbers of more than 256 bits', () => {
  assert.throws(() => multiplyBase(2n ** 256n), RangeError);
  assert.throws(() => multiply(-1n, G), RangeError);
});
