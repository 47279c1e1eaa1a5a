import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DOCUMENT_TYPES } from '@medsign/contract/document-types';
import { seeded } from './data/seeded.ts';
import { demoHospital } from './data/staff.ts';
import { planSignatures } from './plan-signatures.ts';

const hospital = demoHospital('plan');
const now = new Date('2026-11-23T03:00:00Z');
const plan = planSignatures(hospital, seeded('plan'), { now, days: 90, records: 3000 });
const sittings = plan.flatMap((wave) => wave.sittings);
const signatures = sittings.flatMap((sitting) => sitting.signatures.map((signature) => ({ ...signature, sitting })));

test('as many signatures as asked for, over 90 days, none in the future', () => {
  assert.equal(signatures.length, 3000);
  const times = signatures.map(({ at }) => at.getTime());
  assert.ok(Math.max(...times) < now.getTime());
  const days = new Set(times.map((time) => new Date(time + 8 * 3_600_000).toISOString().slice(0, 10)));
  assert.ok(days.size >= 90, `${days.size} days`);
});

test('every system and every document type is among them', () => {
  assert.equal(new Set(sittings.map(({ system }) => system.code)).size, 20);
  const types = new Set(signatures.map(({ documentType }) => documentType));
  assert.deepEqual([...types].sort(), Object.keys(DOCUMENT_TYPES).sort());
});

test('people write what their system has, in their own department', () => {
  for (const { sitting, documentType } of signatures) {
    assert.ok(sitting.system.documentTypes.includes(documentType));
    assert.ok(sitting.person.departments.includes(sitting.department.code));
  }
});

test('waves follow one another and no workstation is used twice in one', () => {
  for (const [index, wave] of plan.entries()) {
    assert.equal(new Set(wave.sittings.map(({ workstation }) => workstation)).size, wave.sittings.length);
    const last = Math.max(...wave.sittings.flatMap(({ signatures: all }) => all.map(({ at }) => at.getTime())));
    const next = plan[index + 1];
    if (next !== undefined) assert.ok(next.begin.getTime() > last);
    assert.ok(last - wave.begin.getTime() < 480 * 60_000);
  }
});

test('the same choices give the same plan', () => {
  assert.deepEqual(planSignatures(hospital, seeded('plan'), { now, days: 90, records: 3000 }), plan);
});

test('a small plan keeps to the last days', () => {
  const small = planSignatures(hospital, seeded('small'), { now, days: 2, records: 60 });
  assert.equal(
    small.reduce((sum, wave) => sum + wave.sittings.reduce((n, one) => n + one.signatures.length, 0), 0),
    60,
  );
  assert.ok((small[0]?.begin.getTime() ?? 0) > now.getTime() - 4 * 86_400_000);
});
