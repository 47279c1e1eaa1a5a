/**
 * Bounds of the engine's lazily reduced numbers (packages/engine/wasm/point.ts), in units of p ≈ 2^256, followed through the
 * formulas for every sequence of doublings and additions. A Montgomery product of a and b lies in [-ab/32, ab/32 + 1] (R = 32p);
 * nothing else reduces. What these bounds promise, random tests alone once missed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

interface Interval {
  readonly low: number;
  readonly high: number;
}

interface Point {
  readonly x: Interval;
  readonly y: Interval;
  readonly z: Interval;
}

const interval = (low: number, high: number): Interval => ({ low, high });
const size = ({ low, high }: Interval): number => Math.max(-low, high);
const add = (a: Interval, b: Interval): Interval => interval(a.low + b.low, a.high + b.high);
const sub = (a: Interval, b: Interval): Interval => interval(a.low - b.high, a.high - b.low);
const times = (a: Interval, k: number): Interval => interval(a.low * k, a.high * k);
const join = (a: Interval, b: Interval): Interval => interval(Math.min(a.low, b.low), Math.max(a.high, b.high));

/** Below it the last limb stays under 2^28, and the products of a column under 2^63. */
const LIMIT = 16;
function mul(a: Interval, b: Interval): Interval {
  assert.ok(size(a) < LIMIT && size(b) < LIMIT, 'operands outgrow the limbs');
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high].map((value) => value / 32);
  return interval(Math.min(...corners), Math.max(...corners) + 1);
}

function sqr(a: Interval): Interval {
  return interval(0, mul(a, a).high);
}

/** What `settle` leaves: [0, 2^256) and up to 2^224 for each p taken off. */
const SETTLED = interval(-0.01, 1.01);
const TABLE_ENTRY: Interval = interval(-1.04, 1.04);

function double({ x, y, z }: Point): Point {
  const delta = sqr(z);
  const gamma = sqr(y);
  const beta = mul(x, gamma);
  const alpha = times(mul(sub(x, delta), add(x, delta)), 3);
  const z3 = sub(sqr(add(y, z)), add(delta, gamma));
  sub(sqr(alpha), times(beta, 8));
  mul(alpha, sub(times(beta, 4), SETTLED));
  return { x: SETTLED, y: SETTLED, z: z3 };
}

function addAffine({ x, y, z }: Point, other: Interval): Point {
  const zz = sqr(z);
  const h = sub(mul(other, zz), x);
  const slope = sub(mul(other, mul(z, zz)), y);
  return finish(x, y, h, slope, mul(z, h));
}

function addJacobian(a: Point, b: Point): Point {
  const [zz, otherZz] = [sqr(a.z), sqr(b.z)];
  const u = mul(a.x, otherZz);
  const s = mul(a.y, mul(otherZz, b.z));
  const h = sub(mul(b.x, zz), u);
  const slope = sub(mul(b.y, mul(zz, a.z)), s);
  return finish(u, s, h, slope, mul(mul(a.z, b.z), h));
}

function finish(x: Interval, y: Interval, h: Interval, slope: Interval, z: Interval): Point {
  const hh = sqr(h);
  const hhh = mul(h, hh);
  const v = mul(x, hh);
  const x3 = sub(sqr(slope), add(hhh, times(v, 2)));
  return { x: x3, y: sub(mul(slope, sub(v, x3)), mul(y, hhh)), z };
}

const hull = (a: Point, b: Point): Point => ({ x: join(a.x, b.x), y: join(a.y, b.y), z: join(a.z, b.z) });

/** The smallest bounds that every step keeps; fails when they grow without end. */
function closure(start: Point, steps: readonly ((point: Point) => Point)[]): Point {
  let bounds = start;
  for (let i = 0; i < 1000; i++) bounds = steps.reduce((known, step) => hull(known, step(known)), bounds);
  const after = steps.reduce((known, step) => hull(known, step(known)), bounds);
  for (const part of ['x', 'y', 'z'] as const) {
    assert.ok(Math.abs(size(after[part]) - size(bounds[part])) < 1e-6, `${part} grows without end`);
  }
  return bounds;
}

const START: Point = { x: TABLE_ENTRY, y: TABLE_ENTRY, z: interval(0, 1.04) };

test('doublings and mixed additions in any order keep every number below 16p', () => {
  const bounds = closure(START, [double, (point) => addAffine(point, TABLE_ENTRY)]);
  for (const part of [bounds.x, bounds.y, bounds.z]) assert.ok(size(part) < 16, JSON.stringify(bounds));
});

test('so do additions of the multiples of a doubled point, and of any two points', () => {
  const any = closure(START, [double, (point) => addAffine(point, TABLE_ENTRY)]);
  const multiples = closure(any, [(point) => addAffine(point, join(SETTLED, TABLE_ENTRY))]);
  for (const part of Object.values(addJacobian(multiples, any)) as Interval[]) assert.ok(size(part) < 16);
});

test('so does every level of a batch', () => {
  const operand = join(SETTLED, TABLE_ENTRY);
  const difference = sub(operand, operand);
  // Running products, their inverse, the slope and the sum of a pair, all settled in the end.
  const product = mul(mul(interval(0, 1.1), difference), difference);
  const slope = mul(difference, mul(product, product));
  const x = sub(sqr(slope), add(operand, operand));
  const y = sub(mul(slope, sub(operand, SETTLED)), operand);
  for (const part of [product, slope, x, y]) assert.ok(size(part) < 16);
});
