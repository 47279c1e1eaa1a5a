import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitString, integer, nullValue, sequence, unsignedInteger } from '@medsign/engine/asn1/der-writer';
import { OID } from '@medsign/engine/asn1/oids';
import { fromBase64, toBase64 } from '@medsign/engine/bytes/base64';
import { fromHex } from '@medsign/engine/bytes/hex';
import { generateSm2KeyPair, type Sm2KeyPair, sm2Sign, sm2SignatureToDer } from '@medsign/engine/crypto/sm2';
import { algorithmIdentifier } from '@medsign/engine/pki/algorithm-identifier';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { findRevoked, parseCrl } from '@medsign/engine/pki/crl';
import { assembleCsr, buildCertificationRequestInfo } from '@medsign/engine/pki/csr';
import { nameOf } from '@medsign/engine/pki/name';
import { decodePem } from '@medsign/engine/pki/pem';
import { encodeSm2Spki } from '@medsign/engine/pki/public-key';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { sql } from 'kysely';
import { authorityCertificate } from './find-certificates.ts';
import { openAuthorities, openServer, type TestPlatform } from './test-support/platform.ts';

/** Calls as somebody: a job number, `LIS`, or nobody. */
async function call(app: FastifyInstance, as: string | undefined, options: InjectOptions) {
  const headers = { ...options.headers, ...(as !== undefined && { authorization: `Bearer ${as}` }) };
  const response = await app.inject({ ...options, headers });
  return { status: response.statusCode, raw: new Uint8Array(response.rawPayload), headers: response.headers, response };
}

async function open(t: Parameters<typeof openServer>[0]) {
  const platform = await openAuthorities(t);
  return { ...platform, ...(await openServer(t, platform)) };
}

function csrFor({ random }: TestPlatform, key: Sm2KeyPair, signer: Sm2KeyPair = key): Uint8Array {
  const subject = nameOf([[OID.commonName, '院长']]);
  const info = buildCertificationRequestInfo({ subject, spki: encodeSm2Spki(key.publicKey) });
  return assembleCsr(info, sm2SignatureToDer(sm2Sign(signer, info, random)));
}

const issue = (app: FastifyInstance, payload: Record<string, unknown>, as: string | undefined = 'S1') =>
  call(app, as, { method: 'POST', url: '/v1/certificates', payload });

test('authority certificates and CRLs are public, in DER and PEM', async (t) => {
  const { app, deps } = await open(t);
  const root = await authorityCertificate(deps.database, 'root');
  const cer = await call(app, undefined, { url: '/ca/root.cer' });
  assert.equal(cer.headers['content-type'], 'application/pkix-cert');
  assert.deepEqual(cer.raw, root.der);
  const pem = await call(app, undefined, { url: '/ca/tsa.pem' });
  assert.equal(pem.headers['content-type'], 'application/x-pem-file');
  assert.deepEqual(decodePem(pem.response.body)[0]?.der, (await authorityCertificate(deps.database, 'tsa')).der);
  const crl = await call(app, undefined, { url: '/crl/issuing.crl' });
  assert.equal(crl.headers['content-type'], 'application/pkix-crl');
  assert.equal(crl.headers['cache-control'], 'public, max-age=60');
  assert.equal(parseCrl(crl.raw).crlNumber, 1n);
  const crlPem = await call(app, undefined, { url: '/crl/root.pem' });
  assert.equal(decodePem(crlPem.response.body)[0]?.label, 'X509 CRL');
});

test('what is no authority is not found', async (t) => {
  const { app } = await open(t);
  for (const url of ['/ca/nobody.cer', '/ca/nobody.pem', '/crl/nobody.crl', '/crl/nobody.pem', '/crl/tsa.crl']) {
    const { status, response } = await call(app, undefined, { url });
    assert.deepEqual([status, response.json().code], [404, 'unknown-authority'], url);
  }
});

test('a security administrator issues for the key of a request; names come from the staff list', async (t) => {
  const platform = await open(t);
  const key = generateSm2KeyPair(platform.random);
  const { status, response } = await issue(platform.app, {
    jobNo: '1001',
    profile: 'person-signing',
    csr: toBase64(csrFor(platform, key)),
  });
  assert.equal(status, 201);
  const body = response.json();
  assert.equal(body.subject, 'UID=1001,CN=龘䶮𠮷,O=示例医院,C=CN');
  assert.deepEqual([body.custody, body.status, body.jobNo, body.test], ['token', 'active', '1001', false]);
  assert.deepEqual(parseCertificate(fromBase64(body.certificate)).spki.publicKey, key.publicKey);
  assert.equal(body.chain.length, 2);
  assert.deepEqual(body.history, []);
});

