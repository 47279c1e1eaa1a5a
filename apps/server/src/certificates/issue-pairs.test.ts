import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { OID } from '@medsign/engine/asn1/oids';
import { fromBase64, toBase64 } from '@medsign/engine/bytes/base64';
import { generateSm2KeyPair, type Sm2KeyPair, sm2Sign, sm2SignatureToDer } from '@medsign/engine/crypto/sm2';
import { assembleCsr, buildCertificationRequestInfo } from '@medsign/engine/pki/csr';
import { openCsrResponse, parseCsrResponse } from '@medsign/engine/pki/csr-response';
import { openEnvelopedKey, parseEnvelopedKey } from '@medsign/engine/pki/enveloped-key';
import { envelopedKeyFromBlob } from '@medsign/engine/pki/enveloped-key-blob';
import { nameOf } from '@medsign/engine/pki/name';
import { encodeSm2Spki } from '@medsign/engine/pki/public-key';
import { sql } from 'kysely';
import { issueCertificates } from './complete-issuance.ts';
import { issuePairs } from './issue-pairs.ts';
import { PROFILES } from './profiles.ts';
import {
  DOCTOR,
  doctorRequest,
  openAuthorities,
  openServer,
  TEST_PERSON,
  type TestPlatform,
} from './test-support/platform.ts';

function csrOf({ random }: TestPlatform, key: Sm2KeyPair): string {
  const info = buildCertificationRequestInfo({
    subject: nameOf([[OID.commonName, '手机']]),
    spki: encodeSm2Spki(key.publicKey),
  });
  return toBase64(assembleCsr(info, sm2SignatureToDer(sm2Sign(key, info, random))));
}

async function open(t: TestContext) {
  const platform = await openAuthorities(t);
  const { app, people } = await openServer(t, platform);
  const issue = async (payload: object) => {
    const headers = { authorization: 'Bearer S1' };
    const response = await app.inject({ method: 'POST', url: '/v1/certificates', headers, payload });
    return { status: response.statusCode, headers: response.headers, body: response.json() };
  };
  const count = async (table: string) => {
    const { rows } = await sql<{ n: string }>`select count(*) as n from ${sql.table(table)}`.execute(
      platform.deps.database,
    );
    return Number(rows[0]?.n);
  };
  return { ...platform, people, issue, count };
}

test('one request brings a signing and an encryption certificate, which only the asker can open', async (t) => {
  const platform = await open(t);
  const key = generateSm2KeyPair(platform.random);
  const asked = { jobNo: '1001', profile: 'person-signing', csr: csrOf(platform, key), dual: true };
  const { status, headers, body } = await platform.issue(asked);
  assert.equal(status, 201, JSON.stringify(body));
  assert.equal(headers['cache-control'], 'no-store');
  const { signingCertificate, encryption } = openCsrResponse(
    parseCsrResponse(fromBase64(body.encryption.csrResponse)),
    key.privateKey,
  );
  assert.deepEqual(signingCertificate.der, fromBase64(body.certificate));
  assert.deepEqual(encryption?.certificate.der, fromBase64(body.encryption.certificate));
  assert.deepEqual(encryption?.certificate.extensions.keyUsage, [
    'keyEncipherment',
    'dataEncipherment',
    'keyAgreement',
  ]);
  assert.deepEqual(encryption?.certificate.subjectDer, signingCertificate.subjectDer);
  for (const envelope of [
    parseEnvelopedKey(fromBase64(body.encryption.envelopedKey)),
    envelopedKeyFromBlob(fromBase64(body.encryption.envelopedKeyBlob)),
  ]) {
    assert.deepEqual(openEnvelopedKey(envelope, key.privateKey), encryption?.keyPair);
  }
  assert.equal(await platform.count('escrowed_key'), 1);
});

test('a test account gets a pair for the key of a request, and without dual nothing is escrowed', async (t) => {
  const platform = await open(t);
  const key = generateSm2KeyPair(platform.random);
  const csr = csrOf(platform, key);
  const pair = await platform.issue({ jobNo: 'T_01', profile: 'person-test', csr, dual: true });
  assert.deepEqual([pair.status, pair.body.test], [201, true]);
  const other = csrOf(platform, generateSm2KeyPair(platform.random));
  const alone = await platform.issue({ jobNo: '1001', profile: 'person-signing', csr: other, dual: false });
  assert.deepEqual([alone.status, alone.body.encryption], [201, undefined]);
  assert.equal(await platform.count('escrowed_key'), 1);
});

