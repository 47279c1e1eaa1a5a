import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BusinessSystem, findSystem } from '../identity/index.ts';
import { readContent } from './content.ts';
import { openApprovedSession } from './open-session.ts';
import { type DatedInput, signMany } from './sign-many.ts';
import { openHospital, PIN } from './test-support/hospital.ts';

test('a batch at moments of the past goes through the same pipeline, all or none', async (t) => {
  const hospital = await openHospital(t);
  const { deps, clock } = hospital;
  const system = (await findSystem(deps.database, 'LIS')) as BusinessSystem;
  const session = await openApprovedSession(deps, {
    system,
    pin: PIN,
    request: { signer: { jobNo: '1001' }, workstation: 'W', maxCount: 5 },
  });
  const start = clock.now().getTime();
  const input = (i: number): DatedInput => ({
    system,
    session,
    at: new Date(start + i * 60_000),
    signerJobNo: '1001',
    departmentCode: 'ICU',
    businessNo: `S-${i}`,
    documentType: 'order',
    title: '医嘱',
    patient: undefined,
    content: readContent({ text: `内容 ${i}` }, 1024),
    format: i % 2 === 0 ? 'raw' : 'cms-gm',
  });
  const signed = await signMany(deps, [0, 1, 2, 3].map(input));
  assert.deepEqual(
    signed.map((one) => one.order.at.getTime() - start),
    [0, 60_000, 120_000, 180_000],
  );
  const indices = signed.map((one) => one.ledgerIndex);
  assert.deepEqual(
    indices,
    indices.map((_, i) => (indices[0] as number) + i),
  );
  await assert.rejects(signMany(deps, [4, 5].map(input)), { code: 'session-exhausted' });
  await assert.rejects(signMany(deps, [input(10_000)]), { code: /session-|certificate-expired/ });
  const page = await hospital.call('A1', { method: 'GET', url: '/v1/records' });
  assert.deepEqual(
    page.body.items.map((item: { businessNo: string }) => item.businessNo),
    ['S-3', 'S-2', 'S-1', 'S-0'],
  );
  for (const one of signed) {
    const url = `/v1/records/${one.order.recordId}/verification`;
    assert.equal((await hospital.call('A1', { method: 'GET', url })).body.verdict, 'valid');
  }
});
