import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PutStaff } from '@medsign/contract/people';
import { sql } from 'kysely';
import { listLeaves, treeHead } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { createDepartments } from './create-departments.ts';
import { createPeople, createPerson, type NewPerson } from './create-people.ts';
import { exportPeople } from './export-people.ts';
import { findDepartment, listDepartments } from './find-department.ts';
import { describePerson, findPersonByJobNo, getPerson, listPeople, membershipsAt } from './find-people.ts';
import { putDepartment } from './put-department.ts';
import { putStaff } from './put-staff.ts';
import { ACTOR, type TestDeps, testDeps } from './test-support/staff.ts';

const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

function create(deps: TestDeps, ...people: NewPerson[]) {
  return inTransaction(deps.database, (tx) => createPeople(tx, deps, people, ACTOR));
}

const WANG: NewPerson = { jobNo: '2001', name: '王伟', title: '主治医师', roles: ['doctor'], departments: ['NK01'] };
const PUT: PutStaff = { name: '王伟', title: '主治医师', roles: ['doctor'], departments: ['NK01'] };

test('a person is created with memberships and one leaf that names nobody', async (t) => {
  const deps = await testDeps(t);
  const person = await inTransaction(deps.database, (tx) => createPerson(tx, deps, WANG, ACTOR));
  assert.deepEqual(await findPersonByJobNo(deps.database, '2001'), person);
  assert.deepEqual(await getPerson(deps.database, person.id), person);
  const memberships = await membershipsAt(deps.database, person.id, deps.clock.now());
  assert.deepEqual(memberships, [{ departmentCode: 'NK01', from: deps.clock.now(), to: undefined }]);
  const [leaf] = await listLeaves(deps.database, { limit: 1 });
  assert.equal(leaf?.kind, 'person-created');
  assert.equal(leaf?.subject, '2001');
  assert.doesNotMatch(new TextDecoder().decode(leaf?.body), /王伟/);
});

test('a taken job number, an unknown department and two administrator roles are refused and store nothing', async (t) => {
  const deps = await testDeps(t);
  await create(deps, WANG);
  const { size } = await treeHead(deps.database);
  const other = { ...WANG, jobNo: '2002' };
  await assert.rejects(create(deps, other, WANG), refusedWith('duplicate-code'));
  await assert.rejects(create(deps, other, other), refusedWith('duplicate-code'));
  await assert.rejects(create(deps, { ...other, departments: ['NO'] }), refusedWith('unknown-department'));
  const both = ['system-administrator', 'audit-administrator'] as const;
  await assert.rejects(create(deps, { ...other, roles: both }), refusedWith('administrator-roles'));
  assert.equal(await findPersonByJobNo(deps.database, '2002'), undefined);
  assert.equal((await treeHead(deps.database)).size, size);
});

test('the database itself refuses a second administrator role', async (t) => {
  const deps = await testDeps(t);
  await create(deps, WANG);
  const update = sql`update person set roles = '{system-administrator,security-administrator}'`.execute(deps.database);
  await assert.rejects(update, /person_one_administrator_role/);
});

test('a move ends one membership and begins another; the past stays as it was', async (t) => {
  const deps = await testDeps(t);
  const started = deps.clock.now();
  const { person, created } = await putStaff(deps, '2001', PUT, ACTOR);
  assert.equal(created, true);
  deps.clock.advance({ days: 30 });
  const moved = deps.clock.now();
  await putStaff(deps, '2001', { ...PUT, departments: ['WK01', 'JY01'] }, ACTOR);
  deps.clock.advance({ days: 30 });
  await putStaff(deps, '2001', { ...PUT, departments: ['NK01'] }, ACTOR);
  const back = deps.clock.now();

  const codesAt = async (at: Date) =>
    (await membershipsAt(deps.database, person.id, at)).map(({ departmentCode }) => departmentCode);
  assert.deepEqual(await codesAt(new Date(started.getTime() - 1)), []);
  assert.deepEqual(await codesAt(started), ['NK01']);
  assert.deepEqual(await codesAt(new Date(moved.getTime() - 1)), ['NK01']);
  assert.deepEqual(await codesAt(moved), ['WK01', 'JY01']);
  assert.deepEqual(await codesAt(back), ['NK01']);
  const { memberships, departments } = await describePerson(deps.database, '2001');
  assert.equal(memberships.length, 4);
  assert.deepEqual(departments, [{ code: 'NK01', name: '心血管内科' }]);
});