test('a test account gets a key of the platform', async (t) => {
  const { app } = await open(t);
  const { status, response } = await issue(app, { jobNo: 'T_01', profile: 'person-test', custody: 'hosted' });
  assert.equal(status, 201);
  assert.deepEqual([response.json().custody, response.json().test], ['hosted', true]);
});

test('issuing is refused with a stable code, and nothing is stored', async (t) => {
  const platform = await open(t);
  const { app, deps } = platform;
  const key = generateSm2KeyPair(platform.random);
  const csr = toBase64(csrFor(platform, key));
  const forged = toBase64(csrFor(platform, key, generateSm2KeyPair(platform.random)));
  const rsa = toBase64(
    assembleCsr(
      buildCertificationRequestInfo({
        subject: nameOf([[OID.commonName, 'x']]),
        spki: rsaSpki(platform),
      }),
      sequence(nullValue()),
    ),
  );
  const person = { jobNo: '1001', profile: 'person-signing' };
  const refusals: readonly (readonly [string, Record<string, unknown>, number, string, string?])[] = [
    ['not permitted', { ...person, csr }, 403, 'forbidden', '1001'],
    ['not a system', { ...person, csr }, 403, 'forbidden', 'LIS'],
    ['unknown person', { ...person, jobNo: '9999', csr }, 404, 'unknown-person'],
    ['neither csr nor custody', person, 400, 'invalid-request'],
    ['csr and custody', { ...person, csr, custody: 'hosted' }, 400, 'invalid-request'],
    ['unknown field', { ...person, csr, notAfter: '2040-01-01' }, 400, 'invalid-request'],
    ['another profile', { ...person, profile: 'issuing-ca', csr }, 400, 'invalid-request'],
    ['not Base64', { ...person, csr: 'AAA' }, 400, 'malformed-base64'],
    ['not DER', { ...person, csr: 'AAAA' }, 400, 'malformed-csr'],
    ['no proof of possession', { ...person, csr: forged }, 400, 'malformed-csr'],
    ['an RSA key', { ...person, csr: rsa }, 422, 'profile-violation'],
    ['a hosted key for staff', { ...person, custody: 'hosted' }, 422, 'profile-violation'],
    [
      'staff under the test profile',
      { ...person, profile: 'person-test', custody: 'hosted' },
      422,
      'profile-violation',
    ],
  ];
  for (const [name, payload, status, code, as] of refusals) {
    await t.test(name, async () => {
      const answer = await issue(app, payload, as);
      assert.deepEqual([answer.status, answer.response.json().code], [status, code]);
    });
  }
  const list = await call(app, 'S1', { url: '/v1/certificates?q=1001' });
  assert.deepEqual(list.response.json().items, []);
  assert.equal(await countKeys(deps.database), 4);
});

function rsaSpki({ random }: TestPlatform): Uint8Array {
  const key = sequence(unsignedInteger(random(256)), integer(65537));
  return sequence(algorithmIdentifier(OID.rsaEncryption, nullValue()).der, bitString(key));
}

