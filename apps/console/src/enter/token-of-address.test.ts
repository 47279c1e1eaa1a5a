import assert from 'node:assert/strict';
import test from 'node:test';
import { tokenOf } from './token-of-address.ts';

const TOKEN = 'abcdefghijklmnop-_0123456789';

test('a token is read with and without its name', () => {
  assert.equal(tokenOf(`#token=${TOKEN}`), TOKEN);
  assert.equal(tokenOf(`#${TOKEN}`), TOKEN);
});

test('anything else is no token', () => {
  assert.equal(tokenOf(''), undefined);
  assert.equal(tokenOf('#token=short'), undefined);
  assert.equal(tokenOf(`#token=${TOKEN}<script>`), undefined);
});