test('the same again changes nothing and writes no leaf', async (t) => {
  const deps = await testDeps(t);
  await putStaff(deps, '2001', PUT, ACTOR);
  const head = await treeHead(deps.database);
  const { created } = await putStaff(deps, '2001', PUT, ACTOR);
  assert.equal(created, false);
  assert.deepEqual(await treeHead(deps.database), head);
});

test('what a change touched is in its leaf', async (t) => {
  const deps = await testDeps(t);
  await putStaff(deps, '2001', PUT, ACTOR);
  await putStaff(deps, '2001', { ...PUT, title: '副主任医师', departments: ['WK01'] }, ACTOR);
  const [leaf] = await listLeaves(deps.database, { limit: 1 });
  const { data } = JSON.parse(new TextDecoder().decode(leaf?.body));
  assert.deepEqual(data.changed, ['title', 'departments']);
  assert.deepEqual([data.begins, data.ends], [['WK01'], ['NK01']]);
});

test('staff maintenance neither makes nor unmakes administrators, nor turns people into test accounts', async (t) => {
  const deps = await testDeps(t);
  await create(deps, WANG, { jobNo: '9003', name: '周审', roles: ['audit-administrator'], departments: [] });
  const audit: PutStaff = { name: '周审', roles: ['audit-administrator'], departments: [] };
  for (const [jobNo, input] of [
    ['2001', { ...PUT, roles: ['system-administrator'] }],
    ['2009', { ...PUT, roles: ['security-administrator'] }],
    ['9003', { ...audit, roles: [] }],
    ['9003', { ...audit, active: false }],
  ] as const) {
    await assert.rejects(putStaff(deps, jobNo, input as PutStaff, ACTOR), refusedWith('administrator-roles'));
  }
  await assert.rejects(putStaff(deps, '2001', { ...PUT, test: true }, ACTOR), refusedWith('invalid-request'));
  await assert.rejects(
    putStaff(deps, '2001', { ...PUT, departments: ['NO'] }, ACTOR),
    refusedWith('unknown-department'),
  );
  assert.equal((await putStaff(deps, '9003', { ...audit, title: '高级审计师' }, ACTOR)).person.title, '高级审计师');
});

test('changes of one person at the same time leave one open membership per department', async (t) => {
  const deps = await testDeps(t);
  const codes = ['NK01', 'WK01', 'JY01'];
  await Promise.all(
    Array.from({ length: 12 }, (_, i) =>
      putStaff(deps, '2001', { ...PUT, departments: [codes[i % 3] as string] }, ACTOR),
    ),
  );
  assert.equal((await describePerson(deps.database, '2001')).departments.length, 1);
});

const STAFF: readonly NewPerson[] = [
  WANG,
  { jobNo: '2002', name: '欧阳娜', roles: ['nurse'], departments: ['NK01'] },
  { jobNo: '2003', name: '李𠮷祥', roles: ['technician'], departments: ['JY01'] },
  { jobNo: 'T0001', name: '测试01', roles: ['doctor'], test: true, departments: ['NK01'] },
];

test('people are found by name, pinyin, initials and job number', async (t) => {
  const deps = await testDeps(t);
  await create(deps, ...STAFF);
  const found = async (q: string) =>
    (await listPeople(deps.database, { q }, { limit: 50 })).items.map(({ jobNo }) => jobNo);
  assert.deepEqual(await found('欧阳'), ['2002']);
  assert.deepEqual(await found('OuYang'), ['2002']);
  assert.deepEqual(await found('oyn'), ['2002']);
  assert.deepEqual(await found('𠮷'), ['2003']);
  assert.deepEqual(await found('200'), ['2001', '2002', '2003']);
  assert.deepEqual(await found('t00'), ['T0001']);
  assert.deepEqual(await found('%'), []);
  assert.deepEqual(await found('_'), []);
});

