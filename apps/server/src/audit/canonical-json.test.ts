import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canonicalJson } from './canonical-json.ts';

test('keys are sorted at every depth, undefined members are left out and nothing is spaced', () => {
  const value = { b: [1, { z: null, a: '医签' }], a: true, c: undefined };
  assert.equal(canonicalJson(value), '{"a":true,"b":[1,{"a":"医签","z":null}]}');
});

test('keys sort by UTF-16 code units, as RFC 8785 has it', () => {
  assert.equal(canonicalJson({ '\u{20bb7}': 1, '\uff5e': 2, a: 3 }), '{"a":3,"\u{20bb7}":1,"\uff5e":2}');
});

test('what readers would print differently is refused', () => {
  assert.throws(() => canonicalJson({ a: 1.5 }), RangeError);
  assert.throws(() => canonicalJson({ a: 2 ** 53 }), RangeError);
  assert.throws(() => canonicalJson({ a: Number.NaN }), RangeError);
  assert.throws(() => canonicalJson('\ud800'), RangeError);
});

test('negative zero is zero', () => {
  assert.equal(canonicalJson(-0), '0');
});
