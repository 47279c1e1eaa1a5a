/**
 * Batches. All points of all items are added pairwise, level by level, as affine points: 5M + 1S an addition and one
 * inversion a level for the whole batch. An addition of equal or opposite points makes the product of the differences
 * zero; the batch then reports it and every item takes the single path, so an attacker who aims at it gains nothing.
 */
import { indexBase, layBaseWindows, pickBase } from './comb';
import { fromMontgomery, invert, isZero, settle } from './field';
import { AFFINE, BASE_ROWS, BATCH_DIFFERENCES, BATCH_POINTS, BATCH_PRODUCTS, ELEMENT, KEY_CHUNKS } from './memory';
import { addAffine, double, setAffine } from './point';
import { add, copy, mul, mulSub, sqrSub, sub } from './products';
import { invertAll } from './scalar';
import { DONE, finishSignature, readSigner, wipe } from './sign';
import { ACCEPTED, abscissaMatches, indexKey, layKeyWindows, REJECTED, readSignature } from './verify';

/** What one item of a signing batch occupies in IO: d, e, random octets, status and r ‖ s. */
const SIGN_ITEM: usize = 192;
/** And of a verifying batch: e, r ‖ s, the address of the key's table, the verdict. */
const VERIFY_ITEM: usize = 112;
export const UNDECIDED: i32 = 3;

const SCALARS: usize = memory.data(64 * 72);
const INVERSES: usize = memory.data(64 * 72);
const RUNNING: usize = memory.data(432);
const LAMBDA: usize = RUNNING + 72;
const T: usize = RUNNING + 144;
const U: usize = RUNNING + 216;
const X: usize = RUNNING + 288;
const SUM: usize = memory.data(216);

/** A run of points that is to be added up: where it starts and how many are left. */
const RUN_START: usize = memory.data(4 * 64 * 5);
const RUN_COUNT: usize = memory.data(4 * 64 * 5);

function setRun(run: i32, start: i32, count: i32): void {
  store<i32>(RUN_START + 4 * run, start);
  store<i32>(RUN_COUNT + 4 * run, count);
}

function runStart(run: i32): usize {
  return BATCH_POINTS + load<i32>(RUN_START + 4 * run) * AFFINE;
}

/** Adds every run up to a single point, kept at its start. False when an exceptional addition came up. */
function addRuns(runs: i32): boolean {
  let longest = 0;
  for (let run = 0; run < runs; run++) longest = max(longest, load<i32>(RUN_COUNT + 4 * run));
  while (longest > 1) {
    if (!addLevel(runs)) return false;
    longest = (longest + 1) >> 1;
  }
  return true;
}

function addLevel(runs: i32): boolean {
  let pairs = 0;
  for (let run = 0; run < runs; run++) {
    const count = load<i32>(RUN_COUNT + 4 * run);
    const start = runStart(run);
    for (let i = 0; i + 1 < count; i += 2) {
      const difference = BATCH_DIFFERENCES + pairs * ELEMENT;
      sub(difference, start + (i + 1) * AFFINE, start + i * AFFINE);
      const product = BATCH_PRODUCTS + pairs * ELEMENT;
      if (pairs === 0) copy(product, difference);
      else mul(product, product - ELEMENT, difference);
      pairs++;
    }
  }
  const last = BATCH_PRODUCTS + (pairs - 1) * ELEMENT;
  if (isZero(last)) return false;
  invert(RUNNING, last);
  for (let run = runs - 1; run >= 0; run--) {
    const count = load<i32>(RUN_COUNT + 4 * run);
    const start = runStart(run);
    for (let i = (count >> 1) - 1; i >= 0; i--) {
      pairs--;
      addPair(pairs, start + 2 * i * AFFINE);
    }
  }
  moveUp(runs);
  return true;
}

/** Writes the sum of the pair at `from` over its own first point; moveUp gathers them. */
function addPair(pair: i32, from: usize): void {
  const second = from + AFFINE;
  if (pair > 0) {
    mul(T, RUNNING, BATCH_PRODUCTS + (pair - 1) * ELEMENT);
    mul(RUNNING, RUNNING, BATCH_DIFFERENCES + pair * ELEMENT);
  } else copy(T, RUNNING);
  sub(U, second + ELEMENT, from + ELEMENT);
  mul(LAMBDA, U, T);
  add(U, from, second);
  sqrSub(X, LAMBDA, U);
  settle(X);
  sub(U, from, X);
  mulSub(from + ELEMENT, LAMBDA, U, from + ELEMENT);
  // Without this each level would double what a coordinate may be.
  settle(from + ELEMENT);
  copy(from, X);
}

/** Closes the gaps: sums from every second place, and the odd one out. */
function moveUp(runs: i32): void {
  for (let run = 0; run < runs; run++) {
    const count = load<i32>(RUN_COUNT + 4 * run);
    const start = runStart(run);
    const left = (count + 1) >> 1;
    for (let i = 1; i < left; i++) memory.copy(start + i * AFFINE, start + 2 * i * AFFINE, AFFINE);
    store<i32>(RUN_COUNT + 4 * run, left);
  }
}

