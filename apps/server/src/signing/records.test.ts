import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromBase64 } from '@medsign/engine/bytes/base64';
import { sql } from 'kysely';
import { type BusinessSystem, findSystem } from '../identity/index.ts';
import { openApprovedSession } from './open-session.ts';
import { type Hospital, openHospital, PIN } from './test-support/hospital.ts';

const base = {
  signer: { jobNo: '1001' },
  businessNo: 'B-1',
  documentType: 'order',
  department: 'ICU',
  title: '长期医嘱',
  patient: { id: 'P9', name: '赵龘', visitNo: 'ZY0001' },
  content: { text: '青霉素皮试' },
  format: 'cms-gm',
  mode: 'now',
};

/** Two records of 1001 for LIS, one of 1002 for NIS, one of the test account; a minute between them. */
async function filled(t: Parameters<typeof openHospital>[0]): Promise<{ hospital: Hospital; ids: string[] }> {
  const hospital = await openHospital(t);
  for (const [jobNo, code] of [
    ['1001', 'LIS'],
    ['1002', 'NIS'],
  ] as const) {
    const system = (await findSystem(hospital.deps.database, code)) as BusinessSystem;
    await openApprovedSession(hospital.deps, { system, pin: PIN, request: { signer: { jobNo }, workstation: 'W' } });
  }
  const ids: string[] = [];
  for (const [change, as] of [
    [{}, 'LIS'],
    [{ businessNo: 'X_1', documentType: 'lab-report', title: '血常规', format: 'raw', patient: undefined }, 'LIS'],
    [{ signer: { jobNo: '1002' }, businessNo: 'N-1' }, 'NIS'],
    [{ signer: { jobNo: 'T01' }, businessNo: 'T-1' }, 'LIS'],
  ] as const) {
    hospital.clock.advance({ minutes: 1 });
    const { status, body } = await hospital.sign({ ...base, ...change }, { as });
    assert.equal(status, 201, JSON.stringify(body));
    ids.push(body.recordId);
  }
  return { hospital, ids };
}

const list = async (hospital: Hospital, as: string, query = ''): Promise<string[]> => {
  const { status, body } = await hospital.call(as, { method: 'GET', url: `/v1/records${query}` });
  assert.equal(status, 200, JSON.stringify(body));
  return body.items.map((item: { businessNo: string }) => item.businessNo);
};

test('newest first, by page, by filter', async (t) => {
  const { hospital } = await filled(t);
  assert.deepEqual(await list(hospital, 'A1'), ['T-1', 'N-1', 'X_1', 'B-1']);
  const first = (await hospital.call('A1', { method: 'GET', url: '/v1/records?limit=3' })).body;
  assert.equal(first.items.length, 3);
  assert.deepEqual(await list(hospital, 'A1', `?limit=3&cursor=${first.next}`), ['B-1']);
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['q=B-', ['B-1']],
    ['q=X_', ['X_1']],
    ['q=_', []],
    [`q=${encodeURIComponent('赵龘')}`, ['T-1', 'N-1', 'B-1']],
    ['q=ZY00', ['T-1', 'N-1', 'B-1']],
    [`q=${encodeURIComponent('血常')}`, ['X_1']],
    ['signer=1002', ['N-1']],
    ['system=NIS', ['N-1']],
    ['department=ICU&documentType=lab-report', ['X_1']],
    ['test=true', ['T-1']],
    ['test=false', ['N-1', 'X_1', 'B-1']],
    ['from=2026-03-02T00:02:00Z&to=2026-03-02T00:03:00Z', ['X_1']],
  ];
  for (const [query, expected] of cases) assert.deepEqual(await list(hospital, 'A1', `?${query}`), expected, query);
  const bad = await hospital.call('A1', { method: 'GET', url: '/v1/records?cursor=zzzz' });
  assert.equal(bad.body.code, 'invalid-request');
});

test('each caller sees what is theirs, and a record that is not is unknown', async (t) => {
  const { hospital, ids } = await filled(t);
  assert.deepEqual(await list(hospital, 'LIS'), ['T-1', 'X_1', 'B-1']);
  assert.deepEqual(await list(hospital, 'NIS'), ['N-1']);
  assert.deepEqual(await list(hospital, '1001'), ['X_1', 'B-1']);
  assert.deepEqual(await list(hospital, '1002'), ['T-1', 'N-1', 'X_1', 'B-1']);
  assert.deepEqual(await list(hospital, '1003'), []);
  assert.equal((await hospital.call('S1', { method: 'GET', url: '/v1/records' })).status, 403);
  for (const path of ['', '/verification', '/signature', '/content']) {
    for (const as of ['NIS', '1003']) {
      const hidden = await hospital.call(as, { method: 'GET', url: `/v1/records/${ids[0]}${path}` });
      assert.equal(hidden.body.code, 'unknown-record', `${as} ${path}`);
    }
  }
});

