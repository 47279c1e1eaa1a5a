import assert from 'node:assert/strict';
import { test } from 'node:test';
import { launchBrowser } from '../../../../testing/browser.ts';
import { openHospital, PIN } from './test-support/hospital.ts';

test('in a browser 320 pixels wide: a wrong PIN is said and counted, the right one approves', async (t) => {
  const hospital = await openHospital(t);
  const base = await hospital.app.listen({ port: 0, host: '127.0.0.1' });
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const { body } = await hospital.call('LIS', {
    method: 'POST',
    url: '/v1/sign-sessions',
    payload: {
      signer: { jobNo: '1001' },
      workstation: '3F-02 护士站',
      purpose: '白班签名',
      documentTypes: ['order', 'prescription', 'nursing-record'],
    },
  });
  const page = await browser.newPage({ viewport: { width: 320, height: 640 } });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(base + new URL(body.approvalUrl).pathname);
  assert.equal(await page.title(), '签名授权确认 · 示例医院');
  assert.ok(await page.getByText('医嘱、处方、护理记录').isVisible());
  const { width } = (await page.locator('.card').boundingBox()) ?? { width: 999 };
  assert.ok(width <= 320, `${width}`);

  await page.getByLabel('PIN').fill('111111');
  await page.getByRole('button', { name: '同意授权' }).click();
  await page.getByText('PIN 不正确，还可尝试 4 次。').waitFor();
  await page.getByLabel('PIN').fill(PIN);
  await page.keyboard.press('Enter');
  await page.getByText('已授权，有效至 2026-03-02 16:00 (Asia/Shanghai)').waitFor();
  assert.equal(await page.getByLabel('PIN').isVisible(), false);

  await page.reload();
  await page.getByText('该授权请求已处理或已过期').waitFor();
  await page.getByText('English').click();
  await page.getByText('This request was answered already or has expired.').waitFor();
  assert.deepEqual(complaints, []);
});

test('an address with a token that cannot be one shows the page of unknown requests', async (t) => {
  const hospital = await openHospital(t);
  for (const token of ['%00', 'a', 'a'.repeat(44), encodeURIComponent('<script>')]) {
    const { statusCode, headers, body } = await hospital.app.inject({ url: `/approve/${token}` });
    assert.equal(statusCode, 404, token);
    assert.match(String(headers['content-type']), /^text\/html/);
    assert.ok(!body.includes('<script>'));
  }
});
