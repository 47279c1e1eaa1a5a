import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { sweepSigning } from './sweep.ts';
import { type Hospital, openHospital, PIN } from './test-support/hospital.ts';

const order = {
  signer: { jobNo: '1001' },
  businessNo: 'B-1',
  documentType: 'order',
  department: 'ICU',
  title: '长期医嘱',
  content: { text: '青霉素皮试' },
  format: 'cms-gm',
  mode: 'now',
};
const ask = { signer: { jobNo: '1001' }, workstation: '3F-02' };

async function request(hospital: Hospital, body: Record<string, unknown> = ask, as = 'LIS') {
  const { status, body: created } = await hospital.call(as, {
    method: 'POST',
    url: '/v1/sign-sessions',
    payload: body,
  });
  assert.equal(status, 201, JSON.stringify(created));
  return { ...created, token: created.approvalUrl.split('/').at(-1) as string };
}

function decide(hospital: Hospital, token: string, pin: string | undefined = PIN, decision = 'approve') {
  const payload = { token, decision, ...(pin !== undefined && { pin }) };
  return hospital.call(undefined, { method: 'POST', url: '/v1/sign-session-approvals', payload });
}

async function open(hospital: Hospital, body: Record<string, unknown> = ask, as = 'LIS'): Promise<string> {
  const created = await request(hospital, body, as);
  const decided = await decide(hospital, created.token);
  assert.equal(decided.status, 200, decided.text);
  return created.sessionId;
}

const state = async (hospital: Hospital, id: string, as = 'LIS') =>
  (await hospital.call(as, { method: 'GET', url: `/v1/sign-sessions/${id}` })).body;

