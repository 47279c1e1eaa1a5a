import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OID } from '@medsign/engine/asn1/oids';
import { checkSignature } from '@medsign/engine/pki/algorithms';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { parseCrl } from '@medsign/engine/pki/crl';
import { findExtension } from '@medsign/engine/pki/extensions';
import { listLeaves } from '../audit/index.ts';
import { createAuthorities } from './create-authorities.ts';
import { authorityCertificate, chainOf, findAuthority, intermediates, trustAnchors } from './find-certificates.ts';
import { currentCrls } from './fresh-crl.ts';
import { HOSPITAL, openAuthorities, openPlatform } from './test-support/platform.ts';

test('the first start makes root, issuing authority, timestamp and OCSP certificates that verify', async (t) => {
  const { deps, authorities } = await openAuthorities(t);
  assert.deepEqual(
    authorities.map(({ name, issues, demo }) => [name, issues, demo]),
    [
      ['issuing', true, false],
      ['ocsp', false, false],
      ['root', true, false],
      ['tsa', false, false],
    ],
  );
  const at = (name: string) => authorities.find((one) => one.name === name)?.certificate.der as Uint8Array;
  const root = parseCertificate(at('root'));
  const issuing = parseCertificate(at('issuing'));
  assert.deepEqual(root.extensions.basicConstraints, { ca: true });
  assert.deepEqual(issuing.extensions.basicConstraints, { ca: true, pathLength: 0 });
  assert.equal(root.notBefore.toISOString(), '2026-03-02T00:00:00.000Z');
  assert.equal(root.notAfter.getUTCFullYear(), 2046);
  assert.equal(issuing.notAfter.getUTCFullYear(), 2036);
  for (const [name, issuer] of [
    ['root', root],
    ['issuing', root],
    ['tsa', issuing],
    ['ocsp', issuing],
  ] as const) {
    const { signatureAlgorithm, signature, tbs } = parseCertificate(at(name));
    assert.equal(await checkSignature(signatureAlgorithm, issuer.spki, signature, tbs), 'valid', name);
  }
  const tsa = parseCertificate(at('tsa'));
  assert.deepEqual(tsa.extensions.extendedKeyUsage, [OID.timeStamping]);
  assert.equal(findExtension(tsa.extensions, OID.extendedKeyUsage)?.critical, true);
  const ocsp = parseCertificate(at('ocsp'));
  assert.deepEqual(ocsp.extensions.extendedKeyUsage, [OID.ocspSigning]);
  assert.ok(findExtension(ocsp.extensions, OID.ocspNoCheck));
  assert.equal((await authorityCertificate(deps.database, 'tsa')).subject, `CN=${HOSPITAL}时间戳,O=${HOSPITAL},C=CN`);
  assert.deepEqual(await trustAnchors(deps.database), [at('root')]);
  assert.deepEqual(await intermediates(deps.database), [at('issuing')]);
});

test('chains go from the issuing authority to the root', async (t) => {
  const { deps } = await openAuthorities(t);
  const [root, issuing, tsa] = await Promise.all(
    ['root', 'issuing', 'tsa'].map((name) => authorityCertificate(deps.database, name)),
  );
  assert.deepEqual(await chainOf(deps.database, tsa?.id as string), [issuing?.der, root?.der]);
  assert.deepEqual(await chainOf(deps.database, issuing?.id as string), [root?.der]);
  assert.deepEqual(await chainOf(deps.database, root?.id as string), []);
  await assert.rejects(chainOf(deps.database, '01900000-0000-7000-8000-000000000000'), { code: 'unknown-certificate' });
  await assert.rejects(authorityCertificate(deps.database, 'other'), { code: 'unknown-authority' });
});

test('both authorities publish an empty first CRL, and everything is in the ledger', async (t) => {
  const { deps } = await openAuthorities(t);
  const crls = (await currentCrls(deps.database)).map(parseCrl);
  assert.deepEqual(
    crls.map((crl) => [crl.crlNumber, crl.revoked.size, crl.thisUpdate.toISOString(), crl.nextUpdate?.toISOString()]),
    [
      [1n, 0, '2026-03-02T00:00:00.000Z', '2026-03-09T00:00:00.000Z'],
      [1n, 0, '2026-03-02T00:00:00.000Z', '2026-03-09T00:00:00.000Z'],
    ],
  );
  const leaves = await listLeaves(deps.database, { limit: 50 });
  assert.deepEqual(leaves.map(({ kind }) => kind).reverse(), [
    'authority-created',
    'authority-created',
    'authority-created',
    'authority-created',
    'crl-issued',
    'crl-issued',
  ]);
});

test('run again it changes nothing, also when two starts run side by side', async (t) => {
  const { deps, clock } = await openPlatform(t);
  const input = { hospitalName: HOSPITAL, demo: false, at: clock.now() };
  const [one, other] = await Promise.all([createAuthorities(deps, input), createAuthorities(deps, input)]);
  assert.deepEqual(one, other);
  assert.deepEqual(await createAuthorities(deps, input), one);
  assert.equal((await listLeaves(deps.database, { limit: 50 })).length, 6);
});

test('in a demo every name says so, and there is a unit for the invented past', async (t) => {
  const { deps, authorities, clock } = await openAuthorities(t, { demo: true });
  assert.equal(authorities.length, 5);
  for (const { certificate } of authorities) assert.match(certificate.subject, /^CN=[^,]*（演示）,/);
  assert.equal((await findAuthority(deps.database, 'tsa-demo-past'))?.demo, true);
  await assert.rejects(createAuthorities(deps, { hospitalName: HOSPITAL, demo: false, at: clock.now() }), {
    code: 'already-set-up',
  });
});

for (const hospitalName of ['', ' 示例医院', '医'.repeat(41), '示例\n医院']) {
  test(`a hospital's name that does not fit is refused: ${JSON.stringify(hospitalName.slice(0, 8))}`, async (t) => {
    const { deps, clock } = await openPlatform(t);
    await assert.rejects(createAuthorities(deps, { hospitalName, demo: false, at: clock.now() }), {
      code: 'profile-violation',
    });
    assert.equal(await findAuthority(deps.database, 'root'), undefined);
  });
}
