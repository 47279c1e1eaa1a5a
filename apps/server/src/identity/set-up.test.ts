import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SetUp } from '@medsign/contract/installation';
import { listLeaves, treeHead } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { openConsoleSession } from './console-session.ts';
import { createSetupToken, findInstallation, markInstallation } from './installation.ts';
import { setUp } from './set-up.ts';
import { type TestDeps, testDeps } from './test-support/staff.ts';

const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

const ADMINISTRATORS: SetUp['administrators'] = [
  { jobNo: '9001', name: '赵系统', role: 'system-administrator' },
  { jobNo: '9002', name: '钱安全', role: 'security-administrator' },
  { jobNo: '9003', name: '孙审计', role: 'audit-administrator' },
];

function newToken(deps: TestDeps): Promise<string> {
  return inTransaction(deps.database, (tx) => createSetupToken(tx, deps));
}

function attempt(deps: TestDeps, token: string, administrators = ADMINISTRATORS, made: string[] = []) {
  const createAuthorities = async ({ hospitalName, demo }: { hospitalName: string; demo: boolean }) => {
    made.push(`${hospitalName} ${demo}`);
  };
  return setUp({ ...deps, createAuthorities }, { token, hospitalName: '市第一医院', administrators });
}

test('set-up makes authorities, three administrators and one working link each', async (t) => {
  const deps = await testDeps(t);
  const made: string[] = [];
  const { administrators } = await attempt(deps, await newToken(deps), ADMINISTRATORS, made);
  assert.deepEqual(made, ['市第一医院 false']);
  const installation = { mode: 'production', hospitalName: '市第一医院', at: deps.clock.now() };
  assert.deepEqual(await findInstallation(deps.database), installation);
  for (const [i, { token, role }] of administrators.entries()) {
    const { caller } = await openConsoleSession(deps, token);
    assert.deepEqual(caller.roles, [role]);
    assert.equal(caller.jobNo, ADMINISTRATORS[i]?.jobNo);
  }
  assert.equal((await listLeaves(deps.database, { limit: 9, kind: 'installation' })).length, 1);
});

test('set-up happens once', async (t) => {
  const deps = await testDeps(t);
  const token = await newToken(deps);
  await attempt(deps, token);
  await assert.rejects(attempt(deps, token), refusedWith('already-set-up'));
  await assert.rejects(newToken(deps), refusedWith('already-set-up'));
});

test('set-up by two at the same time succeeds for one', async (t) => {
  const deps = await testDeps(t);
  const token = await newToken(deps);
  const results = await Promise.allSettled([attempt(deps, token), attempt(deps, token)]);
  assert.deepEqual(results.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
});

test('only the newest token works', async (t) => {
  const deps = await testDeps(t);
  const old = await newToken(deps);
  const token = await newToken(deps);
  await assert.rejects(attempt(deps, old), refusedWith('sign-in-link-invalid'));
  await attempt(deps, token);
});

test('three roles for three different people, or nothing is stored', async (t) => {
  const deps = await testDeps(t);
  const token = await newToken(deps);
  const { size } = await treeHead(deps.database);
  const [first, second, third] = ADMINISTRATORS as [
    SetUp['administrators'][0],
    SetUp['administrators'][0],
    SetUp['administrators'][0],
  ];
  const twiceOneRole = [first, second, { ...third, role: 'system-administrator' as const }];
  const onePersonTwice = [first, second, { ...third, jobNo: '9001' }];
  await assert.rejects(attempt(deps, token, twiceOneRole), refusedWith('administrator-roles'));
  await assert.rejects(attempt(deps, token, onePersonTwice), refusedWith('administrator-roles'));
  await assert.rejects(attempt(deps, token, [first, second, { ...third, name: ' ' }]), refusedWith('invalid-request'));
  assert.equal(await findInstallation(deps.database), undefined);
  assert.equal((await treeHead(deps.database)).size, size);
  await attempt(deps, token);
});

test('a production folder never becomes a demo, nor a demo production', async (t) => {
  for (const [first, second] of [
    ['production', 'demo'],
    ['demo', 'production'],
  ] as const) {
    const deps = await testDeps(t);
    const mark = (mode: 'demo' | 'production') =>
      inTransaction(deps.database, (tx) =>
        markInstallation(tx, { mode, hospitalName: '示例医院', at: deps.clock.now() }),
      );
    await mark(first);
    await assert.rejects(mark(second), refusedWith('already-set-up'));
    assert.equal((await findInstallation(deps.database))?.mode, first);
  }
});
