import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authorityCertificate } from '../certificates/index.ts';
import { inTransaction } from '../platform/database.ts';
import { createUnit, createUnits } from './create-units.ts';
import { issueToken } from './issue-token.ts';
import { listUnits } from './list-units.ts';
import { insertUnit } from './store.ts';
import { openTimestamps } from './test-support/platform.ts';

test('a production platform has the live unit alone, a demo one for the past too; twice changes nothing', async (t) => {
  const production = await openTimestamps(t);
  const demo = await openTimestamps(t, { demo: true });
  assert.deepEqual(
    (await listUnits(production.deps.database)).map(({ kind, active }) => [kind, active]),
    [['live', true]],
  );
  const before = await listUnits(demo.deps.database);
  assert.deepEqual(
    before.map(({ kind }) => kind),
    ['demo-past', 'live'],
  );
  await createUnits(demo.deps, { at: demo.clock.now() });
  assert.deepEqual(await listUnits(demo.deps.database), before);
});

test('a unit for the past is refused in production', async (t) => {
  const { deps, clock } = await openTimestamps(t);
  await assert.rejects(
    inTransaction(deps.database, (tx) => createUnit(tx, deps, { kind: 'demo-past', at: clock.now() })),
    { code: 'demo-only' },
  );
});

test('a row for the past smuggled into production is not used', async (t) => {
  const { deps, clock } = await openTimestamps(t, { units: false });
  const { id } = await authorityCertificate(deps.database, 'tsa');
  const unit = {
    id: '01900000-0000-7000-8000-000000000009',
    name: 'demo-past',
    kind: 'demo-past',
    certificateId: id,
    keyId: 'any',
    policy: '1.2.3',
    accuracyMilliseconds: 1000,
    active: true,
  } as const;
  await inTransaction(deps.database, (tx) => insertUnit(tx, unit, clock.now()));
  await assert.rejects(issueToken(deps, { imprint: new Uint8Array(32), unit: 'demo-past' }), { code: 'demo-only' });
});

test('no unit on an expired certificate', async (t) => {
  const { deps, clock } = await openTimestamps(t, { units: false });
  clock.advance({ days: 3653 });
  await assert.rejects(createUnits(deps, { at: clock.now() }), { code: 'certificate-expired' });
});

test('a certificate that may not sign timestamps makes no unit', async (t) => {
  const { deps, clock } = await openTimestamps(t, { units: false });
  const { id, keyId } = await authorityCertificate(deps.database, 'ocsp');
  const unit = {
    id: '01900000-0000-7000-8000-000000000009',
    name: 'wrong',
    kind: 'live',
    certificateId: id,
    keyId: keyId as string,
    policy: '1.2.3',
    accuracyMilliseconds: 1000,
    active: true,
  } as const;
  await inTransaction(deps.database, (tx) => insertUnit(tx, unit, clock.now()));
  await assert.rejects(issueToken(deps, { imprint: new Uint8Array(32) }), { code: 'profile-violation' });
});

test('one unit of a kind stamps at a time', async (t) => {
  const { deps, clock } = await openTimestamps(t);
  const { id, keyId } = await authorityCertificate(deps.database, 'ocsp');
  const second = {
    id: '01900000-0000-7000-8000-000000000009',
    name: 'second',
    kind: 'live',
    certificateId: id,
    keyId: keyId as string,
    policy: '1.2.3',
    accuracyMilliseconds: 1000,
    active: true,
  } as const;
  await assert.rejects(
    inTransaction(deps.database, (tx) => insertUnit(tx, second, clock.now())),
    /timestamp_unit_active/,
  );
});
