import assert from 'node:assert/strict';
import test from 'node:test';
import { recordQuery } from './record-queries.ts';

test('days become the first and the last instant of the local day', () => {
  const query = recordQuery({ from: '2026-11-23', to: '2026-11-23' });
  assert.equal(new Date(query.from ?? '').getHours(), 0);
  assert.equal(Date.parse(query.to ?? '') - Date.parse(query.from ?? ''), 24 * 3600 * 1000 - 1);
});

test('other filters pass as they are and nonsense in the address is dropped', () => {
  assert.deepEqual(recordQuery({ q: '张', system: 'his', from: 'soon', test: 'maybe' }), { q: '张', system: 'his' });
  assert.deepEqual(recordQuery({ test: 'false' }), { test: false });
});
