import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Hospital, openHospital, PIN } from './test-support/hospital.ts';

const later = {
  signer: { jobNo: '1001' },
  businessNo: 'B-1',
  documentType: 'order',
  department: 'ICU',
  title: '长期医嘱',
  content: { text: '青霉素皮试' },
  format: 'cms-gm',
  mode: 'later',
};
const UNKNOWN = '01890000-0000-7000-8000-000000000000';

async function queue(hospital: Hospital, change: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await hospital.sign({ ...later, ...change });
  assert.equal(status, 202, JSON.stringify(body));
  assert.deepEqual(Object.keys(body), ['taskId', 'status']);
  return body.taskId;
}

const task = async (hospital: Hospital, id: string, as = 'LIS') =>
  (await hospital.call(as, { method: 'GET', url: `/v1/sign-tasks/${id}` })).body;

function signTasks(hospital: Hospital, taskIds: readonly string[], as = '1001', pin = PIN) {
  return hospital.call(as, { method: 'POST', url: '/v1/sign-tasks:sign', payload: { taskIds, pin } });
}

test('queued, listed to its signer, signed with one PIN; the system finds the record', async (t) => {
  const hospital = await openHospital(t);
  const ids = [await queue(hospital)];
  hospital.clock.advance({ seconds: 1 });
  ids.push(await queue(hospital, { businessNo: 'B-2', format: 'raw' }));
  const listed = await hospital.call('1001', { method: 'GET', url: '/v1/sign-tasks?limit=1' });
  assert.equal(listed.body.items[0].taskId, ids[0]);
  const next = await hospital.call('1001', { method: 'GET', url: `/v1/sign-tasks?limit=1&cursor=${listed.body.next}` });
  assert.equal(next.body.items[0].taskId, ids[1]);
  assert.equal(next.body.next, undefined);
  assert.deepEqual((await hospital.call('1002', { method: 'GET', url: '/v1/sign-tasks' })).body.items, []);

  const { status, body } = await signTasks(hospital, ids);
  assert.equal(status, 200, JSON.stringify(body));
  assert.deepEqual(
    body.results.map((result: { taskId: string; status: string }) => [result.taskId, result.status]),
    ids.map((id) => [id, 'signed']),
  );
  const done = await task(hospital, ids[0] as string);
  assert.equal(done.status, 'signed');
  assert.equal(done.recordId, body.results[0].recordId);
  const record = (await hospital.call('LIS', { method: 'GET', url: `/v1/records/${done.recordId}` })).body;
  assert.equal(record.taskId, ids[0]);
  assert.equal(record.custody, 'session');
  assert.deepEqual((await hospital.call('1001', { method: 'GET', url: '/v1/sign-sessions?mine' })).body.items, []);
});

test('the signer reads what is to be signed before signing it; nobody else does', async (t) => {
  const hospital = await openHospital(t);
  const id = await queue(hospital);
  const read = (as: string, task = id) => hospital.call(as, { method: 'GET', url: `/v1/sign-tasks/${task}/content` });
  for (const as of ['1001', 'LIS']) {
    const { status, text } = await read(as);
    assert.deepEqual([status, text], [200, later.content.text]);
  }
  assert.deepEqual(
    [(await read('1002')).body.code, (await read('1001', UNKNOWN)).body.code],
    Array(2).fill('unknown-task'),
  );
  const digest = await queue(hospital, { businessNo: 'B-9', content: { sm3: 'a'.repeat(64), size: 1 } });
  assert.deepEqual([(await read('1001', digest)).status, (await read('1001', digest)).body.code], [404, 'not-found']);
});

