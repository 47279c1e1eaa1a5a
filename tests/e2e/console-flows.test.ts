/** What people do on the console, against the real server: each act is seen by the clinical system that waits for it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../testing/browser.ts';
import { type RunningPlatform, startPlatform } from '../../testing/platform.ts';
import { type ConsoleDesk, openDesk, type SystemApi, systemApi, tokenFor } from './console-desk.ts';

let browser: Browser;
let platform: RunningPlatform;
let desk: ConsoleDesk;
/** A clinical system of the demo. */
let api: SystemApi;

before(
  async () => {
    execFileSync(process.execPath, [new URL('../../tools/build-console.mjs', import.meta.url).pathname]);
    browser = await launchBrowser();
    platform = await startPlatform({ demo: true, seed: 'small' });
    desk = openDesk(browser, platform);
    const workstation = platform.credentials().systems.find((one) => one.code === 'IIH');
    assert.ok(workstation);
    api = await systemApi(platform.baseUrl, workstation);
  },
  { timeout: 240_000 },
);

after(async () => {
  await browser?.close();
  await platform?.stop();
});

interface Signer {
  readonly jobNo: string;
  readonly department: string;
}

/** An order, the simplest document there is. */
function order(signer: Signer, businessNo: string, mode: 'now' | 'later') {
  return {
    signer: { jobNo: signer.jobNo },
    department: signer.department,
    businessNo,
    documentType: 'order',
    title: `临时医嘱 ${businessNo}`,
    patient: { id: 'P-1', name: '龘䶮', visitNo: 'V-1' },
    content: { text: `${businessNo} 青霉素皮试` },
    format: 'cms-gm',
    mode,
  };
}

async function queue(signer: Signer, businessNo: string): Promise<string> {
  const { status, body } = await api.post('/v1/data-signs', order(signer, businessNo, 'later'));
  assert.equal(status, 202, JSON.stringify(body));
  return String(body.taskId);
}

/** Where a member of staff works. */
async function departmentOf(jobNo: string): Promise<string> {
  const { body } = await api.get(`/v1/staff/${jobNo}`);
  const [department] = body.departments as { readonly code: string }[];
  assert.ok(department);
  return department.code;
}

async function fillPin(page: Page, pin: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('PIN').fill(pin);
  await dialog.getByRole('button', { name: /签\s*署/ }).click();
}

/** What the page says after the PIN: the heading of the report, or the refusal in full. */
async function outcome(page: Page): Promise<string> {
  const said = page.getByRole('heading', { name: /^已签/ }).or(page.getByRole('alert'));
  return (await said.first().textContent()) ?? '';
}

test('a doctor signs two queued orders with one PIN, rejects a third, and the system hears of each', async () => {
  const doctor = desk.person('doctor');
  const [first, second, third] = [
    await queue(doctor, 'YZ-1'),
    await queue(doctor, 'YZ-2'),
    await queue(doctor, 'YZ-3'),
  ];
  const page = await desk.open('doctor', '/tasks');
  await page.getByRole('button', { name: '临时医嘱 YZ-1' }).click();
  await page.getByRole('dialog').getByText('YZ-1 青霉素皮试').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByRole('checkbox', { name: /临时医嘱 YZ-1/ }).check();
  await page.getByRole('checkbox', { name: /临时医嘱 YZ-2/ }).check();
  await page.getByText('已选 2 项').waitFor();
  await page
    .locator('.select-bar')
    .getByRole('button', { name: /签\s*署/ })
    .click();
  await fillPin(page, doctor.pin === '999999' ? '888888' : '999999');
  assert.match(await outcome(page), /还可尝试/);
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /取\s*消/ })
    .click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page
    .locator('.select-bar')
    .getByRole('button', { name: /签\s*署/ })
    .click();
  await fillPin(page, doctor.pin);
  assert.equal(await outcome(page), '已签 2 项，未签 0 项');
  for (const task of [first, second]) assert.equal((await api.get(`/v1/sign-tasks/${task}`)).body.status, 'signed');

  await page
    .getByRole('row', { name: /YZ-3/ })
    .getByRole('button', { name: /拒\s*签/ })
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(/原因/).fill('剂量不符');
  await dialog.getByRole('button', { name: /拒\s*签/ }).click();
  await page.getByText('全部签完了').waitFor();
  const rejected = (await api.get(`/v1/sign-tasks/${third}`)).body;
  assert.deepEqual([rejected.status, rejected.reason], ['rejected', '剂量不符']);

  await page.getByRole('link', { name: '临时医嘱 YZ-1' }).click();
  await page.waitForURL(/\/console\/records\//);
  await page.locator('[data-verdict="valid"]').waitFor();
  assert.match((await page.locator('main').textContent()) ?? '', /龘䶮/);
  await page.close();
});

