import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromHex } from '@medsign/engine/bytes/hex';
import { checkSignature } from '@medsign/engine/pki/algorithms';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { type CertificateRevocationList, findRevoked, parseCrl } from '@medsign/engine/pki/crl';
import { listLeaves } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { certificateInForce } from './certificate-in-force.ts';
import { changeCertificateStatus, revokeEverywhere } from './change-status.ts';
import { issueCertificates } from './complete-issuance.ts';
import { authorityCertificate, getCertificate, historyOf } from './find-certificates.ts';
import { currentCrls, freshCrl, refreshCrls } from './fresh-crl.ts';
import { ACTOR, DOCTOR, doctorRequest, openAuthorities, type TestPlatform } from './test-support/platform.ts';
import type { IssuedCertificate } from './types.ts';

type Input = Parameters<typeof changeCertificateStatus>[2];

async function issueOne(platform: TestPlatform): Promise<IssuedCertificate> {
  const [issued] = await issueCertificates(platform.deps, [doctorRequest(platform)]);
  return issued as IssuedCertificate;
}

function change(
  { deps, clock }: TestPlatform,
  id: string,
  changes: Pick<Input, 'action'> & Partial<Input>,
): Promise<void> {
  const input = { certificateId: id, note: '测试', at: clock.now(), actor: ACTOR, ...changes };
  return inTransaction(deps.database, (tx) => changeCertificateStatus(tx, deps, input));
}

async function crlOf({ deps }: TestPlatform, name = 'issuing'): Promise<CertificateRevocationList> {
  return parseCrl((await freshCrl(deps, name)).der);
}

test('suspend, resume and revoke show in the CRL at once, with rising numbers', async (t) => {
  const platform = await openAuthorities(t);
  const { deps, clock } = platform;
  const { id, serial } = await issueOne(platform);
  const entry = async () => findRevoked(await crlOf(platform), fromHex(serial));
  assert.equal(await entry(), undefined);

  clock.advance({ minutes: 1 });
  await change(platform, id, { action: 'suspend' });
  assert.deepEqual((await entry())?.reason, 'certificateHold');
  assert.equal((await crlOf(platform)).crlNumber, 2n);
  assert.equal((await getCertificate(deps.database, id)).status, 'suspended');

  clock.advance({ minutes: 1 });
  await change(platform, id, { action: 'resume' });
  assert.equal(await entry(), undefined);
  assert.equal((await crlOf(platform)).crlNumber, 3n);

  clock.advance({ minutes: 1 });
  await change(platform, id, { action: 'revoke', reason: 'affiliationChanged', note: '调离' });
  const revoked = await entry();
  assert.equal(revoked?.reason, 'affiliationChanged');
  assert.equal(revoked?.revokedAt.toISOString(), '2026-03-02T00:03:00.000Z');
  const crl = await crlOf(platform);
  assert.equal(crl.crlNumber, 4n);
  assert.equal(crl.thisUpdate.toISOString(), '2026-03-02T00:03:00.000Z');
  assert.equal(crl.nextUpdate?.toISOString(), '2026-03-09T00:03:00.000Z');
  const issuing = parseCertificate((await authorityCertificate(deps.database, 'issuing')).der);
  assert.equal(await checkSignature(crl.signatureAlgorithm, issuing.spki, crl.signature, crl.tbs), 'valid');
  assert.deepEqual(crl.expiredCertificatesSince, issuing.notBefore);
});

test('every change is in the history and in the ledger, by whom, when and why', async (t) => {
  const platform = await openAuthorities(t);
  const { deps, clock } = platform;
  const { id, serial } = await issueOne(platform);
  const actor = { kind: 'person', id: 'S1' } as const;
  await change(platform, id, { action: 'suspend', note: '介质遗失', actor });
  clock.advance({ hours: 1 });
  await change(platform, id, { action: 'revoke', reason: 'keyCompromise', note: '确认丢失', actor });
  const history = await historyOf(deps.database, id);
  assert.deepEqual(
    history.map(({ action, reason, note, actor_id, at }) => [action, reason, note, actor_id, at.toISOString()]),
    [
      ['suspend', 6, '介质遗失', 'S1', '2026-03-02T00:00:00.250Z'],
      ['revoke', 1, '确认丢失', 'S1', '2026-03-02T01:00:00.250Z'],
    ],
  );
  const leaves = await listLeaves(deps.database, { limit: 10, subject: serial });
  assert.deepEqual(
    leaves.map(({ kind, actor: by }) => [kind, by.id]),
    [
      ['certificate-revoked', 'S1'],
      ['certificate-suspended', 'S1'],
      ['certificate-issued', 'test'],
    ],
  );
});

const IMPOSSIBLE = [
  { before: [], action: 'resume' },
  { before: ['suspend'], action: 'suspend' },
  { before: ['revoke'], action: 'suspend' },
  { before: ['revoke'], action: 'resume' },
  { before: ['revoke'], action: 'revoke' },
] as const;

test('what a status does not allow is refused, and no CRL is made', async (t) => {
  const platform = await openAuthorities(t);
  for (const { before, action } of IMPOSSIBLE) {
    await t.test(`${action} after ${before.join() || 'issuing'}`, async () => {
      const { id } = await issueOne(platform);
      for (const earlier of before) await change(platform, id, { action: earlier });
      const number = (await crlOf(platform)).crlNumber;
      await assert.rejects(change(platform, id, { action }), { code: 'certificate-state-conflict' });
      assert.equal((await crlOf(platform)).crlNumber, number);
    });
  }
});

