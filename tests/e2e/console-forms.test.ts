/** Forms and exports of the console, against the real server. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import { OID } from '@medsign/engine/asn1/oids';
import { generateSm2KeyPair, sm2Sign, sm2SignatureToDer } from '@medsign/engine/crypto/sm2';
import { assembleCsr, buildCertificationRequestInfo } from '@medsign/engine/pki/csr';
import { nameOf } from '@medsign/engine/pki/name';
import { encodePem } from '@medsign/engine/pki/pem';
import { encodeSm2Spki } from '@medsign/engine/pki/public-key';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../testing/browser.ts';
import { type RunningPlatform, startPlatform } from '../../testing/platform.ts';
import { seededRandom } from '../../testing/random.ts';
import { type ConsoleDesk, openDesk, systemApi, tokenFor } from './console-desk.ts';

let browser: Browser;
let platform: RunningPlatform;
let desk: ConsoleDesk;

before(
  async () => {
    execFileSync(process.execPath, [new URL('../../tools/build-console.mjs', import.meta.url).pathname]);
    browser = await launchBrowser();
    platform = await startPlatform({ demo: true, seed: 'small' });
    desk = openDesk(browser, platform);
  },
  { timeout: 240_000 },
);

after(async () => {
  await browser?.close();
  await platform?.stop();
});

async function exported(page: Page): Promise<string[]> {
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出 CSV' }).click(),
  ]);
  const text = readFileSync(await saved.path(), 'utf8');
  assert.ok(text.startsWith('\uFEFF'), 'a byte-order mark');
  return text.trimEnd().split('\r\n').slice(1);
}

test('one person is added and moved to another department, which stays in the history', async () => {
  const page = await desk.open('system-administrator', '/people');
  const dialog = page.getByRole('dialog');
  const save = dialog.getByRole('button', { name: /保\s*存/ });
  const pick = async (field: string, text: string) => {
    await dialog.getByLabel(field, { exact: true }).fill(text);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
  };
  await page.getByRole('button', { name: '新增人员' }).click();
  await save.click();
  await dialog.getByText('请填写').first().waitFor();
  await dialog.getByLabel('工号').fill('NEW-1');
  await dialog.getByLabel('姓名').fill('欧阳𠮷');
  await pick('角色', '医生');
  await pick('所属科室', 'ZB001');
  await save.click();
  await page.waitForURL(/\/people\/NEW-1$/);
  await page.getByRole('heading', { name: '欧阳𠮷' }).waitFor();

  await page.getByRole('button', { name: /修\s*改/ }).click();
  await dialog.locator('.ant-select-selection-item-remove').last().click();
  await pick('所属科室', 'ZB002');
  await save.click();
  await dialog.waitFor({ state: 'detached' });
  const history = page.locator('section', { has: page.getByRole('heading', { name: '任职历史' }) });
  await history.getByText('ZB002').waitFor();
  assert.equal(await history.locator('[data-row]').count(), 2);
  await page.close();
});

test('certificates are issued for the key of a request and for a test account; a bad request is said to be one', async () => {
  const nurse = desk.person('nurse');
  const page = await desk.open('security-administrator', `/people/${nurse.jobNo}`);
  const dialog = page.getByRole('dialog');
  const issue = dialog.getByRole('button', { name: '签发证书' });
  const rows = page.locator('section', { has: page.getByRole('heading', { name: '证书', exact: true }) });
  const before = await rows.locator('[data-row]').count();
  await page.getByRole('button', { name: '签发证书' }).click();
  await dialog.getByLabel('证书请求（PKCS#10）').fill('姓名');
  await issue.click();
  await dialog.getByText('不是证书请求').waitFor();

  const random = seededRandom('console-forms');
  const key = generateSm2KeyPair(random);
  const info = buildCertificationRequestInfo({
    subject: nameOf([[OID.commonName, '院长']]),
    spki: encodeSm2Spki(key.publicKey),
  });
  const csr = assembleCsr(info, sm2SignatureToDer(sm2Sign(key, info, random)));
  const buffer = Buffer.from(encodePem('CERTIFICATE REQUEST', csr));
  await dialog
    .getByLabel('选择证书请求文件')
    .and(page.locator('input'))
    .setInputFiles({ name: 'nurse.csr', mimeType: 'application/pkcs10', buffer });
  await issue.click();
  await page.getByText(`已为 ${nurse.name} 签发证书`).waitFor();
  await dialog.waitFor({ state: 'detached' });
  await rows.locator('[data-row]').nth(before).waitFor();
  await page.close();

  const list = await desk.open('security-administrator', '/certificates?q=T0005');
  await list.locator('[data-row]').first().waitFor();
  await list.getByRole('button', { name: '签发证书' }).click();
  await list.getByRole('dialog').getByLabel('工号').fill('T0005');
  await list.getByRole('dialog').getByLabel('用途').click();
  await list.getByTitle(/由平台托管/).click();
  await list.getByRole('dialog').getByRole('button', { name: '签发证书' }).click();
  await list.locator('[data-row]').nth(1).waitFor();
  await list.close();
});

test('a system is switched off with a reason, is refused at once, and comes back', async () => {
  const lis = platform.credentials().systems.find((one) => one.code === 'LIS');
  assert.ok(lis);
  const api = await systemApi(platform.baseUrl, lis);
  const status = async () => (await api.get('/v1/staff/T0001')).status;
  assert.equal(await status(), 200);
  const page = await desk.open('system-administrator', '/systems?q=LIS');
  const dialog = page.getByRole('dialog');
  const row = page.getByRole('row', { name: /LIS-/ });
  await row.getByRole('button', { name: /停\s*用/ }).click();
  await dialog.getByLabel(/原因（必填/).fill('接口升级');
  await dialog.getByLabel('请输入 LIS 以确认').fill('LIS');
  await dialog.getByRole('button', { name: /停\s*用/ }).click();
  // The button turns round once the server has answered; the word alone stands on the button as well.
  await row.getByRole('button', { name: /启\s*用/ }).waitFor();
  assert.equal(await status(), 401);
  assert.equal((await tokenFor(platform.baseUrl, lis)).status, 401);
  await row.getByRole('button', { name: /启\s*用/ }).click();
  await dialog.getByLabel(/原因（必填/).fill('升级完成');
  await dialog.getByRole('button', { name: /启\s*用/ }).click();
  await row.getByRole('button', { name: /停\s*用/ }).waitFor();
  assert.equal(await status(), 200);
  await page.close();
});

test('every list exports what its filters leave', async () => {
  const departments = await desk.open('system-administrator', '/departments?kind=technical');
  await departments.locator('[data-row]').first().waitFor();
  assert.equal((await exported(departments)).length, await departments.locator('[data-row]').count());
  const systems = await desk.open('system-administrator', '/systems?q=pacs');
  await systems.locator('[data-row]').first().waitFor();
  assert.match((await exported(systems)).join('\n'), /^PACS,PACS,PACS-[0-9a-f]+,影像报告,,在用,.*Asia\/Shanghai$/);
  const certificates = await desk.open('system-administrator', '/certificates?q=T000');
  await certificates.locator('[data-row]').first().waitFor();
  assert.equal((await exported(certificates)).length, await certificates.locator('[data-row]').count());
  const ledger = await desk.open('audit-administrator', '/ledger?kind=list-exported');
  await ledger.locator('[data-row]').nth(2).waitFor();
  assert.equal((await exported(ledger)).length, 4);
  for (const page of [departments, systems, certificates, ledger]) await page.close();
});

test('columns of the records are chosen, remembered and brought back', async () => {
  const page = await desk.open('system-administrator', '/records');
  const header = page.getByRole('columnheader', { name: '患者' });
  await header.waitFor();
  await page.getByRole('button', { name: '列', exact: true }).click();
  await page.getByRole('checkbox', { name: '患者' }).uncheck();
  await header.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByRole('columnheader', { name: '签名人' }).waitFor();
  assert.equal(await header.count(), 0);
  await page.getByRole('button', { name: '列', exact: true }).click();
  await page.getByRole('button', { name: '全部显示' }).click();
  await header.waitFor();
  await page.close();
});

test('the pages of clinical staff, security and audit have no serious accessibility issue and do not overflow', async () => {
  const pages = [
    ['doctor', '/'],
    ['doctor', '/tasks'],
    ['doctor', '/sessions'],
    ['security-administrator', '/sessions'],
    ['security-administrator', '/certificates'],
    ['audit-administrator', '/ledger'],
    ['system-administrator', '/people/import'],
    ['system-administrator', '/people/T0001'],
  ] as const;
  for (const [role, path] of pages) {
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      const page = await desk.open(role, path);
      await page.setViewportSize({ width, height: 844 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      const { violations } = await new AxeBuilder({ page }).analyze();
      const grave = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
      assert.deepEqual(
        grave.map((one) => `${path} ${width} ${one.id}: ${one.nodes[0]?.html}`),
        [],
      );
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.ok(Number(over) <= 0, `${path} is ${over} px too wide at ${width}`);
      await page.close();
    }
  }
});
