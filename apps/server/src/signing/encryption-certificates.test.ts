import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { toBase64 } from '@medsign/engine/bytes/base64';
import { buildSignedAttributes } from '@medsign/engine/cms/attributes';
import { assembleSignedData } from '@medsign/engine/cms/signed-data';
import { verifySignedData } from '@medsign/engine/cms/verify-signed-data';
import { generateSm2KeyPair, sm2Sign, sm2SignatureToDer } from '@medsign/engine/crypto/sm2';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { openCsrResponse, parseCsrResponse } from '@medsign/engine/pki/csr-response';
import { validatePath } from '@medsign/engine/pki/validate-path';
import { certificateInForce, type IssuedPair, issuePairs } from '../certificates/index.ts';
import { findPersonByJobNo, type Person } from '../identity/index.ts';
import { escrowKeyFrom } from '../keys/index.ts';
import { masterKeyFrom } from '../platform/master-key.ts';
import { openHospital } from './test-support/hospital.ts';
import { readTrust } from './trust.ts';

const TEXT = '医嘱：青霉素皮试';
const CONTENT = new TextEncoder().encode(TEXT);

/** A doctor with both certificates and both private keys in hand, and signatures made with either. */
async function open(t: TestContext) {
  const hospital = await openHospital(t);
  const { deps, clock } = hospital;
  const key = generateSm2KeyPair(deps.random);
  const person = (await findPersonByJobNo(deps.database, '1001')) as Person;
  const at = clock.now();
  const request = {
    person,
    publicKey: key.publicKey,
    custody: 'token',
    at,
    actor: { kind: 'platform', id: 'test' },
  } as const;
  const pairDeps = { ...deps, escrowKey: escrowKeyFrom(masterKeyFrom(deps.random(32), deps.random)) };
  const [pair] = (await issuePairs(pairDeps, [{ ...request, profile: 'person-signing' }])) as [IssuedPair];
  const { signingCertificate, encryption } = openCsrResponse(
    parseCsrResponse(pair.encryption.csrResponse),
    key.privateKey,
  );
  assert.ok(encryption);
  const signWith = { signing: key, encryption: encryption.keyPair };
  const certificates = { signing: signingCertificate.der, encryption: encryption.certificate.der };
  const sign = (half: Half, data: Uint8Array) => sm2SignatureToDer(sm2Sign(signWith[half], data, deps.random));
  const raw = (half: Half) => sign(half, CONTENT);
  const message = (half: Half, profile: 'gm' | 'rfc') => {
    const certificate = certificates[half];
    const signedAttributes = buildSignedAttributes({
      ...{ profile, messageDigest: sm3(CONTENT), signingTime: at, signingCertificate: certificate },
    });
    const signature = sign(half, signedAttributes);
    return assembleSignedData({
      ...{ profile, content: CONTENT, certificates: [certificate] },
      signers: [{ certificate, signedAttributes, signature }],
    });
  };
  const trust = await readTrust(deps.database, at);
  return { ...hospital, deps, person, certificates, raw, message, trust };
}

type Half = 'signing' | 'encryption';

const HALVES = [
  ['signing', 'valid', 'passed'],
  ['encryption', 'invalid', 'failed'],
] as const;

test('the path of an encryption certificate does not do for a signature', async (t) => {
  const { certificates, trust } = await open(t);
  for (const [half, verdict, usage] of HALVES) {
    const leaf = parseCertificate(certificates[half]);
    const report = await validatePath({ ...trust, leaf, requiredKeyUsage: ['digitalSignature', 'nonRepudiation'] });
    assert.equal(report.verdict, verdict, half);
    assert.equal(report.checks.find(({ name }) => name === 'key-usage')?.result, usage, half);
  }
});

test('a message signed with an encryption certificate is invalid, for its key usage alone', async (t) => {
  const { message, trust } = await open(t);
  for (const profile of ['gm', 'rfc'] as const) {
    for (const [half, verdict] of HALVES) {
      const report = await verifySignedData({ ...trust, der: message(half, profile), acceptProfiles: [profile] });
      assert.equal(report.verdict, verdict, `${half} ${profile}`);
      const failed = report.signers.flatMap(({ checks, path }) => [...checks, ...(path?.checks ?? [])]);
      const names = failed.filter(({ result }) => result === 'failed').map(({ name }) => name);
      assert.deepEqual(names, half === 'signing' ? [] : ['key-usage'], `${half} ${profile}`);
    }
  }
});

test('the platform refuses it in every format', async (t) => {
  const { call, certificates, raw, message } = await open(t);
  for (const [half, verdict] of HALVES) {
    const content = { text: TEXT };
    const forms = [
      { format: 'raw', content, signature: toBase64(raw(half)), certificate: toBase64(certificates[half]) },
      { format: 'cms-gm', content, signature: toBase64(message(half, 'gm')) },
      { format: 'cms', content, signature: toBase64(message(half, 'rfc')) },
    ];
    for (const payload of forms) {
      const { body } = await call(undefined, { method: 'POST', url: '/v1/verify', payload });
      const failed = body.checks.filter(({ result }: { result: string }) => result === 'failed');
      assert.equal(body.verdict, verdict, `${half} ${payload.format}: ${JSON.stringify(body)}`);
      assert.equal(failed.length, half === 'signing' ? 0 : 1, `${half} ${payload.format}`);
      if (half === 'encryption') assert.match(failed[0].name, /key-usage$/);
    }
  }
});

test('the platform never takes it for signing', async (t) => {
  const { deps, clock, person, certificates } = await open(t);
  const ask = { personId: person.id, at: clock.now() };
  const inForce = async (purpose: Half) => (await certificateInForce(deps.database, { ...ask, purpose })).der;
  assert.deepEqual(new Uint8Array(await inForce('signing')), certificates.signing);
  assert.deepEqual(new Uint8Array(await inForce('encryption')), certificates.encryption);
});
