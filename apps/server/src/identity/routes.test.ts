import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { ROLES, type Role } from '@medsign/contract/permissions';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { auditRoutes } from '../audit/index.ts';
import { testServer } from '../edge/test-support/test-server.ts';
import { inTransaction } from '../platform/database.ts';
import { callerOfConsoleSession, createSignInLink } from './console-session.ts';
import { createPeople } from './create-people.ts';
import { findPersonByJobNo } from './find-people.ts';
import { findSystemByClientId, verifySystemSecret } from './find-system.ts';
import { createSetupToken, markInstallation } from './installation.ts';
import { identityRoutes } from './routes.ts';
import { ACTOR, type TestDeps, testDeps } from './test-support/staff.ts';

interface World {
  readonly deps: TestDeps;
  readonly app: FastifyInstance;
}

const BASE = 'http://127.0.0.1:8080';
const SYSTEM_TOKEN = 'token-of-LIS';

async function world(t: TestContext, options: { readonly setUp?: boolean } = {}): Promise<World> {
  const deps = await testDeps(t);
  const app = await testServer(t, {
    callerOfSession: (token) => callerOfConsoleSession(deps, token),
    callerOfToken: async (token) =>
      token === SYSTEM_TOKEN ? { kind: 'system', systemCode: 'LIS', clientId: 'LIS-1' } : undefined,
  });
  await app.register(auditRoutes(deps));
  await app.register(identityRoutes({ ...deps, baseUrl: BASE, createAuthorities: async () => {} }));
  if (options.setUp === false) return { deps, app };
  await inTransaction(deps.database, (tx) =>
    markInstallation(tx, { mode: 'demo', hospitalName: '示例医院', at: deps.clock.now() }),
  );
  const people = (Object.keys(ROLES) as Role[]).map((role) => ({
    jobNo: jobNoOf(role),
    name: '王伟',
    roles: [role],
    departments: ['NK01'],
  }));
  await inTransaction(deps.database, (tx) => createPeople(tx, deps, people, ACTOR));
  return { deps, app };
}

function jobNoOf(role: Role): string {
  return `9${String(Object.keys(ROLES).indexOf(role)).padStart(3, '0')}`;
}

/** Signs somebody of that role in over the interface and gives requests their cookie. */
async function signIn({ deps, app }: World, role: Role): Promise<(request: InjectOptions) => Promise<Answer>> {
  const person = await findPersonByJobNo(deps.database, jobNoOf(role));
  const token = await inTransaction(deps.database, (tx) => createSignInLink(tx, deps, person?.id ?? '', 60, ACTOR));
  const opened = await app.inject({ method: 'POST', url: '/v1/console/sessions', payload: { token } });
  assert.equal(opened.statusCode, 201, opened.body);
  const cookie = String(opened.headers['set-cookie']).split(';')[0] as string;
  return async (request) => {
    const headers = { cookie, 'sec-fetch-site': 'same-origin', ...request.headers };
    return answerOf(await app.inject({ ...request, headers }));
  };
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what the wire carries
  readonly body: any;
  readonly text: string;
}

function answerOf(response: { statusCode: number; headers: Record<string, unknown>; body: string }): Answer {
  const json = String(response.headers['content-type'] ?? '').includes('json');
  return {
    status: response.statusCode,
    headers: response.headers,
    body: json ? JSON.parse(response.body) : undefined,
    text: response.body,
  };
}