test('a record in full gives what was answered, and verifies with its ledger leaf', async (t) => {
  const { hospital, ids } = await filled(t);
  const answered = (await hospital.sign({ ...base, businessNo: 'B-2' })).body;
  const record = (await hospital.call('LIS', { method: 'GET', url: `/v1/records/${answered.recordId}` })).body;
  for (const field of ['signature', 'certificate', 'chain', 'timestampToken', 'signedAt', 'department', 'ledger']) {
    assert.deepEqual(record[field], answered[field], field);
  }
  assert.deepEqual(record.patient, base.patient);
  assert.deepEqual(record.system, { code: 'LIS', name: '检验系统' });
  for (const id of ids) {
    const report = (await hospital.call('A1', { method: 'GET', url: `/v1/records/${id}/verification` })).body;
    assert.equal(report.verdict, 'valid', JSON.stringify(report));
    assert.equal(report.record.recordId, id);
    for (const name of ['stored-octets', 'ledger-inclusion', 'ledger-leaf']) {
      assert.equal(report.checks.find((check: { name: string }) => check.name === name)?.result, 'passed', name);
    }
  }
});

test('parts of a record come as files with their type and name', async (t) => {
  const { hospital, ids } = await filled(t);
  const get = (part: string, id = ids[0]) =>
    hospital.app.inject({
      method: 'GET',
      url: `/v1/records/${id}/${part}`,
      headers: { authorization: 'Bearer LIS' },
    });
  const content = await get('content');
  assert.equal(content.body, '青霉素皮试');
  assert.match(String(content.headers['content-disposition']), /^attachment; filename="B-1-[0-9a-f]{8}\.txt"$/);
  const record = (await hospital.call('LIS', { method: 'GET', url: `/v1/records/${ids[0]}` })).body;
  const signature = await get('signature');
  assert.equal(signature.headers['content-type'], 'application/pkcs7-mime');
  assert.deepEqual(new Uint8Array(signature.rawPayload), fromBase64(record.signature));
  assert.equal((await get('signature', ids[1])).headers['content-type'], 'application/octet-stream');
  assert.equal((await get('certificate')).headers['content-type'], 'application/pkix-cert');
  assert.deepEqual(new Uint8Array((await get('timestamp')).rawPayload), fromBase64(record.timestampToken));
  const digest = await hospital.sign({ ...base, businessNo: 'D-1', content: { sm3: 'a'.repeat(64), size: 5 } });
  assert.equal((await get('content', digest.body.recordId)).statusCode, 404);
});

test('the export is CSV with a byte order mark, filtered as the list, without formulas', async (t) => {
  const { hospital } = await filled(t);
  await hospital.sign({ ...base, businessNo: 'F-1', title: '=HYPERLINK("x"),1' });
  const all = await hospital.call('LIS', { method: 'GET', url: '/v1/records:export' });
  assert.equal(all.status, 200);
  assert.ok(all.text.startsWith('\uFEFF签名时间,业务号,'));
  const lines = all.text.trimEnd().split('\r\n');
  assert.equal(lines.length, 5);
  assert.match(
    lines[1] ?? '',
    /^2026-03-02 08:04:00 Asia\/Shanghai,F-1,医嘱,"'=HYPERLINK\(""x""\),1",1001,李雷,检验系统,本部,重症医学科,P9,赵龘,ZY0001,cms-gm,,/,
  );
  const filtered = await hospital.call('LIS', { method: 'GET', url: '/v1/records:export?documentType=lab-report' });
  assert.equal(filtered.text.trimEnd().split('\r\n').length, 2);
});

test('figures count by system, type and department at signing time, without tests', async (t) => {
  const { hospital } = await filled(t);
  hospital.clock.set('2026-03-08T15:59:00Z');
  const week = (await hospital.call('1001', { method: 'GET', url: '/v1/statistics/overview' })).body;
  assert.deepEqual(week.total, { today: 0, last7Days: 3, last30Days: 3, last90Days: 3 });
  assert.deepEqual(
    week.bySystem.map((group: { code: string; name: string; last7Days: number }) => [
      group.code,
      group.name,
      group.last7Days,
    ]),
    [
      ['LIS', '检验系统', 2],
      ['NIS', '智慧护理', 1],
    ],
  );
  assert.deepEqual(week.byDepartment[0], { code: 'ICU', name: '重症医学科', ...week.total });
  // One minute later it is the next day in Shanghai, and the 2nd of March no longer belongs to the last seven.
  hospital.clock.advance({ minutes: 1 });
  const after = (await hospital.call('1001', { method: 'GET', url: '/v1/statistics/overview' })).body;
  assert.deepEqual(after.total, { today: 0, last7Days: 0, last30Days: 3, last90Days: 3 });
});

test('records cannot be changed or deleted by the application', async (t) => {
  const { hospital } = await filled(t);
  for (const statement of [
    sql`update sign_record set title = 'x'`,
    sql`delete from sign_record`,
    sql`delete from signed_content`,
  ]) {
    await assert.rejects(statement.execute(hospital.deps.database), /permission denied/);
  }
});