test('each task has its own result: closed, foreign and unknown ones do not hold up the others', async (t) => {
  const hospital = await openHospital(t);
  const [good, withdrawn, foreign] = [
    await queue(hospital),
    await queue(hospital),
    await queue(hospital, { signer: { jobNo: '1002' } }),
  ];
  await hospital.call('LIS', { method: 'DELETE', url: `/v1/sign-tasks/${withdrawn}` });
  const { body } = await signTasks(hospital, [withdrawn, foreign, UNKNOWN, good]);
  assert.deepEqual(
    body.results.map((result: { status: string; code?: string }) => result.code ?? result.status),
    ['task-closed', 'unknown-task', 'unknown-task', 'signed'],
  );
  const again = await signTasks(hospital, [good]);
  assert.equal(again.body.results[0].code, 'task-closed');
});

test('a wrong PIN signs nothing', async (t) => {
  const hospital = await openHospital(t);
  const id = await queue(hospital);
  const wrong = await signTasks(hospital, [id], '1001', '999999');
  assert.equal(wrong.body.code, 'pin-wrong');
  assert.equal((await task(hospital, id)).status, 'queued');
});

test('the same task signed twice at once gives one record', async (t) => {
  const hospital = await openHospital(t);
  const id = await queue(hospital);
  const answers = await Promise.all([signTasks(hospital, [id]), signTasks(hospital, [id])]);
  const statuses = answers.map((answer) => answer.body.results[0].code ?? answer.body.results[0].status);
  assert.deepEqual(statuses.sort(), ['signed', 'task-closed']);
  const records = await hospital.call('LIS', { method: 'GET', url: '/v1/records' });
  assert.equal(records.body.items.length, 1);
});

test('a failure while signing puts the task back', async (t) => {
  const hospital = await openHospital(t);
  const id = await queue(hospital);
  hospital.fault = new Error('power cut');
  assert.equal((await signTasks(hospital, [id])).status, 500);
  assert.equal((await task(hospital, id)).status, 'queued');
  hospital.fault = undefined;
  assert.equal((await signTasks(hospital, [id])).body.results[0].status, 'signed');
});

test('rejected with a reason by the signer, withdrawn by the system, each once and by nobody else', async (t) => {
  const hospital = await openHospital(t);
  const id = await queue(hospital);
  const reject = (as: string, taskId: string) =>
    hospital.call(as, { method: 'POST', url: `/v1/sign-tasks/${taskId}/reject`, payload: { reason: '剂量有误' } });
  assert.equal((await reject('1002', id)).body.code, 'unknown-task');
  const rejected = await reject('1001', id);
  assert.equal(rejected.body.status, 'rejected');
  assert.equal((await task(hospital, id)).reason, '剂量有误');
  assert.equal((await reject('1001', id)).body.code, 'task-closed');

  const second = await queue(hospital);
  const withdraw = (as: string) => hospital.call(as, { method: 'DELETE', url: `/v1/sign-tasks/${second}` });
  assert.equal((await withdraw('NIS')).body.code, 'unknown-task');
  assert.equal((await withdraw('LIS')).body.status, 'withdrawn');
  assert.equal((await withdraw('LIS')).body.code, 'task-closed');
  assert.equal((await task(hospital, second, 'NIS')).code, 'unknown-task');
});

test('a test account with mode later queues too', async (t) => {
  const hospital = await openHospital(t);
  const id = await queue(hospital, { signer: { jobNo: 'T01' } });
  const { body } = await signTasks(hospital, [id], 'T01');
  assert.equal(body.results[0].status, 'signed');
  const record = await hospital.call('LIS', { method: 'GET', url: `/v1/records/${body.results[0].recordId}` });
  assert.equal(record.body.test, true);
});

test('what is refused now is refused later too', async (t) => {
  const hospital = await openHospital(t);
  const foreign = await hospital.sign({ ...later, department: 'LAB' });
  assert.equal(foreign.body.code, 'foreign-department');
  const digest = await hospital.sign({ ...later, format: 'raw', content: { sm3: 'a'.repeat(64), size: 1 } });
  assert.equal(digest.body.code, 'raw-digest-refused');
});
