import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settableClock } from '../../../../testing/clock.ts';
import { rateLimit } from './rate-limit.ts';

test('a key gets twice its rate at once, then its rate; keys do not share', () => {
  const clock = settableClock();
  const limit = rateLimit(clock, 2);
  for (let i = 0; i < 4; i++) limit.take('a');
  assert.throws(() => limit.take('a'), { code: 'too-many-requests' });
  limit.take('b');
  clock.advance({ seconds: 1 });
  limit.take('a');
  limit.take('a');
  assert.throws(() => limit.take('a'), { code: 'too-many-requests' });
});
