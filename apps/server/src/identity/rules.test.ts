import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../platform/refusal.ts';
import {
  administratorObjection,
  assertExclusive,
  assertMayMakeLink,
  assertStrongPin,
  normaliseName,
  orderedRoles,
  roleByLabel,
} from './rules.ts';

function refuses(code: string, work: () => unknown): void {
  assert.throws(work, (error) => error instanceof Refusal && error.code === code);
}

test('names are stored in NFC with single spaces', () => {
  assert.equal(normaliseName('  Zoe\u0301   王 '), 'Zoé 王');
  assert.equal(normaliseName('李𠮷祥'), '李𠮷祥');
  assert.equal(normaliseName('阿依古丽·买买提'), '阿依古丽·买买提');
  // A compatibility ideograph becomes the character it stands for.
  assert.equal(normaliseName('\uf90a'), '金');
});

test('empty, overlong and unseen characters in names are refused', () => {
  for (const name of ['', '  ', '王\u200b伟', '王\u202e伟', '王\u0007', '王\ue863', '一'.repeat(65)]) {
    refuses('invalid-request', () => normaliseName(name));
  }
});

test('roles are known by code, Chinese and English name', () => {
  assert.equal(roleByLabel('医生'), 'doctor');
  assert.equal(roleByLabel(' Doctor '), 'doctor');
  assert.equal(roleByLabel('department-head'), 'department-head');
  assert.equal(roleByLabel('院长'), undefined);
  assert.deepEqual(orderedRoles(['department-head', 'doctor', 'doctor']), ['doctor', 'department-head']);
});

test('administrator roles exclude each other', () => {
  assert.doesNotThrow(() => assertExclusive(['doctor', 'system-administrator']));
  refuses('administrator-roles', () => assertExclusive(['system-administrator', 'audit-administrator']));
});

test('an ordinary change neither grants, withdraws nor switches off an administrator', () => {
  const doctor = { roles: ['doctor'], active: true } as const;
  const auditor = { roles: ['audit-administrator'], active: true } as const;
  assert.equal(administratorObjection(doctor, { roles: ['nurse'], active: false }), undefined);
  assert.equal(administratorObjection(auditor, { roles: ['audit-administrator', 'doctor'], active: true }), undefined);
  assert.ok(administratorObjection(undefined, auditor));
  assert.ok(administratorObjection(doctor, auditor));
  assert.ok(administratorObjection(auditor, doctor));
  assert.ok(administratorObjection(auditor, { ...auditor, active: false }));
});

test('weak PINs are refused', () => {
  for (const pin of [
    '123456',
    '654321',
    '111111',
    '890123',
    '121212',
    '123123',
    '112211',
    '012345678901',
    '12345',
    '1234567890123',
    '12a456',
    '',
  ]) {
    refuses('pin-too-weak', () => assertStrongPin(pin));
  }
});

test('other PINs of 6 to 12 digits are taken', () => {
  for (const pin of ['135246', '802913', '100200', '198407211234']) assert.doesNotThrow(() => assertStrongPin(pin));
});

test('sign-in links: to staff and to oneself, never to another administrator', () => {
  assert.doesNotThrow(() => assertMayMakeLink('9001', { jobNo: '1001', roles: ['doctor', 'department-head'] }));
  assert.doesNotThrow(() => assertMayMakeLink('9001', { jobNo: '9001', roles: ['system-administrator'] }));
  for (const role of ['system-administrator', 'security-administrator', 'audit-administrator'] as const) {
    refuses('forbidden', () => assertMayMakeLink('9001', { jobNo: '9002', roles: ['doctor', role] }));
  }
});
