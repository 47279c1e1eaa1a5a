import assert from 'node:assert/strict';
import test from 'node:test';
import { checkDetail } from './check-detail.ts';
import { CHECK_DETAILS } from './texts/check-details.ts';

const zh = (detail: string) => checkDetail(detail, 'zh-CN', 'Asia/Shanghai');
const en = (detail: string) => checkDetail(detail, 'en', 'Asia/Shanghai');
const NAME = 'UID=100116,CN=谭骏,O=示例医院,C=CN';

test('known phrases are Chinese, with who and when as a reader says them', () => {
  assert.equal(zh(`${NAME}: not revoked`), '谭骏：未被吊销');
  assert.equal(
    zh(`${NAME}: revoked: keyCompromise, 2026-03-02T00:00:00.000Z`),
    '谭骏：已吊销：密钥泄露，2026-03-02 08:00:00 UTC+8',
  );
  assert.equal(zh('timestamp, 2026-11-21T14:57:19.283Z'), '按时间戳 2026-11-21 22:57:19 UTC+8');
  assert.equal(
    zh('message-imprint: token is over other data; nonce: is not that of the request'),
    'message-imprint：时间戳对应的是其他数据；nonce：与请求中的不同',
  );
  assert.equal(zh(`no trusted issuer: ${NAME}`), '找不到可信的颁发者：谭骏');
});

test('a chain names its certificates', () => {
  assert.equal(zh(`${NAME} ← CN=签发CA,O=示例医院,C=CN ← CN=根\\, CA,O=示例医院,C=CN`), '谭骏 ← 签发CA ← 根, CA');
});

test('English keeps its words, and times are those of the reader', () => {
  assert.equal(en(`${NAME}: not revoked`), '谭骏: not revoked');
  assert.equal(en('expired 2026-03-02T00:00:00Z'), 'expired 2026-03-02 08:00:00 UTC+8');
});

test('what is not known is shown as it came', () => {
  for (const text of ['something new', 'O=示例医院,C=CN', '1.2.3.4', '']) assert.equal(zh(text), text);
});

test('every phrase is found, with the same places in both languages', () => {
  const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort();
  for (const [english, chinese] of CHECK_DETAILS) {
    assert.deepEqual(places(english), places(chinese), english);
    const filled = english.replace(/\{\w+\}/g, 'X');
    assert.equal(zh(filled), chinese.replace(/\{\w+\}/g, 'X'), english);
  }
});
