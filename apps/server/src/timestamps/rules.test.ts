import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accuracyOf, nextGenTime } from './rules.ts';

test('accuracy is written in seconds and milliseconds, zero parts left out', () => {
  assert.deepEqual(accuracyOf(1000), { seconds: 1 });
  assert.deepEqual(accuracyOf(250), { millis: 250 });
  assert.deepEqual(accuracyOf(1500), { seconds: 1, millis: 500 });
});

test('the next genTime is now, the last one within the accuracy, or refused', () => {
  assert.equal(nextGenTime(5000, undefined, 1000), 5000);
  assert.equal(nextGenTime(5000, 4000, 1000), 5000);
  assert.equal(nextGenTime(5000, 5000, 1000), 5000);
  assert.equal(nextGenTime(5000, 6000, 1000), 6000);
  assert.throws(() => nextGenTime(5000, 6001, 1000), { code: 'time-not-available' });
});
