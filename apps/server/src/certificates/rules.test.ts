import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertCertificateInForce, reasonCode, reasonName, statusAfter, statusAt } from './rules.ts';
import type { StoredStatus } from './types.ts';

const notBefore = new Date('2026-03-02T00:00:00Z');
const notAfter = new Date('2027-03-02T00:00:00Z');
const during = new Date('2026-06-01T00:00:00Z');
const after = new Date('2027-03-02T00:00:01Z');
const certificate = (status: StoredStatus) => ({ status, notBefore, notAfter });

test('what is active or suspended expires; what is revoked stays revoked', () => {
  assert.equal(statusAt(certificate('active'), during), 'active');
  assert.equal(statusAt(certificate('active'), notAfter), 'active');
  assert.equal(statusAt(certificate('active'), after), 'expired');
  assert.equal(statusAt(certificate('suspended'), during), 'suspended');
  assert.equal(statusAt(certificate('suspended'), after), 'expired');
  assert.equal(statusAt(certificate('revoked'), after), 'revoked');
});

test('in force is active, begun and not ended; everything else has its own code', () => {
  assertCertificateInForce(certificate('active'), notBefore);
  assertCertificateInForce(certificate('active'), notAfter);
  const before = new Date('2026-03-01T23:59:59Z');
  assert.throws(() => assertCertificateInForce(certificate('active'), before), { code: 'certificate-missing' });
  assert.throws(() => assertCertificateInForce(certificate('active'), after), { code: 'certificate-expired' });
  assert.throws(() => assertCertificateInForce(certificate('suspended'), during), { code: 'certificate-suspended' });
  assert.throws(() => assertCertificateInForce(certificate('revoked'), during), { code: 'certificate-revoked' });
});

test('suspend and resume undo each other, revoke ends', () => {
  assert.equal(statusAfter('suspend', certificate('active'), during), 'suspended');
  assert.equal(statusAfter('resume', certificate('suspended'), during), 'active');
  assert.equal(statusAfter('revoke', certificate('suspended'), during), 'revoked');
  for (const action of ['suspend', 'resume', 'revoke'] as const) {
    assert.throws(() => statusAfter(action, certificate('revoked'), during), { code: 'certificate-state-conflict' });
  }
});

test('reasons are those of RFC 5280 §5.3.1', () => {
  assert.equal(reasonCode('resume', undefined), null);
  assert.equal(reasonCode('suspend', undefined), 6);
  assert.equal(reasonCode('revoke', undefined), 0);
  assert.equal(reasonCode('revoke', 'privilegeWithdrawn'), 9);
  assert.deepEqual([null, 0, 1, 6, 9].map(reasonName), [
    null,
    'unspecified',
    'keyCompromise',
    'certificateHold',
    'privilegeWithdrawn',
  ]);
});
