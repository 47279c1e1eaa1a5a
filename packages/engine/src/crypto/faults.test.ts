/** Broken generators and flipped bits in the engine's memory: nothing wrong may be released. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import { testBothEngines } from '../../test-support/both-engines.ts';
import { withEngine } from '../../test-support/with-engine.ts';
import { generateSm2KeyPair, sm2Sign, sm2Verify } from './sm2.ts';
import { sm2SignBatch } from './sm2-batch.ts';
import { engine, separateEngine } from './wasm/engine.ts';
import { ensureTable, knownKey } from './wasm/known-keys.ts';

const random = seededRandom('faults');
const key = generateSm2KeyPair(random);
const refused = { name: 'Sm2Error', code: 'bad-random' };
const faulty = { name: 'Sm2Error', code: 'faulty-signature' };
const eight = () => Array.from({ length: 8 }, () => ({ key, message: random(3) }));

test('a generator stuck at one octet is refused at the first signature', () => {
  for (const octet of [0x00, 0x01, 0x7f, 0xff]) {
    assert.throws(() => sm2Sign(key, random(3), (length) => new Uint8Array(length).fill(octet)), refused);
    assert.throws(() => sm2SignBatch(eight(), (length) => new Uint8Array(length).fill(octet)), refused);
  }
});

test('a generator that gives the same draw again is refused, in batches too', () => {
  const draw = random(32);
  const repeating = (length: number) => Uint8Array.from({ length }, (_, i) => draw[i % 32] as number);
  sm2Sign(key, random(3), repeating);
  for (let i = 0; i < 3; i++) assert.throws(() => sm2Sign(key, random(3), repeating), refused);
  assert.throws(() => sm2SignBatch(eight(), repeating), refused);
  // One draw for eight nonces holds the same thing eight times.
  assert.throws(() => sm2SignBatch(eight(), (length) => repeating(length)), refused);
});

test('a generator that gets stuck after a thousand good draws is refused at the next', () => {
  let left = 1000;
  let draw = random(32);
  const tiring = () => {
    if (left-- > 0) draw = random(32);
    return draw.slice();
  };
  for (let i = 0; i < 1000; i++) sm2Sign(key, random(3), tiring);
  assert.throws(() => sm2Sign(key, random(3), tiring), refused);
});

test('a generator that runs in a circle is refused before its second round ends twice', () => {
  for (const period of [2, 3, 7, 100]) {
    const draws = Array.from({ length: period }, () => random(32));
    let at = 0;
    const circling = () => (draws[at++ % period] as Uint8Array).slice();
    let signed = 0;
    assert.throws(() => {
      for (; signed < 4 * period; signed++) sm2Sign(key, random(3), circling);
    }, refused);
    assert.ok(signed >= period && signed < 4 * period, `period ${period}: ${signed} signatures`);
  }
});

test('a generator that gives too little or too much is refused', () => {
  for (const length of [0, 16, 31, 33]) {
    assert.throws(() => sm2Sign(key, random(3), () => random(length)), refused);
    assert.throws(() => sm2SignBatch(eight(), () => random(length)), refused);
  }
});

/** The comb of G: rows of 32 points of 72 octets (packages/engine/wasm/memory.ts). */
const BASE_TABLE = 0x30000;
const ROWS = 43;
const ROW_OCTETS = 32 * 72;

function flip(address: number, bit: number): void {
  const { octets } = engine();
  octets[address] = (octets[address] as number) ^ (1 << bit);
}

/** Signs under a fault; every signature that comes out must be right. Returns how many were withheld. */
function withheldUnderFault(signatures: number): number {
  const released: { message: Uint8Array; signature: Uint8Array }[] = [];
  let withheld = 0;
  for (let i = 0; i < signatures; i++) {
    const message = random(5);
    try {
      released.push({ message, signature: sm2Sign(key, message, random, undefined, { verify: true }) });
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'faulty-signature');
      withheld++;
    }
  }
  expectRight(released);
  return withheld;
}

let healthy: ReturnType<typeof engine> | undefined;

/** Every released signature is right in the eyes of an engine without the fault. */
function expectRight(released: readonly { message: Uint8Array; signature: Uint8Array }[]): void {
  healthy ??= separateEngine('scalar');
  withEngine(healthy, () => {
    for (const { message, signature } of released) assert.ok(sm2Verify(key.publicKey, message, signature));
  });
}

testBothEngines('a single flipped bit in the table of G never releases a wrong signature', () => {
  let withheld = 0;
  for (let fault = 0; fault < 24; fault++) {
    const place = random(4);
    const address = BASE_TABLE + ((((place[0] as number) << 8) | (place[1] as number)) % (ROWS * ROW_OCTETS));
    flip(address, fault % 8);
    withheld += withheldUnderFault(40);
    flip(address, fault % 8);
  }
  assert.ok(withheld > 0, 'no fault met a signature: the test has lost its point');
  assert.equal(withheldUnderFault(5), 0);
});

testBothEngines(
  'a row of the table of G with a flipped bit in every point releases nothing, singly and in batches',
  () => {
    for (const row of [0, 7, ROWS - 1]) {
      const flipRow = (): void => {
        for (let i = 0; i < 32; i++) flip(BASE_TABLE + row * ROW_OCTETS + i * 72, 0);
      };
      flipRow();
      assert.throws(() => sm2Sign(key, random(3), random, undefined, { verify: true }), faulty);
      assert.throws(() => sm2SignBatch(eight(), random, { verify: true }), faulty);
      flipRow();
    }
  },
);

testBothEngines('a damaged table of the public key withholds good signatures rather than releasing bad ones', () => {
  const known = knownKey(key.publicKey);
  assert.ok(ensureTable(known));
  // The same bit of x in every point of the first row.
  for (let i = 0; i < 16; i++) flip(known.table + i * 72, 2);
  known.verifications = 2;
  assert.throws(() => sm2Sign(key, random(3), random, undefined, { verify: true }), faulty);
});
