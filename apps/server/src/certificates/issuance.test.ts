import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equalBytes } from '@medsign/engine/bytes/bytes';
import { fromHex } from '@medsign/engine/bytes/hex';
import { generateSm2KeyPair } from '@medsign/engine/crypto/sm2';
import { checkSignature } from '@medsign/engine/pki/algorithms';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { parseCrl } from '@medsign/engine/pki/crl';
import { leafAt } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { withClient } from '../platform/embedded-database.ts';
import { certificateInForce } from './certificate-in-force.ts';
import { changeCertificateStatus, revokeEverywhere } from './change-status.ts';
import { completeIssuance, issueCertificates } from './complete-issuance.ts';
import { authorityCertificate, getCertificate } from './find-certificates.ts';
import { freshCrl } from './fresh-crl.ts';
import { prepareIssuance } from './prepare-issuance.ts';
import { approvalHashOf } from './private-oids.ts';
import { findIntents } from './store.ts';
import {
  ACTOR,
  BASE_URL,
  DOCTOR,
  doctorRequest,
  openAuthorities,
  openPlatform,
  TEST_PERSON,
} from './test-support/platform.ts';
import type { IssuanceRequest } from './types.ts';

test('a certificate is issued, verifies, is stored and in the ledger', async (t) => {
  const platform = await openAuthorities(t);
  const { deps } = platform;
  const [issued] = await issueCertificates(deps, [doctorRequest(platform)]);
  const stored = await getCertificate(deps.database, issued?.id as string);
  assert.deepEqual(stored.der, issued?.der);
  assert.equal(stored.serial, issued?.serial);
  assert.equal(stored.subject, 'UID=1001,CN=龘䶮𠮷,O=示例医院,C=CN');
  assert.equal(stored.status, 'active');
  assert.equal(stored.notAfter.getUTCFullYear(), 2028);
  const certificate = parseCertificate(stored.der);
  const issuing = parseCertificate((await authorityCertificate(deps.database, 'issuing')).der);
  const { signatureAlgorithm, signature, tbs, extensions } = certificate;
  assert.equal(await checkSignature(signatureAlgorithm, issuing.spki, signature, tbs), 'valid');
  assert.deepEqual(extensions.keyUsage, ['digitalSignature', 'nonRepudiation']);
  assert.deepEqual(extensions.crlDistributionPoints, [{ uris: [`${BASE_URL}/crl/issuing.crl`], partial: false }]);
  assert.equal(certificate.serial.length, 16);
  const leaf = await leafAt(deps.database, stored.ledgerIndex);
  assert.equal(leaf?.kind, 'certificate-issued');
  assert.equal(leaf?.subject, stored.serial);
});

test('a session certificate carries the hash of its approval and ends when it says', async (t) => {
  const platform = await openAuthorities(t);
  const { deps, random, clock } = platform;
  const key = await inTransaction(deps.database, (tx) => deps.keyStore.create(tx, 'session'));
  const approvalHash = random(32);
  const notAfter = new Date(clock.now().getTime() + 90 * 60_000);
  const request: IssuanceRequest = {
    profile: 'session-signing',
    person: DOCTOR,
    publicKey: key.publicKey,
    keyId: key.keyId,
    custody: 'session',
    notAfter,
    approvalHash,
    at: clock.now(),
    actor: ACTOR,
  };
  const [issued] = await issueCertificates(deps, [request]);
  const certificate = parseCertificate(issued?.der as Uint8Array);
  assert.deepEqual(approvalHashOf(certificate), approvalHash);
  assert.equal(certificate.notAfter.toISOString(), '2026-03-02T01:30:00.000Z');
  const found = await certificateInForce(deps.database, {
    personId: DOCTOR.id,
    custody: 'session',
    purpose: 'signing',
    at: clock.now(),
  });
  assert.equal(found.id, issued?.id);
});

test('a test account has 测试 in its name', async (t) => {
  const platform = await openAuthorities(t);
  const request = doctorRequest(platform, { profile: 'person-test', person: TEST_PERSON });
  const [issued] = await issueCertificates(platform.deps, [request]);
  assert.equal(issued?.subject, 'UID=T_01,CN=测试医生,OU=测试,O=示例医院,C=CN');
});