test('people are filtered by department, role, test and active', async (t) => {
  const deps = await testDeps(t);
  await create(deps, ...STAFF);
  await putStaff(deps, '2002', { name: '欧阳娜', roles: ['nurse'], departments: ['WK01'], active: false }, ACTOR);
  const found = async (filter: Parameters<typeof listPeople>[1]) =>
    (await listPeople(deps.database, filter, { limit: 50 })).items.map(({ jobNo }) => jobNo);
  assert.deepEqual(await found({ department: 'NK01' }), ['2001', 'T0001']);
  assert.deepEqual(await found({ department: 'WK01', active: false }), ['2002']);
  assert.deepEqual(await found({ role: 'technician' }), ['2003']);
  assert.deepEqual(await found({ test: true }), ['T0001']);
  assert.deepEqual(await found({ active: true, test: false }), ['2001', '2003']);
});

test('pages follow each other without gap or repetition', async (t) => {
  const deps = await testDeps(t);
  const many = Array.from({ length: 25 }, (_, i) => ({ ...WANG, jobNo: `30${String(i).padStart(2, '0')}` }));
  await create(deps, ...many);
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await listPeople(deps.database, {}, { limit: 10, ...(after === undefined ? {} : { after }) });
    seen.push(...page.items.map(({ jobNo }) => jobNo));
    after = page.next;
  } while (after !== undefined);
  assert.deepEqual(
    seen,
    many.map(({ jobNo }) => jobNo),
  );
});

test('an export holds what the filter shows and is itself written down', async (t) => {
  const deps = await testDeps(t);
  await create(deps, ...STAFF);
  const csv = new TextDecoder().decode(await exportPeople(deps, { department: 'NK01', test: false }, ACTOR));
  assert.equal(csv, '工号,姓名,科室编码,职称,角色\r\n2001,王伟,NK01,主治医师,医生\r\n2002,欧阳娜,NK01,,护士\r\n');
  const [leaf] = await listLeaves(deps.database, { limit: 1 });
  assert.equal(leaf?.kind, 'people-exported');
});

test('departments are created, changed and switched off, with their campuses', async (t) => {
  const deps = await testDeps(t);
  assert.equal((await listDepartments(deps.database)).length, 3);
  const input = { name: '儿科', campusCode: 'GX', campusName: '高新院区', kind: 'clinical' } as const;
  assert.equal((await putDepartment(deps, 'EK01', input, ACTOR)).created, true);
  const changed = await putDepartment(deps, 'EK01', { ...input, name: '儿童医学中心', active: false }, ACTOR);
  assert.equal(changed.created, false);
  assert.deepEqual(await findDepartment(deps.database, 'EK01'), changed.department);
  assert.equal(changed.department.active, false);
  const { size } = await treeHead(deps.database);
  await putDepartment(deps, 'EK01', { ...input, name: '儿童医学中心', active: false }, ACTOR);
  assert.equal((await treeHead(deps.database)).size, size);
  const nameless = { name: '新科', campusCode: 'XX', kind: 'clinical' } as const;
  await assert.rejects(putDepartment(deps, 'XK01', nameless, ACTOR), refusedWith('invalid-request'));
  const again = inTransaction(deps.database, (tx) => createDepartments(tx, deps, [{ ...input, code: 'EK01' }], ACTOR));
  await assert.rejects(again, refusedWith('duplicate-code'));
});

test('an unknown person is refused', async (t) => {
  const deps = await testDeps(t);
  await assert.rejects(describePerson(deps.database, '1'), refusedWith('unknown-person'));
  await assert.rejects(getPerson(deps.database, '00000000-0000-7000-8000-000000000000'), refusedWith('unknown-person'));
});