test('refused: a reason without revoke, an unknown certificate, a root', async (t) => {
  const platform = await openAuthorities(t);
  const { id } = await issueOne(platform);
  await assert.rejects(change(platform, id, { action: 'suspend', reason: 'superseded' }), { code: 'invalid-request' });
  await assert.rejects(change(platform, '01900000-0000-7000-8000-000000000000', { action: 'revoke' }), {
    code: 'unknown-certificate',
  });
  const root = await authorityCertificate(platform.deps.database, 'root');
  await assert.rejects(change(platform, root.id, { action: 'revoke' }), { code: 'certificate-state-conflict' });
});

test('an expired certificate is not suspended any more, but still revoked', async (t) => {
  const platform = await openAuthorities(t);
  const { id, serial } = await issueOne(platform);
  platform.clock.advance({ days: 800 });
  await assert.rejects(change(platform, id, { action: 'suspend' }), { code: 'certificate-expired' });
  await change(platform, id, { action: 'revoke', reason: 'keyCompromise' });
  assert.ok(findRevoked(await crlOf(platform), fromHex(serial)));
});

test('the issuing authority itself is listed by the root', async (t) => {
  const platform = await openAuthorities(t);
  const issuing = await authorityCertificate(platform.deps.database, 'issuing');
  await change(platform, issuing.id, { action: 'revoke', reason: 'cACompromise' });
  assert.equal(findRevoked(await crlOf(platform, 'root'), fromHex(issuing.serial))?.reason, 'cACompromise');
});

test('of two revocations at once one wins, and the CRL numbers stay in order', async (t) => {
  const platform = await openAuthorities(t);
  const one = await issueOne(platform);
  const other = await issueOne(platform);
  const results = await Promise.allSettled([
    change(platform, one.id, { action: 'revoke' }),
    change(platform, one.id, { action: 'revoke' }),
    change(platform, other.id, { action: 'revoke' }),
  ]);
  assert.deepEqual(results.map(({ status }) => status).sort(), ['fulfilled', 'fulfilled', 'rejected']);
  const crl = await crlOf(platform);
  assert.equal(crl.crlNumber, 3n);
  assert.equal(crl.revoked.size, 2);
});

test('a compromised key takes all its certificates with it; those revoked before stay as they were', async (t) => {
  const platform = await openAuthorities(t);
  const { deps, clock } = platform;
  const request = doctorRequest(platform);
  const [first, second] = await issueCertificates(deps, [request, { ...request }]);
  await change(platform, first?.id as string, { action: 'revoke', reason: 'superseded' });
  const changed = await inTransaction(deps.database, (tx) =>
    revokeEverywhere(tx, deps, {
      by: { publicKey: request.publicKey },
      reason: 'keyCompromise',
      note: '密钥泄露',
      at: clock.now(),
      actor: ACTOR,
    }),
  );
  assert.deepEqual(changed, [second?.id]);
  assert.equal((await getCertificate(deps.database, first?.id as string)).reason, 4);
});

test('a CRL is renewed before it ends: by the job after a day, by a reader in its last hour', async (t) => {
  const platform = await openAuthorities(t);
  const { deps, clock } = platform;
  assert.deepEqual(await refreshCrls(deps), []);
  clock.advance({ days: 1 });
  assert.deepEqual(await refreshCrls(deps), ['issuing', 'root']);
  assert.deepEqual(await refreshCrls(deps), []);
  clock.advance({ days: 6, hours: 22 });
  assert.equal((await crlOf(platform)).crlNumber, 2n);
  clock.advance({ hours: 1, minutes: 30 });
  const [one, other] = await Promise.all([crlOf(platform), crlOf(platform)]);
  assert.deepEqual([one.crlNumber, other.crlNumber], [3n, 3n]);
  assert.equal(one.thisUpdate.toISOString(), '2026-03-09T23:30:00.000Z');
  assert.equal((await currentCrls(deps.database)).length, 2);
});

test('a CRL never claims an earlier time than the one before', async (t) => {
  const platform = await openAuthorities(t);
  const { clock } = platform;
  const { id } = await issueOne(platform);
  const before = (await crlOf(platform)).thisUpdate;
  clock.advance({ hours: -5 });
  await change(platform, id, { action: 'suspend' });
  assert.deepEqual((await crlOf(platform)).thisUpdate, before);
});

test('no CRL of what is no authority', async (t) => {
  const { deps } = await openAuthorities(t);
  await assert.rejects(freshCrl(deps, 'tsa'), { code: 'unknown-authority' });
  await assert.rejects(freshCrl(deps, 'nobody'), { code: 'unknown-authority' });
});

test('the certificate in force is the newest that is; otherwise the newest says why not', async (t) => {
  const platform = await openAuthorities(t);
  const { deps, clock } = platform;
  const inForce = () => certificateInForce(deps.database, { personId: DOCTOR.id, purpose: 'signing', at: clock.now() });
  await assert.rejects(inForce(), { code: 'certificate-missing' });
  const first = await issueOne(platform);
  clock.advance({ minutes: 1 });
  const second = await issueOne(platform);
  assert.equal((await inForce()).id, second.id);
  await change(platform, second.id, { action: 'suspend' });
  assert.equal((await inForce()).id, first.id);
  await change(platform, first.id, { action: 'revoke' });
  await assert.rejects(inForce(), { code: 'certificate-suspended' });
  await change(platform, second.id, { action: 'revoke' });
  await assert.rejects(inForce(), { code: 'certificate-revoked' });
  const third = await issueOne(platform);
  assert.equal((await inForce()).id, third.id);
  clock.advance({ days: 731 });
  await assert.rejects(inForce(), { code: 'certificate-expired' });
  const ask = { personId: DOCTOR.id, custody: 'hosted', purpose: 'signing', at: clock.now() } as const;
  await assert.rejects(certificateInForce(deps.database, ask), { code: 'certificate-missing' });
});