/** Keys of the four authorities, and none left by refusals. */
async function countKeys(database: TestPlatform['deps']['database']): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from wrapped_key`.execute(database);
  return rows[0]?.count ?? 0;
}

test('inactive staff get no certificate', async (t) => {
  const platform = await open(t);
  await sql`update person set active = false where job_no = '1002'`.execute(platform.deps.database);
  const key = generateSm2KeyPair(platform.random);
  const { status, response } = await issue(platform.app, {
    jobNo: '1002',
    profile: 'person-signing',
    csr: toBase64(csrFor(platform, key)),
  });
  assert.deepEqual([status, response.json().code], [422, 'signer-inactive']);
});

test('a certificate is read, downloaded, suspended, resumed and revoked', async (t) => {
  const { app } = await open(t);
  const issued = (await issue(app, { jobNo: 'T_01', profile: 'person-test', custody: 'hosted' })).response.json();
  const url = `/v1/certificates/${issued.certificateId}`;
  const read = await call(app, 'LIS', { url });
  assert.deepEqual(read.response.json(), issued);
  const file = await call(app, 'LIS', { url: `${url}/certificate` });
  assert.deepEqual(file.raw, fromBase64(issued.certificate));
  assert.equal(file.headers['content-disposition'], `attachment; filename="${issued.serial}.cer"`);
  const change = (payload: Record<string, unknown>, as = 'S1') =>
    call(app, as, { method: 'POST', url: `${url}/status`, payload });
  assert.equal((await change({ action: 'suspend', note: '休假' })).response.json().status, 'suspended');
  assert.equal((await change({ action: 'resume', note: '返岗' })).response.json().status, 'active');
  const revoked = await change({ action: 'revoke', reason: 'cessationOfOperation', note: '停用' });
  assert.equal(revoked.response.json().status, 'revoked');
  assert.deepEqual(
    revoked.response.json().history.map((one: Record<string, unknown>) => [one.action, one.reason, one.note, one.by]),
    [
      ['suspend', 'certificateHold', '休假', { kind: 'person', id: 'S1' }],
      ['resume', null, '返岗', { kind: 'person', id: 'S1' }],
      ['revoke', 'cessationOfOperation', '停用', { kind: 'person', id: 'S1' }],
    ],
  );
  const crl = parseCrl((await call(app, undefined, { url: '/crl/issuing.crl' })).raw);
  assert.ok(findRevoked(crl, fromHex(issued.serial)));
  const refused = [
    [await change({ action: 'resume', note: '误操作' }), 409, 'certificate-state-conflict'],
    [await change({ action: 'revoke', note: '' }), 400, 'invalid-request'],
    [await change({ action: 'revoke', note: 'x', reason: 'whim' }), 400, 'invalid-request'],
    [await change({ action: 'revoke', note: 'x' }, 'A1'), 403, 'forbidden'],
    [
      await call(app, 'S1', { url: '/v1/certificates/01900000-0000-7000-8000-000000000000' }),
      404,
      'unknown-certificate',
    ],
    [await call(app, '1001', { url }), 403, 'forbidden'],
    [await call(app, undefined, { url }), 401, 'unauthenticated'],
  ] as const;
  for (const [{ status, response }, expected, code] of refused) {
    assert.deepEqual([status, response.json().code], [expected, code]);
  }
});

test('lists go page by page and are narrowed', async (t) => {
  const { app, clock } = await open(t);
  const serials: string[] = [];
  for (let i = 0; i < 3; i++) {
    clock.advance({ minutes: 1 });
    const { response } = await issue(app, { jobNo: 'T_01', profile: 'person-test', custody: 'hosted' });
    serials.unshift(response.json().serial);
  }
  const list = async (query: string, as = 'A1') =>
    (await call(app, as, { url: `/v1/certificates?${query}` })).response.json();
  const serialsOf = (page: { items: { serial: string }[] }) => page.items.map(({ serial }) => serial);
  const first = await list('jobNo=T_01&limit=2');
  assert.deepEqual(serialsOf(first), serials.slice(0, 2));
  const second = await list(`jobNo=T_01&limit=2&cursor=${first.next}`);
  assert.deepEqual(serialsOf(second), serials.slice(2));
  assert.equal(second.next, undefined);
  assert.equal((await list('profile=tsa')).items.length, 1);
  assert.equal((await list('q=测试')).items.length, 3);
  assert.equal((await list('q=T_')).items.length, 3);
  assert.equal((await list(`q=${serials[1]}`)).items.length, 1);
  assert.equal((await list('custody=token')).items.length, 0);
  assert.equal((await list('status=active')).items.length, 7);
  assert.equal((await list('expiresBefore=2027-04-01T00:00:00Z')).items.length, 3);
  clock.advance({ days: 400 });
  assert.equal((await list('status=expired')).items.length, 3);
  assert.equal((await list('status=suspended')).items.length, 0);
  assert.equal((await list('cursor=x')).code, 'invalid-request');
  const ofPerson = await call(app, 'LIS', { url: '/v1/staff/T_01/certificates' });
  assert.deepEqual(serialsOf(ofPerson.response.json()), serials);
  assert.equal(ofPerson.response.json().items[0].status, 'expired');
  const unknown = await call(app, 'LIS', { url: '/v1/staff/9999/certificates' });
  assert.equal(unknown.response.json().code, 'unknown-person');
});

test('certificates are exported as filtered, for those who may read them', async (t) => {
  const { app } = await open(t);
  const { response } = await issue(app, { jobNo: 'T_01', profile: 'person-test', custody: 'hosted' });
  const { serial } = response.json();
  const csv = await call(app, 'A1', { url: '/v1/certificates:export?q=T_01&status=active' });
  const lines = new TextDecoder('utf-8', { ignoreBOM: true }).decode(csv.raw).split('\r\n');
  assert.equal(lines.length, 3);
  assert.match(lines[0] ?? '', /^\ufeff持有者,工号,/);
  assert.match(lines[1] ?? '', new RegExp(`^测试医生,T_01,.*,有效,2026-03-02 00:00:00 UTC,.*,${serial},hosted,是,`));
  assert.match(String(csv.headers['content-disposition']), /certificates\.csv/);
  assert.equal((await call(app, '1001', { url: '/v1/certificates:export' })).status, 403);
  assert.equal((await call(app, 'A1', { url: '/v1/certificates:export?limit=2' })).status, 400);
});