test('a sign session approved on the approval page is seen on the console, and recalling it ends it at once', async () => {
  const nurse = desk.person('nurse');
  const now = (businessNo: string) => api.post('/v1/data-signs', order(nurse, businessNo, 'now'));
  const before = await now('SQ-0');
  assert.deepEqual([before.status, before.body.code], [409, 'session-required']);

  const requested = await api.post('/v1/sign-sessions', {
    signer: { jobNo: nurse.jobNo },
    workstation: '护士站 3',
    purpose: '白班',
    maxCount: 5,
  });
  assert.equal(requested.status, 201, JSON.stringify(requested.body));
  const approval = await desk.stranger(String(requested.body.approvalUrl));
  await approval.getByLabel(/PIN/).fill(nurse.pin);
  await approval.getByRole('button', { name: '同意授权' }).click();
  await approval.getByText(/已授权，有效至/).waitFor();
  await approval.context().close();
  assert.equal((await now('SQ-1')).status, 201);

  const page = await desk.open('nurse', '/sessions');
  const card = page.locator('.card', { hasText: '护士站 3' });
  await card.getByText('1 / 5 次').waitFor();
  await card.getByText('白班').waitFor();
  await card.getByRole('button', { name: '收回授权' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '收回授权' }).click();
  await page.getByText('没有授权记录').waitFor();
  const ended = await now('SQ-2');
  assert.deepEqual([ended.status, ended.body.code], [409, 'session-required']);
  await page.close();
});