test('a system and a department stand in the name where they are given', async (t) => {
  const platform = await openAuthorities(t);
  const { deps } = platform;
  const { person: _, ...request } = doctorRequest(platform, { profile: 'system' });
  const [system] = await issueCertificates(deps, [{ ...request, subject: { commonName: '检验系统' } }]);
  assert.equal(system?.subject, 'CN=检验系统,O=示例医院,C=CN');
  const [doctor] = await issueCertificates(deps, [doctorRequest(platform, { department: '重症医学科' })]);
  assert.equal(doctor?.subject, 'UID=1001,CN=龘䶮𠮷,OU=重症医学科,O=示例医院,C=CN');
});

test('a batch is issued in two transactions, in order', async (t) => {
  const platform = await openAuthorities(t);
  const requests = Array.from({ length: 30 }, () => doctorRequest(platform));
  const issued = await issueCertificates(platform.deps, requests);
  assert.deepEqual(
    issued.map(({ der }) => parseCertificate(der).spki.publicKey),
    requests.map(({ publicKey }) => publicKey),
  );
  assert.equal(new Set(issued.map(({ serial }) => serial)).size, 30);
  assert.deepEqual(await issueCertificates(platform.deps, []), []);
});

const REFUSED: readonly (readonly [string, (platform: Parameters<typeof doctorRequest>[0]) => IssuanceRequest])[] = [
  ['no person', (p) => ({ ...without(doctorRequest(p), 'person'), subject: { commonName: '某人' } })],
  ['person and subject', (p) => doctorRequest(p, { subject: { commonName: '某人' } })],
  ['a hosted key for a person', (p) => doctorRequest(p, { custody: 'hosted', keyId: 'any' })],
  ['a key id with a key held elsewhere', (p) => doctorRequest(p, { keyId: 'any' })],
  ['a test account under the staff profile', (p) => doctorRequest(p, { person: TEST_PERSON })],
  ['a person under the test profile', (p) => doctorRequest(p, { profile: 'person-test' })],
  ['an approval on a staff certificate', (p) => doctorRequest(p, { approvalHash: new Uint8Array(32) })],
  [
    'a session without approval',
    (p) => doctorRequest(p, { profile: 'session-signing', custody: 'session', keyId: 'k' }),
  ],
  ['too long', (p) => doctorRequest(p, { notAfter: new Date('2036-01-01T00:00:00Z') })],
  ['ends before it begins', (p) => doctorRequest(p, { notAfter: new Date('2026-03-01T00:00:00Z') })],
  ['begins before the issuer', (p) => doctorRequest(p, { notBefore: new Date('2026-03-01T00:00:00Z') })],
  ['a point that is not on the curve', (p) => doctorRequest(p, { publicKey: new Uint8Array(65).fill(4) })],
  ['a name that is too long', (p) => doctorRequest(p, { person: { ...DOCTOR, name: '长'.repeat(65) } })],
  ['a name that turns the reading direction', (p) => doctorRequest(p, { person: { ...DOCTOR, name: '李\u202e雷' } })],
  ['a job number with a blank', (p) => doctorRequest(p, { person: { ...DOCTOR, jobNo: '10 01' } })],
  [
    'another root',
    (p) => ({ ...without(doctorRequest(p), 'person'), profile: 'root-ca', subject: { commonName: 'x' } }),
  ],
];

function without<T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = value;
  return rest;
}

test('what does not fit the profile is refused, and nothing is written', async (t) => {
  const platform = await openAuthorities(t);
  for (const [name, make] of REFUSED) {
    await t.test(name, async () => {
      const request = make(platform);
      await assert.rejects(issueCertificates(platform.deps, [doctorRequest(platform), request]), {
        code: 'profile-violation',
      });
      assert.deepEqual(await findIntents(platform.deps.database, { publicKey: request.publicKey }), []);
    });
  }
});

test('before there are authorities nothing is issued', async (t) => {
  const platform = await openPlatform(t);
  await assert.rejects(issueCertificates(platform.deps, [doctorRequest(platform)]), { code: 'unknown-authority' });
});

test('a key stays with its holder and its purpose, and never comes back after a compromise', async (t) => {
  const platform = await openAuthorities(t);
  const { deps, clock } = platform;
  const request = doctorRequest(platform);
  const [first] = await issueCertificates(deps, [request]);
  await issueCertificates(deps, [request]);
  const other = { ...DOCTOR, id: '01900000-0000-7000-8000-000000000003', jobNo: '1003' };
  await assert.rejects(issueCertificates(deps, [{ ...request, person: other }]), { code: 'profile-violation' });
  await inTransaction(deps.database, (tx) =>
    changeCertificateStatus(tx, deps, {
      certificateId: first?.id as string,
      action: 'revoke',
      reason: 'keyCompromise',
      note: '介质丢失',
      at: clock.now(),
      actor: ACTOR,
    }),
  );
  await assert.rejects(issueCertificates(deps, [request]), { code: 'profile-violation', message: /compromised/ });
});

