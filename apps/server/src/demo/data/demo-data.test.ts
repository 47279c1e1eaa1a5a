import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOCUMENT_TYPES, type DocumentType } from '@medsign/contract/document-types';
import { planSignatures } from '../plan-signatures.ts';
import { CAMPUSES, DEPARTMENTS, HOSPITAL_NAME } from './departments.ts';
import { DOCUMENT_KINDS, documentFor } from './documents.ts';
import { seeded } from './seeded.ts';
import { demoHospital } from './staff.ts';
import { SYSTEMS } from './systems.ts';

const hospital = demoHospital('demo');
const NOW = new Date('2026-03-02T00:00:00Z');

/** Every document of the plan, as the seeding writes it. */
function documentsOf(seed: string, records: number) {
  const random = seeded(seed);
  const sittings = planSignatures(hospital, random, { now: NOW, days: 90, records }).flatMap((wave) => wave.sittings);
  let serial = 0;
  return sittings.flatMap(({ department, person, signatures }) =>
    signatures.map(({ at, documentType }) => {
      serial++;
      const context = { hospitalName: HOSPITAL_NAME, department, signer: person, at, serial };
      return { documentType, department, person, ...documentFor(documentType, random, context) };
    }),
  );
}

const documents = documentsOf('demo', 3000);
const types = Object.keys(DOCUMENT_TYPES) as DocumentType[];

function unique(values: readonly string[]): number {
  return new Set(values).size;
}

test('three campuses with sixty departments of every kind', () => {
  assert.equal(CAMPUSES.length, 3);
  assert.equal(DEPARTMENTS.length, 60);
  assert.equal(unique(DEPARTMENTS.map(({ code }) => code)), 60);
  assert.equal(unique(DEPARTMENTS.map(({ name }) => name)), 60);
  assert.equal(unique(DEPARTMENTS.map(({ campusCode }) => campusCode)), 3);
  assert.equal(unique(DEPARTMENTS.map(({ kind }) => kind)), 4);
});

test('400 people in existing departments, more nurses than doctors than technicians', () => {
  const { people } = hospital;
  assert.equal(people.length, 400);
  assert.equal(unique(people.map(({ jobNo }) => jobNo)), 400);
  const codes = new Set(DEPARTMENTS.map(({ code }) => code));
  assert.ok(people.every(({ departments }) => departments.every((code) => codes.has(code))));
  const count = (role: string) => people.filter(({ roles }) => (roles as string[]).includes(role)).length;
  assert.ok(count('nurse') > count('doctor'));
  assert.ok(count('doctor') > count('technician'));
  assert.ok(count('technician') > count('pharmacist'));
  const staffed = new Set(people.flatMap(({ departments }) => departments));
  assert.equal(staffed.size, 60);
});

test('one administrator of each exclusive role, and nobody with two', () => {
  const roles = hospital.people.flatMap((person) => person.roles.filter((role) => role.endsWith('-administrator')));
  assert.deepEqual(roles.toSorted(), ['audit-administrator', 'security-administrator', 'system-administrator']);
});

test('every department that treats or examines has one head', () => {
  for (const department of DEPARTMENTS.filter(({ kind }) => kind !== 'administrative')) {
    const heads = hospital.people.filter(
      ({ departments, roles }) => departments.includes(department.code) && roles.includes('department-head'),
    );
    assert.equal(heads.length, 1, department.name);
  }
});

test('names are varied, normalised, and include the rare characters', () => {
  const names = hospital.people.map(({ name }) => name);
  assert.ok(unique(names) > 380);
  assert.ok(unique(names.map((name) => [...name][0] ?? '')) > 60);
  assert.ok(names.every((name) => name === name.normalize('NFC')));
  for (const character of '龘䶮㐱𠮷')
    assert.ok(
      names.some((name) => name.includes(character)),
      character,
    );
  assert.ok(names.some((name) => name.startsWith('欧阳')));
});

test('24 test accounts, marked as such', () => {
  const { testAccounts } = hospital;
  assert.deepEqual(
    testAccounts.map(({ jobNo }) => jobNo),
    Array.from({ length: 24 }, (_, i) => `T00${String(i + 1).padStart(2, '0')}`),
  );
  assert.ok(testAccounts.every(({ test: marked, name }) => marked && name.startsWith('测试')));
  assert.ok(hospital.people.every(({ test: marked }) => !marked));
});

test('20 systems between them produce every document type', () => {
  assert.equal(SYSTEMS.length, 20);
  assert.equal(unique(SYSTEMS.map(({ code }) => code)), 20);
  const produced = new Set(SYSTEMS.flatMap(({ documentTypes }) => documentTypes));
  assert.deepEqual([...produced].sort(), types.toSorted());
});

test('the same seed gives the same hospital and documents, another seed others', () => {
  assert.deepEqual(demoHospital('demo'), hospital);
  assert.notDeepEqual(demoHospital('other').people, hospital.people);
  assert.deepEqual(documentsOf('demo', 300), documentsOf('demo', 300));
  assert.notDeepEqual(documentsOf('demo', 300), documentsOf('other', 300));
});

test('3,000 documents with unique business numbers, each by somebody who may write it', () => {
  assert.equal(documents.length, 3000);
  assert.equal(unique(documents.map(({ businessNo }) => businessNo)), 3000);
  for (const { documentType, department, person } of documents) {
    const kind = DOCUMENT_KINDS[documentType];
    assert.ok(kind.roles.some((role) => person.roles.includes(role)));
    assert.ok(kind.specialties.includes(department.specialty));
  }
});

test('every document says that it is a demonstration and leaves no value open', () => {
  for (const { title, content } of documents) {
    assert.match(title, /（演示）$/);
    assert.match(content, /【演示】[^\n]*$/);
    assert.doesNotMatch(content, /undefined|NaN|\[object|null/);
  }
});

test('contents vary and belong to their patient', () => {
  assert.equal(unique(documents.map(({ content }) => content)), 3000);
  for (const { patient, content, documentType } of documents) {
    if (documentType === 'ethics-review') assert.equal(patient, undefined);
    else assert.ok(patient !== undefined && content.includes(patient.name) && content.includes(patient.visitNo));
  }
});

test('nothing about women is written for men', () => {
  for (const { content } of documents.filter((document) => document.content.includes('性别：男'))) {
    assert.doesNotMatch(content, /子宫|孕|胎心|剖宫产/);
  }
});

test('each type can be written for any department that signs it', () => {
  for (const type of types) {
    for (const department of DEPARTMENTS.filter(({ specialty }) =>
      DOCUMENT_KINDS[type].specialties.includes(specialty),
    )) {
      const signer = { name: '王伟', title: '主治医师' };
      const context = { hospitalName: '示例医院', department, signer, at: NOW, serial: 7 };
      const document = documentFor(type, seeded(`${type}/${department.code}`), context);
      assert.match(document.businessNo, /^[A-Z]+20260302000007$/);
      assert.ok(document.content.length > 80);
    }
  }
});

test('choices stay within their bounds', () => {
  const random = seeded('bounds');
  for (let i = 0; i < 2000; i++) {
    const whole = random.int(3, 9);
    assert.ok(Number.isInteger(whole) && whole >= 3 && whole <= 9);
    assert.match(random.decimal(0.2, 0.9, 2), /^0\.\d\d$/);
    assert.equal(random.some([1, 2, 3, 4], 2).length, 2);
  }
  assert.deepEqual(random.some([1, 2], 5), [1, 2]);
  assert.equal(
    random.weighted([
      ['never', 0],
      ['always', 1],
    ]),
    'always',
  );
});