test('a suspended certificate refuses to sign until it is resumed, a revoked one for ever', async () => {
  const account = { jobNo: 'T0003', department: await departmentOf('T0003') };
  const code = async (businessNo: string) => {
    const { status, body } = await api.post('/v1/data-signs', order(account, businessNo, 'now'));
    return status === 201 ? 'signed' : body.code;
  };
  assert.equal(await code('ZS-1'), 'signed');
  const page = await desk.open('security-administrator', `/certificates?q=${account.jobNo}`);
  const row = page.getByRole('row', { name: new RegExp(account.jobNo) });
  const dialog = page.getByRole('dialog');
  const act = async (button: RegExp, serialEnd?: string) => {
    await row.getByRole('button', { name: button }).click();
    await dialog.getByLabel(/原因（必填/).fill('证书演练');
    if (serialEnd !== undefined) {
      assert.ok(await dialog.getByRole('button', { name: button }).isDisabled());
      await dialog.getByLabel(`请输入 ${serialEnd} 以确认`).fill(serialEnd);
    }
    await dialog.getByRole('button', { name: button }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  const serial = (await row.locator('.serial').textContent()) ?? '';
  await act(/挂\s*起/);
  await row.getByText('已挂起').waitFor();
  assert.equal(await code('ZS-2'), 'certificate-suspended');
  await act(/恢\s*复/);
  await row.getByText('有效', { exact: true }).waitFor();
  assert.equal(await code('ZS-3'), 'signed');
  await act(/吊\s*销/, serial.slice(-6));
  await row.getByText('已吊销').waitFor();
  assert.equal(await row.getByRole('button').count(), 0);
  assert.equal(await code('ZS-4'), 'certificate-revoked');
  await page.close();
});

test('a cleared PIN is set again by the person alone, with a link from somebody else, and signs', async () => {
  const head = desk.person('department-head');
  const cleared = await desk.open('security-administrator', `/people/${head.jobNo}`);
  await cleared.getByRole('button', { name: '清除 PIN' }).click();
  const dialog = cleared.getByRole('dialog');
  await dialog.getByLabel(/原因（必填/).fill('本人遗忘');
  await dialog.getByLabel(`请输入 ${head.jobNo} 以确认`).fill(head.jobNo);
  await dialog.getByRole('button', { name: '清除 PIN' }).click();
  await cleared.getByText('尚未设置 PIN').waitFor();
  await cleared.close();

  const helper = await desk.open('system-administrator', `/people/${head.jobNo}`);
  await helper.getByRole('button', { name: '生成登录链接' }).click();
  const link = (await helper.getByRole('dialog').locator('.secret').textContent()) ?? '';
  await helper.close();

  const page = await desk.stranger(link);
  await page.getByRole('heading', { name: /您好/ }).waitFor();
  await page.goto(`${platform.baseUrl}/console/account`);
  await page.getByLabel(/^新 PIN/).fill('135790');
  await page.getByLabel('再次输入新 PIN').fill('135791');
  await page.getByRole('button', { name: '保存 PIN' }).click();
  await page.getByText('两次输入不一致').waitFor();
  await page.getByLabel('再次输入新 PIN').fill('135790');
  await page.getByRole('button', { name: '保存 PIN' }).click();
  await page.getByText('已设置 PIN').waitFor();

  await queue(head, 'PIN-1');
  await page.goto(`${platform.baseUrl}/console/tasks`);
  await page.getByRole('checkbox', { name: /PIN-1/ }).check();
  await page
    .locator('.select-bar')
    .getByRole('button', { name: /签\s*署/ })
    .click();
  await fillPin(page, '135790');
  assert.equal(await outcome(page), '已签 1 项，未签 0 项');
  await page.context().close();
});

/** `工号,姓名,科室编码,职称,角色` in GBK. */
const HEADER_GBK = 'b9a4bac52cd0d5c3fb2cbfc6cad2b1e0c2eb2cd6b0b3c62cbdc7c9ab0d0a';
/** `龚建国` and `医生` in GBK. */
const GONG_GBK = 'b9a8bda8b9fa';
const DOCTOR_GBK = 'd2bdc9fa';

test('people are imported from UTF-8 and from GBK: first a preview of every row, then stored', async () => {
  const { department } = desk.person('doctor');
  const page = await desk.open('system-administrator', '/people/import');
  const choose = (name: string, buffer: Buffer) =>
    page.getByLabel('选择 CSV 文件').setInputFiles({ name, mimeType: 'text/csv', buffer });
  const known = async (jobNo: string) => (await api.get(`/v1/staff/${jobNo}`)).status === 200;

  const utf8 = `工号,姓名,科室编码,职称,角色\r\nUTF01,𠮷田㐱,${department},主治医师,医生\r\nUTF02,无科室,NOWHERE,,医生\r\n`;
  await choose('utf8.csv', Buffer.from(utf8, 'utf8'));
  await page.getByText('新增 1，更新 0，不变 0，拒绝 1').waitFor();
  await page.getByRole('row', { name: /UTF02/ }).getByText('NOWHERE').waitFor();
  assert.equal(await known('UTF01'), false);
  await page.getByRole('button', { name: '导入 1 人' }).click();
  await page.getByRole('heading', { name: '已导入' }).waitFor();
  assert.equal((await api.get('/v1/staff/UTF01')).body.name, '𠮷田㐱');

  const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');
  const gbk = `${HEADER_GBK}${ascii('GBK01,')}${GONG_GBK}${ascii(`,${department},,`)}${DOCTOR_GBK}${ascii('\r\n')}`;
  await choose('gbk.csv', Buffer.from(gbk, 'hex'));
  await page.getByText(/GB18030.*新增 1，更新 0，不变 0，拒绝 0/).waitFor();
  await page.getByRole('button', { name: '导入 1 人' }).click();
  await page.getByRole('heading', { name: '已导入' }).waitFor();
  assert.equal((await api.get('/v1/staff/GBK01')).body.name, '龚建国');

  await choose('broken.csv', Buffer.from('姓名\r\n张三\r\n', 'utf8'));
  await page.getByRole('alert').getByText('缺少列“工号”').waitFor();
  await page.close();
});

test('a new system gets its secret once; after a rotation the old and the new one work', async () => {
  const page = await desk.open('system-administrator', '/systems');
  const dialog = page.getByRole('dialog');
  const secretShown = async () => {
    await dialog.getByText('只显示这一次，请立即保存').waitFor();
    const [clientId = '', clientSecret = ''] = await dialog.locator('.secret').allTextContents();
    await dialog.getByRole('button', { name: '我已保存' }).click();
    return { clientId, clientSecret };
  };
  await page.getByRole('button', { name: '新增接入系统' }).click();
  await dialog.getByLabel('编码').fill('DRILL');
  await dialog.getByLabel('名称').fill('演练系统');
  await dialog.getByRole('button', { name: '新增接入系统' }).click();
  const first = await secretShown();
  await page.getByRole('searchbox').fill('DRILL');
  const row = page.getByRole('row', { name: /DRILL/ });
  await row.getByRole('button', { name: '更换密钥' }).click();
  const confirm = dialog.getByRole('button', { name: '更换密钥' });
  assert.ok(await confirm.isDisabled());
  await dialog.getByLabel('请输入 DRILL 以确认').fill('DRILL');
  await confirm.click();
  const second = await secretShown();
  assert.notEqual(first.clientSecret, second.clientSecret);
  for (const client of [first, second]) assert.equal((await tokenFor(platform.baseUrl, client)).status, 200);
  await page.close();
});
