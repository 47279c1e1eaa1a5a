import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkKnownAnswers, runSelfTest, SelfTestError } from './self-test.ts';

test('the self-test passes', () => {
  runSelfTest();
});

test('an answer that is wrong or throws is named', () => {
  const good = { name: 'good', holds: () => true };
  const wrong = { name: 'wrong', holds: () => false };
  const cause = new Error('inside');
  const broken = {
    name: 'broken',
    holds: () => {
      throw cause;
    },
  };
  checkKnownAnswers([good]);
  assert.throws(() => checkKnownAnswers([good, wrong, broken]), { name: 'SelfTestError', vector: 'wrong' });
  assert.throws(
    () => checkKnownAnswers([good, broken]),
    (error: unknown) => error instanceof SelfTestError && error.vector === 'broken' && error.cause === cause,
  );
});