/**
 * Signs `count` ≤ 64 digests. An item is d (32) ‖ e (32) ‖ random (32) ‖ status (i32, 32 octets kept) ‖ r ‖ s. DONE when
 * every item got a status of its own; UNDECIDED when none did because of an exceptional addition.
 */
export function signBatch(items: usize, count: i32): i32 {
  const status = signBatchUnwiped(items, count);
  for (let i = 0; i < count; i++) memory.fill(items + i * SIGN_ITEM + 64, 0, 32);
  memory.fill(SCALARS, 0, 64 * 72);
  memory.fill(INVERSES, 0, 64 * 72);
  memory.fill(RUNNING, 0, 432);
  memory.fill(BATCH_POINTS, 0, count * BASE_ROWS * AFFINE);
  memory.fill(BATCH_PRODUCTS, 0, count * BASE_ROWS * (ELEMENT / 2));
  memory.fill(BATCH_DIFFERENCES, 0, count * BASE_ROWS * (ELEMENT / 2));
  wipe();
  return status;
}

function signBatchUnwiped(items: usize, count: i32): i32 {
  let runs = 0;
  for (let i = 0; i < count; i++) {
    const item = items + i * SIGN_ITEM;
    const k = SCALARS + runs * ELEMENT;
    const status = readSigner(item, item + 32, item + 64, k, INVERSES + runs * ELEMENT);
    store<i32>(item + 96, status);
    if (status !== DONE) continue;
    layBaseWindows(k);
    const start = runs * BASE_ROWS;
    for (let row = 0; row < BASE_ROWS; row++) pickBase(BATCH_POINTS + (start + row) * AFFINE, row);
    setRun(runs, start, BASE_ROWS);
    runs++;
  }
  if (runs === 0) return DONE;
  invertAll(INVERSES, BATCH_PRODUCTS, runs);
  if (!addRuns(runs)) return UNDECIDED;
  finishItems(items, count);
  return DONE;
}

function finishItems(items: usize, count: i32): void {
  let run = 0;
  for (let i = 0; i < count; i++) {
    const item = items + i * SIGN_ITEM;
    if (load<i32>(item + 96) !== DONE) continue;
    fromMontgomery(X, runStart(run));
    const inverse = INVERSES + run * ELEMENT;
    store<i32>(item + 96, finishSignature(item + 128, X, SCALARS + run * ELEMENT, item + 32, inverse));
    run++;
  }
}

const S: usize = memory.data(72);
const R_PLUS_S: usize = memory.data(72);

/**
 * Verifies `count` ≤ 64 signatures under keys with tables. An item is e (32) ‖ r ‖ s (64) ‖ table (u32) ‖ verdict (i32).
 * UNDECIDED when an exceptional addition came up: the caller then verifies one by one.
 */
export function verifyBatch(items: usize, count: i32): i32 {
  let read = 0;
  for (let i = 0; i < count; i++) {
    const item = items + i * VERIFY_ITEM;
    const usable = readSignature(item + 32, S, R_PLUS_S, SCALARS + i * ELEMENT, item);
    store<i32>(item + 100, usable ? UNDECIDED : REJECTED);
    if (!usable) continue;
    layVerification(read, load<u32>(item + 96));
    read++;
  }
  if (read > 0 && !addRuns(4 * read)) return UNDECIDED;
  read = 0;
  for (let i = 0; i < count; i++) {
    const item = items + i * VERIFY_ITEM;
    if (load<i32>(item + 100) !== UNDECIDED) continue;
    joinDigits(4 * read);
    read++;
    if (isZero(SUM + 2 * ELEMENT)) return UNDECIDED;
    store<i32>(item + 100, abscissaMatches(SUM, SCALARS + i * ELEMENT) ? ACCEPTED : REJECTED);
  }
  return DONE;
}

/** Lays the 95 points of one verification out in four runs: digit 0 together with the base point's, digits 1, 2, 3. */
function layVerification(index: i32, table: usize): void {
  let at = index * (BASE_ROWS + 4 * KEY_CHUNKS);
  const flip = layKeyWindows(R_PLUS_S);
  for (let digit = 3; digit >= 0; digit--) {
    setRun(4 * index + digit, at, digit > 0 ? KEY_CHUNKS : KEY_CHUNKS + BASE_ROWS);
    for (let chunk = 0; chunk < KEY_CHUNKS; chunk++) {
      indexKey(BATCH_POINTS + at * AFFINE, table, chunk, digit, flip);
      at++;
    }
  }
  const baseFlip = layBaseWindows(S);
  for (let row = 0; row < BASE_ROWS; row++) {
    indexBase(BATCH_POINTS + at * AFFINE, row, baseFlip);
    at++;
  }
}

/** SUM ← ((digit 3 · 32 + digit 2) · 32 + digit 1) · 32 + digit 0. */
function joinDigits(run: i32): void {
  const top = runStart(run + 3);
  setAffine(SUM, top, top + ELEMENT);
  for (let digit = 2; digit >= 0; digit--) {
    for (let i = 0; i < 5; i++) double(SUM, SUM);
    const point = runStart(run + digit);
    addAffine(SUM, SUM, point, point + ELEMENT);
  }
}