test('an encryption key never becomes a signing key, not even for its holder who has it in hand', async (t) => {
  const platform = await open(t);
  const key = generateSm2KeyPair(platform.random);
  const asked = { jobNo: '1001', profile: 'person-signing' };
  const { body } = await platform.issue({ ...asked, csr: csrOf(platform, key), dual: true });
  const pair = openEnvelopedKey(parseEnvelopedKey(fromBase64(body.encryption.envelopedKey)), key.privateKey);
  for (const dual of [false, true]) {
    const refused = await platform.issue({ ...asked, csr: csrOf(platform, pair), dual });
    assert.deepEqual([refused.status, refused.body.code], [422, 'profile-violation']);
  }
  assert.equal(await platform.count('escrowed_key'), 1);
});

test('an encryption certificate is issued only for a pair that was escrowed for that person', async (t) => {
  const platform = await open(t);
  const { deps } = platform;
  const request = doctorRequest(platform, { profile: 'person-encryption' });
  await assert.rejects(issueCertificates(deps, [request]), { code: 'profile-violation' });
  const [pair] = await issuePairs(deps, [doctorRequest(platform)]);
  const { rows } = await sql<{ public_key: Uint8Array }>`select public_key from escrowed_key`.execute(deps.database);
  const publicKey = rows[0]?.public_key as Uint8Array;
  const stranger = { ...DOCTOR, id: TEST_PERSON.id };
  await assert.rejects(issueCertificates(deps, [{ ...request, publicKey, person: stranger }]), {
    code: 'profile-violation',
  });
  const [renewed] = await issueCertificates(deps, [{ ...request, publicKey }]);
  assert.notEqual(renewed?.serial, pair?.encryption.certificate.serial);
});

test('pairs are for keys on tokens; a refusal leaves nothing in escrow', async (t) => {
  const platform = await open(t);
  const { deps } = platform;
  const csr = csrOf(platform, generateSm2KeyPair(platform.random));
  const hosted = await platform.issue({ jobNo: 'T_01', profile: 'person-test', custody: 'hosted', dual: true });
  assert.deepEqual([hosted.status, hosted.body.code], [400, 'invalid-request']);
  const wrong = await platform.issue({ jobNo: '1001', profile: 'person-test', csr, dual: true });
  assert.deepEqual([wrong.status, wrong.body.code], [422, 'profile-violation']);
  const asked = await platform.issue({ jobNo: '1001', profile: 'person-encryption', csr });
  assert.deepEqual([asked.status, asked.body.code], [400, 'invalid-request']);
  const key = await deps.database.transaction().execute((tx) => deps.keyStore.create(tx, 'person'));
  const request = doctorRequest(platform, {
    ...{ profile: 'person-test', person: TEST_PERSON, custody: 'hosted' },
    ...key,
  });
  await assert.rejects(issuePairs(deps, [request]), { code: 'profile-violation' });
  assert.deepEqual(await issuePairs(deps, []), []);
  assert.deepEqual(
    [await platform.count('escrowed_key'), await platform.count('certificate')],
    [0, platform.authorities.length],
  );
});

test('many pairs are issued together, each opened by its own key', async (t) => {
  const platform = await open(t);
  const requests = Array.from({ length: 40 }, (_, i) => {
    const id = `01900000-0000-7000-8000-0000000001${String(i).padStart(2, '0')}`;
    return doctorRequest(platform, { person: { ...DOCTOR, id, jobNo: `2${String(i).padStart(3, '0')}` } });
  });
  const pairs = await issuePairs(platform.deps, requests);
  for (const [i, { signing, encryption }] of pairs.entries()) {
    const opened = openCsrResponse(parseCsrResponse(encryption.csrResponse), requests[i]?.key.privateKey as Uint8Array);
    assert.deepEqual(opened.signingCertificate.der, signing.der);
    assert.deepEqual(opened.encryption?.certificate.der, encryption.certificate.der);
  }
});

test('what key management makes can never sign, and what signs is never made by it', () => {
  const signs = new Set(['digitalSignature', 'nonRepudiation', 'keyCertSign', 'cRLSign']);
  for (const [name, profile] of Object.entries(PROFILES)) {
    const maySign = profile.keyUsage.some((usage) => signs.has(usage));
    const mayEncrypt = profile.keyUsage.some((usage) => !signs.has(usage));
    assert.notEqual(maySign, mayEncrypt, name);
    assert.equal(profile.keyPurpose === 'escrow', mayEncrypt, name);
    if (profile.keyPurpose === 'escrow') assert.deepEqual(profile.custodies, ['token'], name);
  }
});
