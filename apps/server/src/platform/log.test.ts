import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLog } from './log.ts';

function logged(object: object): string {
  const lines: string[] = [];
  createLog({ level: 'info', destination: { write: (line) => lines.push(line) } }).info(object, 'message');
  return lines.join('');
}

test('personal data and secrets are redacted at any depth', () => {
  const text = logged({
    requestId: 'r1',
    name: '龘某某',
    body: { patient: { id: 'P-77', name: '㐱某' } },
    list: [{ deep: { pin: '123456', Authorization: 'Bearer abc', cookie: 'medsign_session=xyz' } }],
    error: Object.assign(new Error('broken'), { detail: 'Key (name)=(龘某某) exists', code: '23505' }),
  });
  for (const secret of ['龘', '㐱', 'P-77', '123456', 'abc', 'xyz']) assert.ok(!text.includes(secret), secret);
  const line = JSON.parse(text);
  assert.equal(line.requestId, 'r1');
  assert.equal(line.error.code, '23505');
  assert.equal(line.error.message, 'broken');
});