test('an intent of the same transaction is not completed: a crash would lose it', async (t) => {
  const platform = await openAuthorities(t);
  const { deps } = platform;
  await assert.rejects(
    inTransaction(deps.database, async (tx) => {
      const prepared = await prepareIssuance(tx, deps, [doctorRequest(platform)]);
      return completeIssuance(tx, deps, prepared);
    }),
    /not committed/,
  );
});

test('an intent is completed once, and not after it was revoked', async (t) => {
  const platform = await openAuthorities(t);
  const { deps, clock } = platform;
  const prepare = () => inTransaction(deps.database, (tx) => prepareIssuance(tx, deps, [doctorRequest(platform)]));
  const once = await prepare();
  await inTransaction(deps.database, (tx) => completeIssuance(tx, deps, once));
  await assert.rejects(
    inTransaction(deps.database, (tx) => completeIssuance(tx, deps, once)),
    /certificate_pkey/,
  );
  const [revoked] = await prepare();
  await inTransaction(deps.database, (tx) =>
    revokeEverywhere(tx, deps, {
      by: { serial: fromHex(revoked?.serial as string) },
      note: '未完成',
      at: clock.now(),
      actor: ACTOR,
    }),
  );
  await assert.rejects(
    inTransaction(deps.database, (tx) => completeIssuance(tx, deps, revoked ? [revoked] : [])),
    /was revoked/,
  );
  const missing = { id: '01900000-0000-7000-8000-000000000000', serial: '00', at: clock.now(), actor: ACTOR };
  await assert.rejects(
    inTransaction(deps.database, (tx) => completeIssuance(tx, deps, [missing])),
    /unknown/,
  );
});

for (const by of ['serial', 'publicKey'] as const) {
  test(`when storing the certificate fails, the intent remains and is revoked by ${by}`, async (t) => {
    const platform = await openAuthorities(t);
    const { deps, clock, migration } = platform;
    // The certificate is signed, then cannot be stored: as if the disk were full or the power gone.
    await withClient(migration, (client) =>
      client.query(`create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$;
        create trigger fail before insert on certificate for each row execute function fail()`),
    );
    const request = doctorRequest(platform);
    await assert.rejects(issueCertificates(deps, [request]), /disk full/);
    const [intent] = await findIntents(deps.database, { publicKey: request.publicKey });
    assert.equal(intent?.issued, false);
    await assert.rejects(getCertificate(deps.database, intent?.id as string), { code: 'unknown-certificate' });
    const serial = intent?.serial as Uint8Array;
    const target = by === 'serial' ? { serial } : { publicKey: request.publicKey };
    const changed = await inTransaction(deps.database, (tx) =>
      revokeEverywhere(tx, deps, { by: target, note: '未完成的签发', at: clock.now(), actor: ACTOR }),
    );
    assert.deepEqual(changed, [intent?.id]);
    const crl = parseCrl((await freshCrl(deps, 'issuing')).der);
    assert.equal([...crl.revoked.values()].filter((entry) => equalBytes(entry.serial, serial)).length, 1);
  });
}

test('nothing is revoked by a serial or key that was never used', async (t) => {
  const { deps, clock, random } = await openAuthorities(t);
  const { publicKey } = generateSm2KeyPair(random);
  await assert.rejects(
    inTransaction(deps.database, (tx) =>
      revokeEverywhere(tx, deps, { by: { publicKey }, note: 'x', at: clock.now(), actor: ACTOR }),
    ),
    { code: 'unknown-certificate' },
  );
});

test('the application can neither change nor remove certificates, intents, histories and CRLs', async (t) => {
  const { application } = await openAuthorities(t);
  await withClient(application, async (client) => {
    for (const table of ['certificate', 'issuance_intent', 'certificate_status_change', 'revocation_list']) {
      for (const statement of [`delete from ${table}`, `truncate ${table} cascade`]) {
        await assert.rejects(client.query(statement), { code: '42501' }, statement);
      }
    }
    await assert.rejects(client.query("update certificate set der = ''"), { code: '42501' });
  });
});
