import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPROVAL_CSS, APPROVAL_JS } from './approval-assets.ts';
import { type ApprovalPageInput, approvalPage } from './approval-page.ts';
import type { SessionRow } from './store-sessions.ts';

const AT = new Date('2026-03-02T00:10:00Z');
const session: SessionRow = {
  id: 'a',
  signer_id: 'p',
  signer_job_no: '1001',
  signer_name: '<李雷>',
  system_code: 'LIS',
  system_name: '检验"系统"',
  workstation: '3F-02',
  purpose: null,
  document_types: ['lab-report', 'poct-report'],
  max_count: 200,
  valid_minutes: 480,
  reserved_count: 0,
  signed_count: 0,
  state: 'pending',
  approval_token: 'T',
  requested_at: AT,
  request_expires_at: AT,
  approved_at: null,
  expires_at: null,
  closed_at: null,
  approval_statement: null,
  approval_digest: null,
  key_id: null,
  certificate_id: null,
};
const input: ApprovalPageInput = {
  language: 'zh',
  hospital: '示例医院',
  demo: true,
  timeZone: 'Asia/Shanghai',
  content: { kind: 'request', session, token: 'T' },
};

test('the page says who asks for what, in Chinese or English, and nothing unescaped', () => {
  const zh = approvalPage(input);
  for (const part of [
    '示例医院',
    '检验&quot;系统&quot;',
    '3F-02',
    '&lt;李雷&gt;（1001）',
    '检验报告',
    '480',
    '200',
    '演示',
  ]) {
    assert.ok(zh.includes(part), part);
  }
  assert.ok(zh.includes('2026-03-02 08:10 (Asia/Shanghai)'));
  assert.ok(!zh.includes('<李雷>'));
  assert.ok(approvalPage({ ...input, language: 'en' }).includes('Laboratory report'));
});

test('the page with its assets stays under 30 KB and runs on ES5', () => {
  assert.ok(Buffer.byteLength(approvalPage(input) + APPROVAL_CSS + APPROVAL_JS) < 30_000);
  assert.doesNotMatch(APPROVAL_JS, /=>|\b(let|const|class|async|await)\b|`/);
  assert.doesNotThrow(() => new Function(APPROVAL_JS));
});

test('a closed or unknown request shows no form', () => {
  for (const kind of ['closed', 'unknown', 'landing'] as const) {
    assert.ok(!approvalPage({ ...input, content: { kind } }).includes('<form'));
  }
});
