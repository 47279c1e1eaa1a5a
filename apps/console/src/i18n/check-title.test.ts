import assert from 'node:assert/strict';
import test from 'node:test';
import { checkTitle } from './check-title.ts';
import { ALL_TEXTS, type TextKey } from './texts.ts';

const chinese = { t: (key: TextKey) => ALL_TEXTS[key][0] };

test('checks are named in the reader’s language, those of a part with the part', () => {
  assert.equal(checkTitle('revocation', chinese), '证书未被吊销');
  assert.equal(checkTitle('timestamp.signature', chinese), '时间戳 · 签名值与内容相符');
});

test('a check that is not known keeps its own name', () => {
  assert.equal(checkTitle('moon-phase', chinese), 'moon-phase');
  assert.equal(checkTitle('timestamp.moon-phase', chinese), 'timestamp.moon-phase');
});
