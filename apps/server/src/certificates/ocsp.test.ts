import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OCSP_REQUEST, OCSP_RESPONSE } from '@medsign/contract/certificates';
import { integer, sequence } from '@medsign/engine/asn1/der-writer';
import { fromHex } from '@medsign/engine/bytes/hex';
import { type CertificateId, type CertificateIdDigest, certificateIdOf } from '@medsign/engine/ocsp/certificate-id';
import { buildOcspRequest } from '@medsign/engine/ocsp/request';
import { parseOcspResponse } from '@medsign/engine/ocsp/response';
import { verifyOcspResponse } from '@medsign/engine/ocsp/verify-response';
import { type Certificate, parseCertificate } from '@medsign/engine/pki/certificate';
import { platformCryptoFrom } from '@medsign/engine/pki/platform-crypto';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { inTransaction } from '../platform/database.ts';
import { changeCertificateStatus, revokeEverywhere } from './change-status.ts';
import { issueCertificates } from './complete-issuance.ts';
import { authorityCertificate } from './find-certificates.ts';
import { prepareIssuance } from './prepare-issuance.ts';
import { ACTOR, doctorRequest, openAuthorities, openServer } from './test-support/platform.ts';

const platformCrypto = platformCryptoFrom(crypto.subtle);
const MINUTE = 60_000;

async function open(t: Parameters<typeof openServer>[0]) {
  const platform = await openAuthorities(t);
  const { app } = await openServer(t, platform);
  const { deps } = platform;
  const [issued] = await issueCertificates(deps, [doctorRequest(platform)]);
  assert.ok(issued);
  const issuer = parseCertificate((await authorityCertificate(deps.database, 'issuing')).der);
  const certificate = parseCertificate(issued.der);
  const idOf = async (serial: Uint8Array, digest: CertificateIdDigest = 'SM3') =>
    (await certificateIdOf(digest, issuer, serial, platformCrypto)) as CertificateId;
  const request = async (serial = certificate.serial, nonce?: Uint8Array) =>
    buildOcspRequest({ certificates: [await idOf(serial)], ...(nonce && { nonce }) });
  const change = (action: 'suspend' | 'resume' | 'revoke', certificateId = issued.id) =>
    inTransaction(deps.database, (tx) =>
      changeCertificateStatus(tx, deps, { certificateId, action, note: 'x', at: platform.clock.now(), actor: ACTOR }),
    );
  /** As a careful client judges it. */
  const judge = (der: Uint8Array, nonce?: Uint8Array, about: Certificate = certificate) =>
    verifyOcspResponse({
      der,
      certificate: about,
      issuer,
      at: platform.clock.now(),
      platform: platformCrypto,
      ...(nonce && { nonce }),
    });
  return { ...platform, app, issued, issuer, certificate, idOf, request, change, judge };
}

async function post(app: FastifyInstance, query: Uint8Array, type = OCSP_REQUEST) {
  const payload = Buffer.from(query);
  const response = await app.inject({ method: 'POST', url: '/ocsp', payload, headers: { 'content-type': type } });
  return { status: response.statusCode, headers: response.headers, der: new Uint8Array(response.rawPayload) };
}

async function get(app: FastifyInstance, path: string) {
  const response = await app.inject({ method: 'GET', url: `/ocsp/${path}` });
  return { status: response.statusCode, headers: response.headers, der: new Uint8Array(response.rawPayload) };
}

const countAnswers = async ({ database }: { database: Parameters<typeof authorityCertificate>[0] }) =>
  Number((await sql<{ count: string }>`select count(*) from ocsp_answer`.execute(database)).rows[0]?.count);

const statusIn = (der: Uint8Array) => {
  const response = parseOcspResponse(der);
  assert.ok(response.status === 'successful');
  return response.basic.responses[0]?.certificate;
};

test('good, signed once and kept, for every digest a client may use', async (t) => {
  const { app, deps, certificate, idOf, judge } = await open(t);
  for (const digest of ['SM3', 'SHA-1', 'SHA-256'] as const) {
    const query = buildOcspRequest({ certificates: [await idOf(certificate.serial, digest)] });
    const first = await post(app, query);
    assert.deepEqual([first.status, first.headers['content-type']], [200, OCSP_RESPONSE]);
    const report = await judge(first.der);
    assert.equal(report.verdict, 'valid', JSON.stringify(report.checks));
    assert.deepEqual((await post(app, query)).der, first.der);
  }
  assert.equal(await countAnswers(deps), 3);
});

