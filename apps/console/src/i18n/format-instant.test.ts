import assert from 'node:assert/strict';
import test from 'node:test';
import { formatInstant } from './format-instant.ts';

test('an instant is shown with its zone and offset', () => {
  assert.deepEqual(formatInstant('2026-11-23T02:00:00.000Z', 'zh-CN', 'Asia/Shanghai'), {
    dateTime: '2026-11-23 10:00:00',
    offset: 'UTC+8',
    zone: '北京时间',
  });
  assert.equal(formatInstant('2026-11-23T02:00:00.000Z', 'en', 'Asia/Shanghai').zone, 'Beijing time');
});

test('midnight is 00, UTC has no offset, and half hours keep their minutes', () => {
  assert.deepEqual(formatInstant('2026-01-01T00:00:00Z', 'en', 'UTC'), {
    dateTime: '2026-01-01 00:00:00',
    offset: 'UTC',
    zone: '',
  });
  assert.equal(formatInstant('2026-01-01T00:00:00Z', 'en', 'America/St_Johns').offset, 'UTC-3:30');
});

test('an unreadable time is refused', () => {
  assert.throws(() => formatInstant('yesterday', 'en', 'UTC'), RangeError);
});
