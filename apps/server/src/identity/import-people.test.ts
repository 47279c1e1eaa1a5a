import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listLeaves, treeHead, verifyLedger } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { createPeople } from './create-people.ts';
import { describePerson, findPersonByJobNo, listPeople } from './find-people.ts';
import { type ImportReport, importPeople } from './import-people.ts';
import { putDepartment } from './put-department.ts';
import { ACTOR, type TestDeps, testDeps } from './test-support/staff.ts';

const HEADER = '工号,姓名,科室编码,职称,角色';

function run(deps: TestDeps, lines: readonly string[], dryRun = false): Promise<ImportReport> {
  const csv = new TextEncoder().encode([HEADER, ...lines].join('\r\n'));
  return importPeople(deps, { csv, dryRun, actor: ACTOR });
}

test('every row is reported and the valid ones are stored though others are refused', async (t) => {
  const deps = await testDeps(t);
  await run(deps, ['2001,王伟,NK01,主治医师,医生', '2002,李娜,NK01,护师,护士']);
  const report = await run(deps, [
    '2001,王伟,NK01,主治医师,医生',
    '2002,李娜,WK01,主管护师,护士',
    '2003,欧阳龘,NK01;WK01,主任医师,医生、科主任',
    '2003,重名,NK01,,',
    '20 4,张三,NK01,,',
    ',张三,NK01,,',
    '2005,,NK01,,',
    '2006,张三,NO,,',
    '2007,张三,,,',
    '2008,张三,NK01,,院长',
    '2009,张三,NK01,,系统管理员',
    '2010,张三,NK01',
    '2011,张\u200b三,NK01,,',
  ]);
  assert.deepEqual(
    report.rows.map(({ row, result }) => `${row} ${result}`),
    ['1 unchanged', '2 updated', '3 created', ...[4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((row) => `${row} refused`)],
  );
  assert.ok(report.rows.every(({ result, reason }) => (result === 'refused') === (reason !== undefined)));
  assert.match(report.rows[3]?.reason ?? '', /第 3 行/);
  assert.match(report.rows[7]?.reason ?? '', /NO/);
  assert.deepEqual([report.created, report.updated, report.unchanged, report.refused], [1, 1, 1, 10]);

  const moved = await describePerson(deps.database, '2002');
  assert.deepEqual(
    moved.memberships.map(({ departmentCode, to }) => [departmentCode, to === undefined]),
    [
      ['NK01', false],
      ['WK01', true],
    ],
  );
  assert.deepEqual(
    (await describePerson(deps.database, '2003')).departments.map(({ code }) => code),
    ['NK01', 'WK01'],
  );
  assert.equal(await findPersonByJobNo(deps.database, '2006'), undefined);
  const kinds = (await listLeaves(deps.database, { limit: 2 })).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['person-imported', 'person-imported']);
  assert.equal((await verifyLedger(deps.database)).verdict, 'intact');
});

test('a dry run reports the same and stores nothing', async (t) => {
  const deps = await testDeps(t);
  const lines = ['2001,王伟,NK01,主治医师,医生', '2002,李娜,NO,护师,护士'];
  const head = await treeHead(deps.database);
  const preview = await run(deps, lines, true);
  assert.equal(preview.dryRun, true);
  assert.deepEqual(await treeHead(deps.database), head);
  assert.equal(await findPersonByJobNo(deps.database, '2001'), undefined);
  const stored = await run(deps, lines);
  assert.deepEqual(stored.rows, preview.rows);
});

test('a second import of the same file changes nothing', async (t) => {
  const deps = await testDeps(t);
  const lines = ['2001,王伟,NK01,主治医师,doctor/department-head', '2002,李娜,NK01;JY01,,nurse'];
  await run(deps, lines);
  const head = await treeHead(deps.database);
  const { unchanged } = await run(deps, lines);
  assert.equal(unchanged, 2);
  assert.deepEqual(await treeHead(deps.database), head);
});

test('columns that the file lacks leave what is stored', async (t) => {
  const deps = await testDeps(t);
  await run(deps, ['2001,王伟,NK01,主治医师,医生']);
  const csv = new TextEncoder().encode('工号,姓名,科室编码\n2001,王玮,NK01\n');
  const report = await importPeople(deps, { csv, dryRun: false, actor: ACTOR });
  assert.equal(report.updated, 1);
  const person = await findPersonByJobNo(deps.database, '2001');
  assert.deepEqual([person?.name, person?.title, person?.roles], ['王玮', '主治医师', ['doctor']]);
});

test('an import never touches administrator roles', async (t) => {
  const deps = await testDeps(t);
  const administrator = { jobNo: '9001', name: '赵管', roles: ['system-administrator'], departments: [] } as const;
  await inTransaction(deps.database, (tx) => createPeople(tx, deps, [administrator], ACTOR));
  const report = await run(deps, ['9001,赵管,NK01,,医生', '2001,王伟,NK01,,审计管理员']);
  assert.equal(report.refused, 2);
  assert.deepEqual((await findPersonByJobNo(deps.database, '9001'))?.roles, ['system-administrator']);
});

test('departments that are switched off take nobody in', async (t) => {
  const deps = await testDeps(t);
  await putDepartment(deps, 'JY01', { name: '检验科', campusCode: 'BJ', kind: 'technical', active: false }, ACTOR);
  const report = await run(deps, ['2001,王伟,JY01,,']);
  assert.match(report.rows[0]?.reason ?? '', /停用/);
});

test('imports at the same time do not get in each other’s way', async (t) => {
  const deps = await testDeps(t);
  const lines = Array.from({ length: 40 }, (_, i) => `30${String(i).padStart(2, '0')},王伟,NK01,,医生`);
  const reports = await Promise.all([run(deps, lines), run(deps, lines), run(deps, lines)]);
  assert.deepEqual(
    reports.map(({ created }) => created).toSorted((a, b) => a - b),
    [0, 0, 40],
  );
  assert.equal((await listPeople(deps.database, {}, { limit: 100 })).items.length, 40);
});

test('ten thousand rows are stored', async (t) => {
  const deps = await testDeps(t);
  const lines = Array.from({ length: 10_000 }, (_, i) => `${100_000 + i},王伟,NK01,主治医师,医生`);
  assert.equal((await run(deps, lines)).created, 10_000);
  assert.equal((await verifyLedger(deps.database)).verdict, 'intact');
});