test('a nonce comes back in an answer of its own that nobody keeps', async (t) => {
  const { app, deps, request, judge } = await open(t);
  const nonce = fromHex('0123456789abcdef0123456789abcdef');
  const { der, headers } = await post(app, await request(undefined, nonce));
  assert.equal((await judge(der, nonce)).verdict, 'valid');
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(await countAnswers(deps), 0);
});

test('by GET in every writing of Base64, with what caches need', async (t) => {
  const { app, clock, request, judge } = await open(t);
  const query = Buffer.from(await request());
  const forms = [encodeURIComponent(query.toString('base64')), query.toString('base64'), query.toString('base64url')];
  for (const form of forms) {
    const { status, headers, der } = await get(app, form);
    assert.equal(status, 200);
    assert.equal((await judge(der)).verdict, 'valid');
    assert.equal(headers['cache-control'], 'public, no-transform, must-revalidate, max-age=60');
    assert.match(headers.etag as string, /^"[0-9a-f]{32}"$/);
    assert.ok(Date.parse(headers['last-modified'] as string) <= clock.now().getTime());
  }
});

test('revoked and suspended are told at once, whatever was kept; resumed is good again', async (t) => {
  const { app, deps, request, change, judge } = await open(t);
  const query = await request();
  assert.equal(statusIn((await post(app, query)).der)?.status, 'good');
  await change('suspend');
  assert.equal(await countAnswers(deps), 0);
  const held = (await post(app, query)).der;
  const status = statusIn(held);
  assert.ok(status?.status === 'revoked' && status.reason === 'certificateHold');
  assert.equal((await judge(held)).verdict, 'invalid');
  await change('resume');
  assert.equal(statusIn((await post(app, query)).der)?.status, 'good');
  await change('revoke');
  const revoked = statusIn((await post(app, query)).der);
  assert.ok(revoked?.status === 'revoked' && revoked.reason === undefined);
});

test('an answer lives an hour at most and is signed again at half of it', async (t) => {
  const { app, clock, request } = await open(t);
  const query = await request();
  const first = (await post(app, query)).der;
  const parsed = parseOcspResponse(first);
  assert.ok(parsed.status === 'successful');
  const [single] = parsed.basic.responses;
  assert.equal((single?.nextUpdate?.getTime() ?? 0) - (single?.thisUpdate.getTime() ?? 0), 60 * MINUTE);
  clock.set(new Date(clock.now().getTime() + 29 * MINUTE));
  assert.deepEqual((await post(app, query)).der, first);
  clock.set(new Date(clock.now().getTime() + 2 * MINUTE));
  assert.notDeepEqual((await post(app, query)).der, first);
});

test('a clock set back does not hand out answers from the future', async (t) => {
  const { app, clock, request, judge } = await open(t);
  const query = await request();
  clock.set(new Date(clock.now().getTime() + 20 * MINUTE));
  await post(app, query);
  clock.set(new Date(clock.now().getTime() - 5 * MINUTE));
  const { der } = await post(app, query);
  const report = await judge(der);
  assert.ok(report.checks.find(({ name }) => name === 'freshness')?.result === 'passed');
});

test('unknown for what was never issued, and for an intent without certificate', async (t) => {
  const platform = await open(t);
  const { app, deps, request } = platform;
  const never = (await post(app, await request(Uint8Array.of(0x41, 1, 2, 3)))).der;
  assert.equal(statusIn(never)?.status, 'unknown');
  const [intent] = await inTransaction(deps.database, (tx) => prepareIssuance(tx, deps, [doctorRequest(platform)]));
  assert.ok(intent);
  const query = await request(fromHex(intent.serial));
  const { der, headers } = await post(app, query);
  assert.equal(statusIn(der)?.status, 'unknown');
  assert.equal(headers['cache-control'], 'no-store');
  assert.equal(await countAnswers(deps), 0);
  // Its certificate may exist though it was never stored.
  await inTransaction(deps.database, (tx) =>
    revokeEverywhere(tx, deps, {
      by: { serial: fromHex(intent.serial) },
      note: 'x',
      at: platform.clock.now(),
      actor: ACTOR,
    }),
  );
  assert.equal(statusIn((await post(app, query)).der)?.status, 'revoked');
});