async function liveKeys(hospital: Hospital): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from wrapped_key where purpose = 'session' and wrapped is not null`.execute(
    hospital.deps.database,
  );
  return rows[0]?.n ?? -1;
}

test('asked, shown, approved with the PIN, used: the record points at the approval', async (t) => {
  const hospital = await openHospital(t);
  const created = await request(hospital);
  assert.equal(created.status, 'pending');
  assert.equal(created.expiresAt, '2026-03-02T00:10:00.000Z');
  const waiting = await hospital.sign(order);
  assert.equal(waiting.body.code, 'session-required');
  assert.equal(waiting.body.approvalUrl, created.approvalUrl);

  const page = await hospital.call(undefined, { method: 'GET', url: `/approve/${created.token}` });
  assert.equal(page.status, 200);
  assert.match(page.text, /检验系统[\s\S]*3F-02[\s\S]*李雷/);
  assert.match(String(page.headers['content-security-policy']), /default-src 'none'/);

  const decided = await decide(hospital, created.token);
  assert.deepEqual(decided.body, {
    sessionId: created.sessionId,
    status: 'active',
    expiresAt: '2026-03-02T08:00:00.000Z',
  });
  const signed = await hospital.sign(order);
  assert.equal(signed.status, 201, signed.text);
  const record = (await hospital.call('LIS', { method: 'GET', url: `/v1/records/${signed.body.recordId}` })).body;
  assert.equal(record.custody, 'session');
  assert.equal(record.session.sessionId, created.sessionId);
  assert.equal(record.session.workstation, '3F-02');
  assert.equal((await state(hospital, created.sessionId)).signedCount, 1);
  assert.equal((await decide(hospital, created.token)).body.code, 'session-not-pending');
  assert.equal((await hospital.call(undefined, { method: 'GET', url: `/approve/${created.token}` })).status, 410);
});

test('a wrong PIN is counted and locks at five; no key is made', async (t) => {
  const hospital = await openHospital(t);
  const { token } = await request(hospital);
  for (const left of [4, 3, 2, 1]) {
    const wrong = await decide(hospital, token, '000000');
    assert.equal(wrong.status, 403);
    assert.equal(wrong.body.code, 'pin-wrong');
    assert.equal(wrong.body.triesLeft, left);
  }
  assert.equal((await decide(hospital, token, '000000')).body.code, 'pin-locked');
  const locked = await decide(hospital, token, PIN);
  assert.equal(locked.body.code, 'pin-locked');
  assert.equal(locked.status, 423);
  assert.equal(await liveKeys(hospital), 0);
  const pinless = await request(hospital, { ...ask, signer: { jobNo: '1003' } });
  assert.equal((await decide(hospital, pinless.token)).body.code, 'pin-not-set');
  const missing = await hospital.call(undefined, {
    method: 'POST',
    url: '/v1/sign-session-approvals',
    payload: { token: pinless.token, decision: 'approve' },
  });
  assert.equal(missing.body.code, 'invalid-request');
});

test('denied, unanswered, withdrawn and unknown requests allow nothing', async (t) => {
  const hospital = await openHospital(t);
  const denied = await request(hospital);
  assert.equal((await decide(hospital, denied.token, undefined, 'deny')).body.status, 'denied');
  assert.equal((await state(hospital, denied.sessionId)).status, 'denied');
  const withdrawn = await request(hospital);
  await hospital.call('LIS', { method: 'DELETE', url: `/v1/sign-sessions/${withdrawn.sessionId}` });
  assert.equal((await decide(hospital, withdrawn.token)).body.code, 'session-not-pending');
  const late = await request(hospital);
  hospital.clock.advance({ minutes: 10 });
  assert.equal((await state(hospital, late.sessionId)).status, 'lapsed');
  assert.equal((await decide(hospital, late.token)).body.code, 'session-not-pending');
  assert.equal((await decide(hospital, 'x'.repeat(43))).body.code, 'unknown-session');
  assert.equal((await hospital.call(undefined, { method: 'GET', url: '/approve/nothing' })).status, 404);
  assert.equal((await hospital.sign(order)).body.code, 'session-required');
  assert.deepEqual(await sweepSigning(hospital.deps), { sessions: 1, intents: 0 });
});

test('the limits of a request are kept: types, count, minutes, signer', async (t) => {
  const hospital = await openHospital(t);
  const refusals: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ ...ask, maxCount: 1001 }, 'invalid-request'],
    [{ ...ask, validMinutes: 961 }, 'invalid-request'],
    [{ ...ask, documentTypes: ['poem'] }, 'document-type-not-allowed'],
    [{ ...ask, signer: { jobNo: '9999' } }, 'unknown-signer'],
  ];
  for (const [body, code] of refusals) {
    const answer = await hospital.call('LIS', { method: 'POST', url: '/v1/sign-sessions', payload: body });
    assert.equal(answer.body.code, code);
  }
  await open(hospital, { ...ask, documentTypes: ['lab-report'] });
  assert.equal((await hospital.sign(order)).body.code, 'session-document-type');
  assert.equal((await hospital.sign({ ...order, documentType: 'lab-report' })).status, 201);
  assert.equal(
    (await hospital.sign({ ...order, documentType: 'lab-report', workstation: 'other' })).body.code,
    'session-required',
  );
  assert.equal((await hospital.sign({ ...order }, { as: 'NIS' })).body.code, 'session-required');
});

test('under concurrency no more are signed than were approved; the key is gone with the last', async (t) => {
  const hospital = await openHospital(t);
  const id = await open(hospital, { ...ask, maxCount: 3 });
  assert.equal(await liveKeys(hospital), 1);
  const answers = await Promise.all(
    Array.from({ length: 8 }, (_, i) => hospital.sign({ ...order, businessNo: `B-${i}` })),
  );
  assert.equal(answers.filter((answer) => answer.status === 201).length, 3);
  for (const refused of answers.filter((answer) => answer.status !== 201)) {
    assert.match(refused.body.code, /^session-(exhausted|required|closed)$/);
  }
  const session = await state(hospital, id);
  assert.equal(session.status, 'exhausted');
  assert.equal(session.signedCount, 3);
  assert.equal(await liveKeys(hospital), 0);
});

test('a failed signature gives its place back', async (t) => {
  const hospital = await openHospital(t);
  await open(hospital, { ...ask, maxCount: 1 });
  hospital.fault = new Error('power cut');
  assert.equal((await hospital.sign(order)).status, 500);
  hospital.fault = undefined;
  assert.equal((await hospital.sign(order)).status, 201);
});

test('a recall works at once: by the person, the system that asked, the security administrator, and nobody else', async (t) => {
  const hospital = await openHospital(t);
  for (const by of ['1001', 'LIS', 'S1']) {
    const id = await open(hospital);
    assert.equal((await hospital.sign(order)).status, 201);
    for (const stranger of ['1002', 'NIS']) {
      const refused = await hospital.call(stranger, { method: 'DELETE', url: `/v1/sign-sessions/${id}` });
      assert.equal(refused.body.code, 'unknown-session');
    }
    if (by === 'S1') {
      const unexplained = await hospital.call(by, { method: 'DELETE', url: `/v1/sign-sessions/${id}` });
      assert.equal(unexplained.body.code, 'invalid-request');
    }
    const payload = by === 'S1' ? { payload: { reason: '离开岗位' } } : {};
    const recalled = await hospital.call(by, { method: 'DELETE', url: `/v1/sign-sessions/${id}`, ...payload });
    assert.equal(recalled.body.status, 'recalled');
    assert.equal((await hospital.sign(order)).body.code, 'session-required');
    assert.equal(await liveKeys(hospital), 0);
  }
});

test('one session per person, system and workstation: a new approval replaces the old one', async (t) => {
  const hospital = await openHospital(t);
  const first = await open(hospital);
  const second = await open(hospital);
  await open(hospital, { ...ask, workstation: '4F-01' });
  assert.equal((await state(hospital, first)).status, 'replaced');
  const mine = await hospital.call('1001', { method: 'GET', url: '/v1/sign-sessions?mine' });
  assert.deepEqual(
    mine.body.items.map((session: { workstation: string; status: string }) => [session.workstation, session.status]),
    [
      ['4F-01', 'active'],
      ['3F-02', 'active'],
    ],
  );
  assert.equal((await state(hospital, second, '1001')).status, 'active');
  assert.equal((await state(hospital, second, '1002')).code, 'unknown-session');
  const others = await hospital.call('S1', { method: 'GET', url: '/v1/sign-sessions?jobNo=1001' });
  assert.equal(others.body.items.length, 2);
});

test('two approvals at once leave one active session', async (t) => {
  const hospital = await openHospital(t);
  const requests = [await request(hospital), await request(hospital)];
  const decided = await Promise.all(requests.map(({ token }) => decide(hospital, token)));
  assert.deepEqual(
    decided.map((answer) => answer.status),
    [200, 200],
  );
  const states = await Promise.all(requests.map(async ({ sessionId }) => (await state(hospital, sessionId)).status));
  assert.deepEqual(states.sort(), ['active', 'replaced']);
  assert.equal(await liveKeys(hospital), 1);
});

test('one request approved twice at once is approved once', async (t) => {
  const hospital = await openHospital(t);
  const { token } = await request(hospital);
  const decided = await Promise.all([decide(hospital, token), decide(hospital, token)]);
  assert.deepEqual(decided.map((answer) => answer.status).sort(), [200, 409]);
  assert.equal(await liveKeys(hospital), 1);
});

test('a session ends with its time, and the sweep destroys its key', async (t) => {
  const hospital = await openHospital(t);
  const id = await open(hospital, { ...ask, validMinutes: 30 });
  hospital.clock.advance({ minutes: 30 });
  assert.equal((await hospital.sign(order)).body.code, 'session-required');
  assert.equal((await state(hospital, id)).status, 'expired');
  assert.equal(await liveKeys(hospital), 1);
  assert.deepEqual(await sweepSigning(hospital.deps), { sessions: 1, intents: 0 });
  assert.equal(await liveKeys(hospital), 0);
  assert.equal((await state(hospital, id)).status, 'expired');
});
