import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '@medsign/testing/random';
import vectors from '../../vectors/sm2-runs-of-doublings.json' with { type: 'json' };
import { fromHex } from '../bytes/hex.ts';
import { generateSm2KeyPair, sm2Sign, sm2Verify } from './sm2.ts';

for (const [index, vector] of vectors.vectors.entries()) {
  test(`good signature ${index + 1} whose verification under a new key has long runs of doublings`, () => {
    assert.ok(sm2Verify(fromHex(vector.publicKey), fromHex(vector.message), fromHex(vector.signature)));
  });
}

test('thousands of new keys: every signature verifies the first time and the second', () => {
  const random = seededRandom('runs of doublings');
  for (let i = 0; i < 8_000; i++) {
    const key = generateSm2KeyPair(random);
    const message = random(24);
    const signature = sm2Sign(key, message, random);
    assert.ok(sm2Verify(key.publicKey, message, signature), `new key ${i}`);
    assert.ok(sm2Verify(key.publicKey, message, signature), `known key ${i}`);
  }
});