test('one request about several certificates', async (t) => {
  const { app, certificate, idOf } = await open(t);
  const certificates = [await idOf(certificate.serial), await idOf(Uint8Array.of(0x42))];
  const response = parseOcspResponse((await post(app, buildOcspRequest({ certificates }))).der);
  assert.ok(response.status === 'successful');
  assert.deepEqual(
    response.basic.responses.map((single) => single.certificate.status),
    ['good', 'unknown'],
  );
});

test('for certificates of the root or of others there is no answer', async (t) => {
  const { app, deps, certificate } = await open(t);
  const root = parseCertificate((await authorityCertificate(deps.database, 'root')).der);
  for (const issuer of [root, certificate]) {
    const id = (await certificateIdOf('SM3', issuer, certificate.serial)) as CertificateId;
    const { status, der } = await post(app, buildOcspRequest({ certificates: [id] }));
    assert.deepEqual([status, parseOcspResponse(der)], [200, { status: 'unauthorized' }]);
  }
});

test('nonsense gets malformedRequest, another media type 415', async (t) => {
  const { app } = await open(t);
  const malformed = { status: 'malformedRequest' } as const;
  for (const query of [new Uint8Array(1), new Uint8Array(5000), sequence(integer(1))]) {
    const { status, der, headers } = await post(app, query);
    assert.deepEqual([status, parseOcspResponse(der)], [200, malformed]);
    assert.equal(headers['cache-control'], 'no-store');
  }
  for (const path of ['%20', 'MAMBAf8', '????', '']) {
    assert.deepEqual(parseOcspResponse((await get(app, path)).der), malformed, path);
  }
  assert.equal((await post(app, new Uint8Array(1), 'application/json')).status, 415);
});

test('a responder that was revoked answers no more, nor does what it had signed', async (t) => {
  const { app, deps, request, change } = await open(t);
  const query = await request();
  assert.equal(statusIn((await post(app, query)).der)?.status, 'good');
  await change('revoke', (await authorityCertificate(deps.database, 'ocsp')).id);
  for (const each of [query, await request(undefined, Uint8Array.of(1, 2))]) {
    assert.deepEqual(parseOcspResponse((await post(app, each)).der), { status: 'tryLater' });
  }
});

test('a responder whose certificate has ended answers no more', async (t) => {
  const { app, clock, deps, request } = await open(t);
  clock.set(new Date((await authorityCertificate(deps.database, 'ocsp')).notAfter.getTime() - 10 * MINUTE));
  const parsed = parseOcspResponse((await post(app, await request())).der);
  assert.ok(parsed.status === 'successful');
  const end = (await authorityCertificate(deps.database, 'ocsp')).notAfter;
  assert.deepEqual(parsed.basic.responses[0]?.nextUpdate, end);
  clock.set(new Date(end.getTime() + 2000));
  assert.deepEqual(parseOcspResponse((await post(app, await request())).der), { status: 'tryLater' });
});

test('an answer under way does not outlive a change of status', async (t) => {
  const { app, deps, request, change } = await open(t);
  const query = await request();
  const answers = Promise.all(Array.from({ length: 8 }, () => post(app, query)));
  await change('revoke');
  await answers;
  assert.equal(statusIn((await post(app, query)).der)?.status, 'revoked');
  const kept = await sql<{ der: Uint8Array }>`select der from ocsp_answer`.execute(deps.database);
  assert.deepEqual(
    kept.rows.map(({ der }) => statusIn(der)?.status),
    ['revoked'],
  );
});

test('certificates name the responder; its own and those of authorities do not', async (t) => {
  const { deps, certificate } = await open(t);
  const addresses = (of: Certificate) =>
    (of.extensions.authorityInfoAccess ?? []).flatMap(({ method, location }) =>
      method.endsWith('48.1') && location.kind === 'uri' ? [location.value] : [],
    );
  assert.deepEqual(addresses(certificate), [`${deps.settings.baseUrl}/ocsp`]);
  for (const name of ['root', 'issuing', 'ocsp']) {
    assert.deepEqual(addresses(parseCertificate((await authorityCertificate(deps.database, name)).der)), []);
  }
});
