import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../testing/browser.ts';
import { type RunningPlatform, startPlatform } from '../../testing/platform.ts';

const DESKTOP = { width: 1280, height: 860 };
const PHONE = { width: 390, height: 844 };

let platform: RunningPlatform;
let browser: Browser;
/** Signed in as system administrator: sees all records, people and systems. */
let context: BrowserContext;

before(
  async () => {
    execFileSync(process.execPath, [new URL('../../tools/build-console.mjs', import.meta.url).pathname]);
    // One after the other: whichever fails, `after` knows the other.
    browser = await launchBrowser();
    platform = await startPlatform({ demo: true, seed: 'small' });
    context = await browser.newContext({ viewport: DESKTOP, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
    context.setDefaultTimeout(15_000);
  },
  { timeout: 240_000 },
);

after(async () => {
  await browser?.close();
  await platform?.stop();
});

function linkOf(role: string): string {
  const person = platform.credentials().people.find((one) => one.role === role);
  assert.ok(person, `no demo person with the role ${role}`);
  return person.signInLink;
}

async function open(path: string, viewport = DESKTOP): Promise<Page> {
  const page = await context.newPage();
  await page.setViewportSize(viewport);
  await page.goto(`${platform.baseUrl}/console${path}`);
  return page;
}

async function assertAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
  assert.deepEqual(
    grave.map((one) => `${page.url()} ${one.id}: ${one.nodes[0]?.html}`),
    [],
  );
}

test('nobody signed in: the console says how to get in, and a wrong link what to do', async () => {
  const page = await open('/');
  await page.getByText('请先登录').waitFor();
  await page.goto(`${platform.baseUrl}/console/enter#token=${'x'.repeat(43)}`);
  await page.getByText('无法登录').waitFor();
  await page.getByText('请向系统管理员索取新的链接').waitFor();
  await assertAccessible(page);
  await page.close();
});

test('a one-time link signs in once, and its token leaves the address', async () => {
  const page = await context.newPage();
  const link = linkOf('system-administrator');
  await page.goto(link);
  await page.getByRole('heading', { name: /您好/ }).waitFor();
  assert.equal(new URL(page.url()).hash, '');
  await page.close();

  const stranger = await browser.newPage();
  await stranger.goto(link);
  await stranger.getByText('无法登录').waitFor();
  await stranger.close();
});

test('a record is searched, opened, found valid and downloaded', async () => {
  const page = await open('/records?test=false');
  await page.locator('[data-row]').first().waitFor();
  const businessNo = await page.locator('[data-row] .below').first().textContent();
  await page.keyboard.press('/');
  assert.ok(businessNo);
  await page.keyboard.type(businessNo);
  await page.waitForURL(/[?&]q=/);
  // Until the answer is there, the rows are still those of before.
  await page.locator('[data-row]').nth(1).waitFor({ state: 'detached' });
  await page.locator('[data-row]', { hasText: businessNo }).first().waitFor();
  await page.getByRole('searchbox').blur();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/console\/records\/[0-9a-f-]{36}$/);
  await page.locator('[data-verdict="valid"]', { hasText: '有效' }).waitFor();
  assert.equal(await page.locator('.checks .state-bad').count(), 0);
  assert.match((await page.locator('main').textContent()) ?? '', /北京时间 UTC\+8/);

  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '签名', exact: true }).click(),
  ]);
  assert.ok(readFileSync(await saved.path()).length > 64);
  await page.close();
});

test('the list keeps its filters in the address, says when nothing matches, and exports what is filtered', async () => {
  const page = await open('/records?q=%E6%B2%A1%E6%9C%89%E8%BF%99%E4%B8%AA');
  await page.getByText('没有符合条件的内容').waitFor();
  await page.getByRole('button', { name: '清除条件' }).first().click();
  await page.locator('[data-row]').first().waitFor();
  assert.equal(new URL(page.url()).search, '');
  await page.getByRole('button', { name: '加载更多' }).click();
  await page.locator('[data-row]').nth(50).waitFor();
  const all = await (await page.request.get(`${platform.baseUrl}/v1/records?limit=200`)).json();
  const { documentType } = all.items[0];
  const matching = all.items.filter((one: { documentType: string }) => one.documentType === documentType);
  await page.goto(`${platform.baseUrl}/console/records?documentType=${documentType}`);
  await page.getByText(`已显示 ${matching.length} 条`).waitFor();
  const [saved] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '导出 CSV' }).click(),
  ]);
  const lines = readFileSync(await saved.path(), 'utf8')
    .trimEnd()
    .split('\r\n');
  assert.equal(lines.length, 1 + matching.length);
  await page.close();
});

test('people are found by pinyin initials, and Ctrl+K finds pages', async () => {
  const page = await open('/people?q=z');
  await page.locator('[data-row]').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('combobox').fill('科室');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/console\/departments$/);
  await page.close();
});

test('the language changes, is remembered and reaches every label', async () => {
  const page = await open('/records');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Signature records' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Signature records' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await page.getByRole('button', { name: '中文' }).click();
  await page.getByRole('heading', { name: '签名记录' }).waitFor();
  await page.close();
});

for (const [name, viewport] of [
  ['1280 px', DESKTOP],
  ['390 px', PHONE],
] as const) {
  test(`main pages have no serious accessibility issue and do not overflow at ${name}`, async () => {
    for (const path of [
      '/',
      '/records',
      '/verify',
      '/people',
      '/departments',
      '/systems',
      '/certificates',
      '/account',
    ]) {
      const page = await open(path, viewport);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await assertAccessible(page);
      assert.equal(await page.locator('.problem').count(), 0, `${path} shows a problem`);
      const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      assert.ok(Number(over) <= 0, `${path} is ${over} px too wide`);
      await page.close();
    }
  });
}

test('menus follow the permissions, and a page without permission says so', async () => {
  const page = await open('/ledger');
  await page.getByRole('heading', { name: '没有权限查看此页' }).waitFor();
  assert.equal(await page.getByRole('link', { name: '审计账本' }).count(), 0);
  await page.close();
});