test('signing in sets a strict cookie, /v1/me says who it is, signing out ends it', async (t) => {
  const at = await world(t);
  const person = await findPersonByJobNo(at.deps.database, jobNoOf('doctor'));
  const token = await inTransaction(at.deps.database, (tx) =>
    createSignInLink(tx, at.deps, person?.id ?? '', 60, ACTOR),
  );
  const opened = await at.app.inject({ method: 'POST', url: '/v1/console/sessions', payload: { token } });
  assert.match(String(opened.headers['set-cookie']), /^medsign_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.equal(opened.json().hospitalName, '示例医院');

  const call = await signIn(at, 'doctor');
  const me = await call({ url: '/v1/me' });
  assert.equal(me.status, 200, me.text);
  assert.deepEqual(
    [me.body.jobNo, me.body.roles, me.body.pin, me.body.mode],
    [jobNoOf('doctor'), ['doctor'], 'not-set', 'demo'],
  );
  const out = await call({ method: 'DELETE', url: '/v1/console/sessions' });
  assert.equal(out.status, 204, out.text);
  assert.equal(out.text, '');
  assert.match(String(out.headers['set-cookie']), /^medsign_session=; .*Max-Age=0/);
  assert.equal((await call({ url: '/v1/me' })).body.code, 'unauthenticated');
});

test('a used or unknown link is refused', async (t) => {
  const { app } = await world(t);
  const payload = { token: 'x'.repeat(43) };
  const response = answerOf(await app.inject({ method: 'POST', url: '/v1/console/sessions', payload }));
  assert.deepEqual([response.status, response.body.code], [403, 'sign-in-link-invalid']);
});

test('people are listed by pages, with unknown parameters and foreign cursors refused', async (t) => {
  const call = await signIn(await world(t), 'doctor');
  const first = await call({ url: '/v1/people?limit=5' });
  assert.equal(first.status, 200, first.text);
  assert.deepEqual(Object.keys(first.body.items[0]).sort(), [
    'active',
    'departments',
    'jobNo',
    'name',
    'roles',
    'test',
    'title',
  ]);
  const second = await call({ url: `/v1/people?limit=5&cursor=${first.body.next}` });
  assert.equal(first.body.items.length + second.body.items.length, 8);
  assert.equal(second.body.next, undefined);
  assert.equal((await call({ url: '/v1/people?q=ww&department=NK01&active=true&role=nurse' })).body.items.length, 1);
  assert.equal((await call({ url: '/v1/people?cursor=%00' })).body.code, 'invalid-request');
  assert.equal((await call({ url: '/v1/people?unknown=1' })).body.code, 'invalid-request');
  assert.equal((await call({ url: '/v1/people?limit=201' })).body.code, 'invalid-request');
});

test('a person is put and read with the history of departments', async (t) => {
  const at = await world(t);
  const call = await signIn(at, 'system-administrator');
  const payload = { name: '欧阳龘', title: '主治医师', roles: ['doctor'], departments: ['NK01'] };
  const created = await call({ method: 'PUT', url: '/v1/staff/2001', payload });
  assert.equal(created.status, 201, created.text);
  at.deps.clock.advance({ minutes: 5 });
  const moved = await call({ method: 'PUT', url: '/v1/staff/2001', payload: { ...payload, departments: ['WK01'] } });
  assert.equal(moved.status, 200);
  assert.deepEqual(moved.body.memberships, [
    { code: 'NK01', name: '心血管内科', from: '2026-03-02T00:00:00.000Z', to: '2026-03-02T00:05:00.000Z' },
    { code: 'WK01', name: '普通外科', from: '2026-03-02T00:05:00.000Z' },
  ]);
  const headers = { authorization: `Bearer ${SYSTEM_TOKEN}`, cookie: '' };
  assert.deepEqual((await call({ url: '/v1/staff/2001', headers })).body, moved.body);
  assert.equal((await call({ url: '/v1/staff/nobody' })).body.code, 'unknown-person');
  for (const bad of [
    { ...payload, phone: '1' },
    { ...payload, roles: ['king'] },
    { ...payload, departments: 'NK01' },
  ]) {
    const refused = await call({ method: 'PUT', url: '/v1/staff/2001', payload: bad });
    assert.equal(refused.body.code, 'invalid-request');
  }
});

test('a CSV is previewed, imported and exported', async (t) => {
  const call = await signIn(await world(t), 'system-administrator');
  const payload = Buffer.from('工号,姓名,科室编码,职称,角色\n2001,王伟,NK01,主治医师,医生\n2002,李娜,NO,,\n');
  const headers = { 'content-type': 'text/csv' };
  const preview = await call({ method: 'POST', url: '/v1/people:import?dryRun=true', payload, headers });
  assert.equal(preview.status, 200, preview.text);
  assert.deepEqual([preview.body.dryRun, preview.body.created, preview.body.refused], [true, 1, 1]);
  assert.equal((await call({ url: '/v1/staff/2001' })).status, 404);
  const stored = await call({ method: 'POST', url: '/v1/people:import', payload, headers });
  assert.deepEqual(stored.body.rows, preview.body.rows);
  const csv = await call({ url: '/v1/people:export?q=2001' });
  assert.equal(csv.text, '\ufeff工号,姓名,科室编码,职称,角色\r\n2001,王伟,NK01,主治医师,医生\r\n');
  assert.match(String(csv.headers['content-disposition']), /people\.csv/);
  const bad = await call({ method: 'POST', url: '/v1/people:import', payload: Buffer.from('a,b\n'), headers });
  assert.deepEqual([bad.status, bad.body.code], [400, 'malformed-csv']);
  const json = await call({ method: 'POST', url: '/v1/people:import', payload: { a: 1 } });
  assert.equal(json.body.code, 'unsupported-media-type');
});

test('departments are listed and put', async (t) => {
  const call = await signIn(await world(t), 'system-administrator');
  const payload = { name: '儿科', campusCode: 'ZB', kind: 'clinical' };
  assert.equal((await call({ method: 'PUT', url: '/v1/departments/EK01', payload })).status, 201);
  const list = await call({ url: '/v1/departments' });
  assert.deepEqual(
    list.body.items.map(({ code }: { code: string }) => code),
    ['EK01', 'JY01', 'NK01', 'WK01'],
  );
  const unknownKind = await call({ method: 'PUT', url: '/v1/departments/EK01', payload: { ...payload, kind: 'x' } });
  assert.equal(unknownKind.body.code, 'invalid-request');
});

test('a system’s secret is shown when it is made and never again', async (t) => {
  const at = await world(t);
  const call = await signIn(at, 'system-administrator');
  const payload = { code: 'LIS', name: '检验系统', documentTypes: ['lab-report'] };
  const created = await call({ method: 'POST', url: '/v1/systems', payload });
  assert.equal(created.status, 201, created.text);
  const { clientId, clientSecret } = created.body;
  assert.equal(await verifySystemSecret(at.deps.database, clientId, clientSecret), true);
  const rotated = await call({ method: 'POST', url: '/v1/systems/LIS/secret' });
  assert.equal(await verifySystemSecret(at.deps.database, clientId, rotated.body.clientSecret), true);
  const list = await call({ url: '/v1/systems' });
  assert.equal(list.body.items[0].secrets.length, 2);
  assert.doesNotMatch(list.text, new RegExp(`${clientSecret}|${rotated.body.clientSecret}`));
  assert.equal((await call({ method: 'POST', url: '/v1/systems', payload })).body.code, 'duplicate-code');
  assert.equal((await findSystemByClientId(at.deps.database, clientId))?.code, 'LIS');
});

test('a system is renamed, narrowed, switched off and on again, each with its reason in the ledger', async (t) => {
  const at = await world(t);
  const call = await signIn(at, 'system-administrator');
  const put = (payload: object, code = 'LIS') => call({ method: 'PUT', url: `/v1/systems/${code}`, payload });
  const payload = { code: 'LIS', name: '检验', documentTypes: null };
  const { clientId, clientSecret } = (await call({ method: 'POST', url: '/v1/systems', payload })).body;
  const good = () => verifySystemSecret(at.deps.database, clientId, clientSecret);

  const off = await put({ name: '检验系统', documentTypes: ['lab-report'], active: false, reason: '厂商停服' });
  assert.equal(off.status, 200, off.text);
  assert.deepEqual([off.body.name, off.body.documentTypes, off.body.active], ['检验系统', ['lab-report'], false]);
  assert.equal(off.body.secrets.length, 1);
  assert.equal(await good(), false);
  const on = { name: '检验系统', documentTypes: ['lab-report'], active: true };
  assert.equal((await put(on)).body.active, true);
  assert.equal(await good(), true);
  await put(on);
  const leaves = (await (await signIn(at, 'audit-administrator'))({ url: '/v1/ledger/leaves?kind=system-changed' }))
    .body;
  assert.deepEqual(
    leaves.items.map((leaf: { body: string }) => JSON.parse(leaf.body).data),
    [
      { active: true, changed: ['active'], documentTypes: ['lab-report'] },
      {
        active: false,
        changed: ['name', 'documentTypes', 'active'],
        documentTypes: ['lab-report'],
        reason: '厂商停服',
      },
    ],
  );
  assert.equal((await put(on, 'NONE')).body.code, 'unknown-system');
  assert.equal((await put({ ...on, test: true })).body.code, 'invalid-request');
  assert.equal((await put({ ...on, documentTypes: [] })).body.code, 'invalid-request');
});

test('departments, systems and the ledger are exported as filtered, and that is written down', async (t) => {
  const at = await world(t);
  const call = await signIn(at, 'system-administrator');
  const departments = await call({ url: '/v1/departments:export?kind=technical&campus=BJ' });
  assert.equal(
    departments.text,
    '\ufeff科室编码,科室名称,院区编码,院区,类别,状态\r\nJY01,检验科,BJ,滨江院区,医技,在用\r\n',
  );
  assert.match(String(departments.headers['content-disposition']), /departments\.csv/);
  assert.equal((await call({ url: '/v1/departments:export?q=nk' })).text.split('\r\n').length, 3);
  assert.equal((await call({ url: '/v1/departments:export?cursor=1' })).body.code, 'invalid-request');

  const payload = { code: 'LIS', name: '=1+1', documentTypes: ['lab-report'] };
  const { clientId } = (await call({ method: 'POST', url: '/v1/systems', payload })).body;
  await call({ method: 'POST', url: '/v1/systems', payload: { code: 'PACS', name: '影像', documentTypes: null } });
  const systems = await call({ url: '/v1/systems:export?q=lis' });
  assert.match(systems.text, new RegExp(`^\ufeff.*\\r\\nLIS,'=1\\+1,${clientId},检验报告,,在用,[0-9: -]+ UTC\\r\\n$`));

  const audit = await signIn(at, 'audit-administrator');
  const ledger = await audit({ url: '/v1/ledger/leaves:export?kind=list-exported' });
  const lines = ledger.text.trimEnd().split('\r\n');
  assert.equal(lines.length, 1 + 4);
  assert.match(lines[1] ?? '', /^\d+,.* UTC,导出列表,list-exported,人员,9007,ledger,[0-9a-f]{64},"\{""actor/);
  assert.match(lines[4] ?? '', /,departments,[0-9a-f]{64},.*\[""campus"",""kind""\]/);
});

test('a PIN is set by its owner after a fresh sign-in, changed with the old one, cleared by the security administrator', async (t) => {
  const at = await world(t);
  const call = await signIn(at, 'doctor');
  const url = `/v1/staff/${jobNoOf('doctor')}/pin`;
  const set = (payload: object) => call({ method: 'POST', url, payload });
  assert.equal((await set({ pin: '123456' })).body.code, 'pin-too-weak');
  assert.equal((await set({ pin: '135246' })).status, 204);
  assert.equal((await set({ pin: '802913' })).body.code, 'pin-wrong');
  assert.equal((await set({ pin: '802913', oldPin: '000000' })).body.triesLeft, 4);
  assert.equal((await set({ pin: '802913', oldPin: '135246' })).status, 204);
  const stranger = await call({ method: 'POST', url: `/v1/staff/${jobNoOf('nurse')}/pin`, payload: { pin: '135246' } });
  assert.equal(stranger.body.code, 'forbidden');
  at.deps.clock.advance({ minutes: 16 });
  assert.equal((await set({ pin: '135246', oldPin: '802913' })).body.code, 'fresh-sign-in-required');

  const security = await signIn(at, 'security-administrator');
  assert.equal((await security({ method: 'DELETE', url, payload: {} })).body.code, 'invalid-request');
  assert.equal((await security({ method: 'DELETE', url, payload: { reason: '本人遗忘' } })).status, 204);
  assert.equal((await call({ url: '/v1/me' })).body.pin, 'not-set');
});

test('the system administrator makes sign-in links that work once', async (t) => {
  const at = await world(t);
  const call = await signIn(at, 'system-administrator');
  const url = `/v1/staff/${jobNoOf('nurse')}/sign-in-links`;
  const made = await call({ method: 'POST', url, payload: { validMinutes: 10 } });
  assert.equal(made.status, 201, made.text);
  assert.equal(made.body.expiresAt, '2026-03-02T00:10:00.000Z');
  const [address, token] = made.body.signInLink.split('#');
  assert.equal(address, `${BASE}/console/sign-in`);
  const open = () => at.app.inject({ method: 'POST', url: '/v1/console/sessions', payload: { token } });
  assert.equal((await open()).statusCode, 201);
  assert.equal((await open()).statusCode, 403);
  for (const role of ['security-administrator', 'audit-administrator'] as const) {
    const other = await call({ method: 'POST', url: `/v1/staff/${jobNoOf(role)}/sign-in-links`, payload: {} });
    assert.deepEqual([other.status, other.body.code], [403, 'forbidden']);
    assert.match(other.body.detail, /npx medsign sign-in-link/);
  }
});

test('set-up over the interface gives three links', async (t) => {
  const { deps, app } = await world(t, { setUp: false });
  const token = await inTransaction(deps.database, (tx) => createSetupToken(tx, deps));
  const payload = {
    token,
    hospitalName: '市第一医院',
    administrators: [
      { jobNo: '9001', name: '赵系统', role: 'system-administrator' },
      { jobNo: '9002', name: '钱安全', role: 'security-administrator' },
      { jobNo: '9003', name: '孙审计', role: 'audit-administrator' },
    ],
  };
  const done = answerOf(await app.inject({ method: 'POST', url: '/v1/setup', payload }));
  assert.equal(done.status, 201, done.text);
  assert.equal(done.body.administrators.length, 3);
  const again = answerOf(await app.inject({ method: 'POST', url: '/v1/setup', payload }));
  assert.deepEqual([again.status, again.body.code], [409, 'already-set-up']);
});

test('the ledger shows its head, leaves and proofs', async (t) => {
  const call = await signIn(await world(t), 'audit-administrator');
  const head = await call({ url: '/v1/ledger/head' });
  assert.equal(head.status, 200, head.text);
  const page = await call({ url: '/v1/ledger/leaves?limit=3' });
  assert.equal(page.body.items[0].index, head.body.size - 1);
  assert.equal(page.body.items[0].kind, 'console-signed-in');
  const rest = await call({ url: `/v1/ledger/leaves?limit=200&cursor=${page.body.next}` });
  assert.equal(rest.body.items.length, head.body.size - 3);
  const proof = await call({ url: '/v1/ledger/leaves/0/proof' });
  assert.deepEqual([proof.body.root, proof.body.size], [head.body.root, head.body.size]);
  assert.ok(proof.body.body.includes('department-created'));
  const headers = { authorization: `Bearer ${SYSTEM_TOKEN}`, cookie: '' };
  const ofSystem = await call({ url: '/v1/ledger/leaves/0/proof', headers });
  assert.equal(ofSystem.status, 200);
  assert.equal(ofSystem.body.body, undefined);
  assert.equal((await call({ url: '/v1/ledger/leaves/9999/proof' })).status, 404);
  assert.equal((await call({ url: '/v1/ledger/leaves?cursor=x' })).body.code, 'invalid-request');
});

/** Who is let in, by role; nobody else is, and nobody without signing in. */
const MATRIX: readonly (readonly [
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  url: string,
  roles: readonly Role[] | 'all',
])[] = [
  ['GET', '/v1/people', 'all'],
  ['GET', '/v1/staff/9000', 'all'],
  ['GET', '/v1/departments', 'all'],
  ['PUT', '/v1/staff/2001', ['system-administrator']],
  ['POST', '/v1/people:import', ['system-administrator']],
  ['PUT', '/v1/departments/EK01', ['system-administrator']],
  ['POST', '/v1/staff/9000/sign-in-links', ['system-administrator']],
  ['POST', '/v1/systems', ['system-administrator']],
  ['PUT', '/v1/systems/LIS', ['system-administrator']],
  ['POST', '/v1/systems/LIS/secret', ['system-administrator']],
  ['GET', '/v1/systems:export', ['system-administrator', 'security-administrator', 'audit-administrator']],
  ['GET', '/v1/departments:export', 'all'],
  ['GET', '/v1/ledger/leaves:export', ['audit-administrator']],
  ['GET', '/v1/systems', ['system-administrator', 'security-administrator', 'audit-administrator']],
  ['DELETE', '/v1/staff/9000/pin', ['security-administrator']],
  ['GET', '/v1/ledger/leaves', ['audit-administrator']],
  ['GET', '/v1/ledger/head', ['audit-administrator']],
];

test('every route lets in the roles it should and no other', async (t) => {
  const at = await world(t);
  for (const role of Object.keys(ROLES) as Role[]) {
    const call = await signIn(at, role);
    for (const [method, url, roles] of MATRIX) {
      const { status } = await call({ method, url });
      assert.equal(
        status !== 403 && status !== 401,
        roles === 'all' || roles.includes(role),
        `${role} ${method} ${url}`,
      );
    }
  }
  for (const [method, url] of MATRIX) {
    assert.equal((await at.app.inject({ method, url })).statusCode, 401, `${method} ${url}`);
  }
});
