import assert from 'node:assert/strict';
import { test } from 'node:test';
import { permissionsOf, type Role } from '@medsign/contract/permissions';
import type { BusinessSystem } from '../identity/index.ts';
import {
  chooseSession,
  departmentOf,
  type RecordsViewer,
  refuseDocumentType,
  refuseRawDigest,
  refuseUnkeepable,
  visibilityFor,
} from './rules.ts';
import type { SessionRow } from './store-sessions.ts';

const AT = new Date('2026-03-02T08:00:00Z');
const system: BusinessSystem = {
  code: 'LIS',
  name: '检验',
  clientId: 'lis',
  documentTypes: ['lab-report'],
  test: false,
  active: true,
};

function session(change: Partial<SessionRow>): SessionRow {
  return {
    id: 'a',
    signer_id: 'p',
    signer_job_no: '1001',
    signer_name: '李雷',
    system_code: 'LIS',
    system_name: '检验',
    workstation: 'W1',
    purpose: null,
    document_types: null,
    max_count: 2,
    valid_minutes: 60,
    reserved_count: 0,
    signed_count: 0,
    state: 'active',
    approval_token: null,
    requested_at: AT,
    request_expires_at: AT,
    approved_at: AT,
    expires_at: new Date(AT.getTime() + 3_600_000),
    closed_at: null,
    approval_statement: null,
    approval_digest: null,
    key_id: null,
    certificate_id: null,
    ...change,
  };
}

const ask = { documentType: 'lab-report', workstation: undefined, at: AT };
const code = (expected: string) => (error: unknown) => (error as { code: string }).code === expected;

test('a session is chosen only in time, for its workstation, type and count', () => {
  assert.equal(chooseSession([session({})], ask)?.id, 'a');
  assert.equal(chooseSession([session({ state: 'pending' })], ask), undefined);
  assert.equal(chooseSession([session({ expires_at: AT })], ask), undefined);
  assert.equal(chooseSession([session({ approved_at: new Date(AT.getTime() + 1) })], ask), undefined);
  assert.equal(chooseSession([session({})], { ...ask, workstation: 'W2' }), undefined);
  assert.throws(() => chooseSession([session({ reserved_count: 2 })], ask), code('session-exhausted'));
  assert.throws(() => chooseSession([session({ document_types: ['order'] })], ask), code('session-document-type'));
  const used = session({ id: 'used', reserved_count: 2 });
  assert.equal(chooseSession([used, session({ id: 'free' })], ask)?.id, 'free');
});

test('staff name a department of theirs, test accounts may leave it out', () => {
  const memberships = [{ departmentCode: 'ICU', from: AT, to: undefined }];
  assert.equal(departmentOf('ICU', memberships, false), 'ICU');
  assert.throws(() => departmentOf('ER', memberships, false), code('foreign-department'));
  assert.throws(() => departmentOf('ER', memberships, true), code('foreign-department'));
  assert.throws(() => departmentOf(undefined, memberships, false), code('invalid-request'));
  assert.equal(departmentOf(undefined, memberships, true), 'ICU');
  assert.equal(departmentOf(undefined, [], true), undefined);
});

test('document types are known ones that the system may have signed', () => {
  refuseDocumentType(system, 'lab-report');
  refuseDocumentType({ ...system, documentTypes: null }, 'order');
  assert.throws(() => refuseDocumentType(system, 'order'), code('document-type-not-allowed'));
  assert.throws(
    () => refuseDocumentType({ ...system, documentTypes: null }, 'toString'),
    code('document-type-not-allowed'),
  );
});

test('a bare digest is never signed raw', () => {
  const content = { kind: 'sm3', digest: new Uint8Array(32), size: 1, bytes: undefined } as const;
  assert.throws(() => refuseRawDigest({ format: 'raw', content }), code('raw-digest-refused'));
  refuseRawDigest({ format: 'cms', content });
});

test('text that a database cannot keep as it is is refused', () => {
  refuseUnkeepable({ title: '龘䶮㐱𠮷', other: undefined });
  assert.throws(() => refuseUnkeepable({ title: 'a\u0000b' }), code('invalid-request'));
  assert.throws(() => refuseUnkeepable({ title: '\ud800' }), code('invalid-request'));
});

test('callers see their own records, their departments’, or all', () => {
  const person = (...roles: Role[]): RecordsViewer => ({
    kind: 'person',
    personId: 'p',
    permissions: permissionsOf(roles),
    departments: ['ICU'],
  });
  assert.deepEqual(visibilityFor({ kind: 'system', systemCode: 'LIS' }), { systemCode: 'LIS' });
  assert.deepEqual(visibilityFor(person('doctor')), { signerId: 'p' });
  assert.deepEqual(visibilityFor(person('department-head')), {
    departmentsOrOwn: { departments: ['ICU'], signerId: 'p' },
  });
  assert.deepEqual(visibilityFor(person('audit-administrator')), {});
  assert.throws(() => visibilityFor(person('security-administrator')), code('forbidden'));
});
