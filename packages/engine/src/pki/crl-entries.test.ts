import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Asn1Error } from '../asn1/asn1-error.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { encodeRevokedEntry } from './crl.ts';
import { replaceRevokedEntry } from './crl-entries.ts';

const AT = new Date('2026-06-01T00:00:00Z');
const entry = (n: number, reason: 'superseded' | 'certificateHold' = 'superseded') =>
  encodeRevokedEntry({ serial: Uint8Array.of(n), revokedAt: AT, reason });
const three = concatBytes(entry(1), entry(2), entry(3));

test('an entry is added at the end, replaced in its place, taken out', () => {
  assert.deepEqual(replaceRevokedEntry(new Uint8Array(0), Uint8Array.of(9), entry(9)), entry(9));
  assert.deepEqual(replaceRevokedEntry(three, Uint8Array.of(9), entry(9)), concatBytes(three, entry(9)));
  const held = entry(2, 'certificateHold');
  assert.deepEqual(replaceRevokedEntry(three, Uint8Array.of(2), held), concatBytes(entry(1), held, entry(3)));
  assert.deepEqual(replaceRevokedEntry(three, Uint8Array.of(2), undefined), concatBytes(entry(1), entry(3)));
  assert.deepEqual(replaceRevokedEntry(three, Uint8Array.of(9), undefined), three);
});

test('what is no entry is refused', () => {
  assert.throws(() => replaceRevokedEntry(Uint8Array.of(2, 1, 5), Uint8Array.of(9), undefined), Asn1Error);
  assert.throws(() => replaceRevokedEntry(three.subarray(0, 10), Uint8Array.of(9), undefined), Asn1Error);
});
