import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { type CertificateRevocationList, findRevoked, parseCrl } from '@medsign/engine/pki/crl';
import { validatePath } from '@medsign/engine/pki/validate-path';
import { sql } from 'kysely';
import { inTransaction } from '../platform/database.ts';
import { changeCertificateStatus } from './change-status.ts';
import { issueCertificates } from './complete-issuance.ts';
import { chainOf } from './find-certificates.ts';
import { freshCrl, freshDelta, refreshCrls } from './fresh-crl.ts';
import { publishCrl } from './publish-crl.ts';
import { ACTOR, doctorRequest, openAuthorities, openServer } from './test-support/platform.ts';

const DAY = 86_400_000;

async function open(t: Parameters<typeof openAuthorities>[0]) {
  const platform = await openAuthorities(t);
  const { deps, clock } = platform;
  const [issued] = await issueCertificates(deps, [doctorRequest(platform)]);
  assert.ok(issued);
  const certificate = parseCertificate(issued.der);
  const change = (action: 'suspend' | 'resume' | 'revoke') =>
    inTransaction(deps.database, (tx) =>
      changeCertificateStatus(tx, deps, { certificateId: issued.id, action, note: 'x', at: clock.now(), actor: ACTOR }),
    );
  const whole = async () => parseCrl((await freshCrl(deps, 'issuing')).der);
  const delta = async () => parseCrl(await freshDelta(deps, 'issuing'));
  const later = (milliseconds: number) => clock.set(new Date(clock.now().getTime() + milliseconds));
  const verdict = async (crls: readonly CertificateRevocationList[]) => {
    const [issuing, root] = (await chainOf(deps.database, issued.id)).map(parseCertificate);
    assert.ok(issuing && root);
    const report = await validatePath({
      leaf: certificate,
      intermediates: [issuing],
      anchors: [root],
      at: clock.now(),
      crls: [parseCrl((await freshCrl(deps, 'root')).der), ...crls],
      revocation: 'required',
    });
    return report.verdict;
  };
  return { ...platform, issued, certificate, change, whole, delta, later, verdict };
}

test('every change has a delta beside the whole list, under its number, and both say the same', async (t) => {
  const { certificate, change, whole, delta, later, verdict } = await open(t);
  const base = await whole();
  assert.equal(await verdict([base]), 'valid');
  for (const [action, expected] of [
    ['suspend', 'invalid'],
    ['resume', 'valid'],
    ['revoke', 'invalid'],
  ] as const) {
    later(60_000);
    await change(action);
    const [list, since] = [await whole(), await delta()];
    assert.equal(since.crlNumber, list.crlNumber);
    assert.equal(since.baseCrlNumber, base.crlNumber);
    assert.equal(await verdict([list]), expected);
    assert.equal(await verdict([base, since]), expected, action);
    assert.equal(
      findRevoked(since, certificate.serial)?.reason,
      {
        suspend: 'certificateHold',
        resume: 'removeFromCRL',
        revoke: undefined,
      }[action],
    );
  }
});

test('the daily renewal is the base of the deltas that follow', async (t) => {
  const { deps, change, whole, delta, later } = await open(t);
  await change('suspend');
  later(2 * DAY);
  assert.ok((await refreshCrls(deps)).includes('issuing'));
  const renewed = await whole();
  // Who still holds the base before gets to the same state.
  assert.deepEqual([(await delta()).baseCrlNumber, (await delta()).revoked.size], [1n, 1]);
  later(60_000);
  await change('resume');
  assert.equal((await delta()).baseCrlNumber, renewed.crlNumber);
  assert.equal((await delta()).revoked.size, 1);
});

test('the whole list points to the delta, which anyone may fetch', async (t) => {
  const platform = await open(t);
  const { app } = await openServer(t as Parameters<typeof openServer>[0], platform);
  const get = (url: string) => app.inject({ method: 'GET', url });
  assert.equal((await get('/crl/issuing-delta.crl')).statusCode, 404);
  assert.deepEqual((await platform.whole()).freshestCrl, []);
  await platform.change('revoke');
  const [address] = (await platform.whole()).freshestCrl;
  assert.equal(address, `${platform.deps.settings.baseUrl}/crl/issuing-delta.crl`);
  const response = await get(new URL(address as string).pathname);
  assert.equal(response.headers['content-type'], 'application/pkix-crl');
  assert.equal(parseCrl(new Uint8Array(response.rawPayload)).baseCrlNumber, 1n);
  assert.equal((await get('/crl/nobody-delta.crl')).statusCode, 404);
});

test('among thousands one more costs the octets of one entry', async (t) => {
  const { deps, clock, issued, certificate, whole } = await open(t);
  await sql`
    insert into issuance_intent (id, serial, authority, profile, custody, key_id, person_id, job_no, test, common_name,
      subject, public_key, approval_hash, not_before, not_after, tbs, at)
    select gen_random_uuid(), '\\x4a'::bytea || decode(md5(n::text), 'hex'), authority, profile, custody, key_id, person_id,
      job_no, test, common_name, subject, public_key, approval_hash, not_before, not_after, tbs, at
    from issuance_intent, generate_series(1, 3000) n where issuance_intent.id = ${issued.id}`.execute(deps.database);
  await sql`
    insert into certificate_status (id, authority, serial, status, reason, since)
    select id, authority, serial, 'revoked', 4, at from issuance_intent where octet_length(serial) = 17`.execute(
    deps.database,
  );
  const publish = (changed?: readonly { id: string; serial: Uint8Array }[]) =>
    inTransaction(deps.database, (tx) =>
      publishCrl(tx, deps, 'issuing', { at: clock.now(), ...(changed && { changed }) }),
    );
  const all = await publish();
  assert.ok(all.encodedOctets > 3000 * 40);
  assert.equal((await whole()).revoked.size, 3000);
  await sql`
    insert into certificate_status (id, authority, serial, status, reason, since)
    values (${issued.id}, 'issuing', ${certificate.serial}, 'revoked', 1, ${clock.now()})`.execute(deps.database);
  const one = await publish([{ id: issued.id, serial: certificate.serial }]);
  assert.ok(one.encodedOctets < 64, `${one.encodedOctets}`);
  const kept = await whole();
  assert.equal(kept.revoked.size, 3001);
  // What was kept is what would be encoded anew.
  assert.equal(one.number, all.number + 1);
  const anew = parseCrl((await publish()).der);
  assert.deepEqual(new Map([...anew.revoked].sort()), new Map([...kept.revoked].sort()));
});

test('where nothing was kept yet, the first change encodes everything', async (t) => {
  const { deps, certificate, change, whole, later } = await open(t);
  await change('suspend');
  await sql`delete from revocation_bucket`.execute(deps.database);
  await sql`delete from revocation_change`.execute(deps.database);
  await sql`delete from revocation_base`.execute(deps.database);
  later(60_000);
  await change('revoke');
  const list = await whole();
  assert.deepEqual([list.revoked.size, list.crlNumber], [1, 3n]);
  assert.ok(findRevoked(list, certificate.serial));
  await assert.rejects(freshDelta(deps, 'issuing'), { code: 'unknown-authority' });
});

test('a delta that was published cannot be changed', async (t) => {
  const { deps, change } = await open(t);
  await change('revoke');
  await assert.rejects(sql`update revocation_delta set der = ''`.execute(deps.database), /permission denied/);
  await assert.rejects(sql`delete from revocation_delta`.execute(deps.database), /permission denied/);
});
