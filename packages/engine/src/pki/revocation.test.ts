import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createAuthority,
  type Holder,
  issueCrl,
  issueSigner,
  NOW,
  random,
  signDer,
} from '../../test-support/authority.ts';
import { explicit, implicit, integer, sequence, utcTime } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { fromHex } from '../bytes/hex.ts';
import { generateSm2KeyPair } from '../crypto/sm2.ts';
import { sm2SignatureAlgorithmIdentifier } from './algorithms.ts';
import { assembleCrl, type CertificateRevocationList, parseCrl, type RevocationReason } from './crl.ts';
import { type Extension, encodeExtensions, extension, keyUsageExtension } from './extensions.ts';
import { type PathQuestion, validatePath } from './validate-path.ts';

const root = createAuthority('根 CA');
const ca = createAuthority('签发 CA', root);
const person = issueSigner(ca, '张三');
const rootCrl = issueCrl(root);
const at = (text: string) => new Date(text);

async function status(
  crls: readonly CertificateRevocationList[],
  question: Partial<PathQuestion> = {},
  leaf: Holder = person,
) {
  const report = await validatePath({
    leaf: leaf.certificate,
    intermediates: [ca.certificate],
    anchors: [root.certificate],
    at: NOW,
    crls: [rootCrl, ...crls],
    revocation: 'required',
    ...question,
  });
  const check = report.checks.find(({ name }) => name === 'revocation');
  return { verdict: report.verdict, result: check?.result, detail: check?.detail ?? '' };
}

const revoked = (revokedAt: string, reason?: RevocationReason, invalidityDate?: string) => ({
  revoked: [
    {
      serial: person.certificate.serial,
      revokedAt: at(revokedAt),
      ...(reason && { reason }),
      ...(invalidityDate && { invalidityDate: at(invalidityDate) }),
    },
  ],
});
const july = { thisUpdate: at('2026-07-01T00:00:00Z'), nextUpdate: at('2026-07-08T00:00:00Z') };

test('not listed in a current list', async () => {
  assert.equal((await status([issueCrl(ca)])).verdict, 'valid');
});

test('revoked before the judged time, for every reason', async () => {
  for (const reason of [
    'keyCompromise',
    'superseded',
    'cessationOfOperation',
    'privilegeWithdrawn',
    undefined,
  ] as const) {
    const answer = await status([issueCrl(ca, revoked('2026-05-01T00:00:00Z', reason))]);
    assert.equal(answer.verdict, 'invalid');
    assert.match(answer.detail, reason === undefined ? /no reason given/ : new RegExp(reason));
  }
});

test('revoked at the very instant counts as revoked', async () => {
  assert.equal((await status([issueCrl(ca, revoked(NOW.toISOString()))])).verdict, 'invalid');
});

test('revoked after the judged time: the signature stands, the report says so', async () => {
  const answer = await status([issueCrl(ca, { ...july, ...revoked('2026-06-20T00:00:00Z', 'keyCompromise') })]);
  assert.equal(answer.verdict, 'valid');
  assert.match(answer.detail, /only after the judged time/);
});

test('a key known to be compromised earlier than it was revoked counts from then', async () => {
  const entry = revoked('2026-06-20T00:00:00Z', 'keyCompromise', '2026-05-20T00:00:00Z');
  assert.equal((await status([issueCrl(ca, { ...july, ...entry })])).verdict, 'invalid');
});

test('where the key vouches for its own time, only an orderly end leaves earlier acts standing', async () => {
  const laterRevocation = 'orderly-only';
  for (const [reason, verdict] of [
    ['superseded', 'valid'],
    ['cessationOfOperation', 'valid'],
    ['affiliationChanged', 'valid'],
    ['keyCompromise', 'invalid'],
    [undefined, 'invalid'],
  ] as const) {
    const crl = issueCrl(ca, { ...july, ...revoked('2026-06-20T00:00:00Z', reason) });
    assert.equal((await status([crl], { laterRevocation })).verdict, verdict, reason);
  }
});

test('no list: indeterminate when required, passed over when only wanted', async () => {
  const required = await status([]);
  assert.deepEqual([required.verdict, required.result], ['indeterminate', 'indeterminate']);
  const wanted = await status([], { revocation: 'if-available' });
  assert.deepEqual([wanted.verdict, wanted.result], ['valid', 'skipped']);
});

test('a listed certificate fails also when status is only wanted', async () => {
  const crl = issueCrl(ca, revoked('2026-05-01T00:00:00Z'));
  assert.equal((await status([crl], { revocation: 'if-available' })).verdict, 'invalid');
});

test('a list that ended before the judged time says nothing good, but what it lists stays revoked', async () => {
  const stale = { thisUpdate: at('2026-05-01T00:00:00Z'), nextUpdate: at('2026-05-08T00:00:00Z') };
  assert.equal((await status([issueCrl(ca, stale)])).verdict, 'indeterminate');
  assert.equal((await status([issueCrl(ca, { ...stale, ...revoked('2026-04-01T00:00:00Z') })])).verdict, 'invalid');
});

test('a later list tells the past, until the certificate has expired', async () => {
  assert.equal((await status([issueCrl(ca, july)])).verdict, 'valid');
  const session = issueSigner(ca, '会话', { fields: { notAfter: at('2026-06-02T00:00:00Z') } });
  assert.equal((await status([issueCrl(ca, july)], {}, session)).verdict, 'indeterminate');
  const keeping = issueCrl(ca, { ...july, expiredCertificatesSince: at('2026-01-01T00:00:00Z') });
  assert.equal((await status([keeping], {}, session)).verdict, 'valid');
  const lateKeeping = issueCrl(ca, { ...july, expiredCertificatesSince: at('2026-06-03T00:00:00Z') });
  assert.equal((await status([lateKeeping], {}, session)).verdict, 'indeterminate');
});

test('an entry of a later list for an expired certificate still tells', async () => {
  const session = issueSigner(ca, '会话', { fields: { notAfter: at('2026-06-02T00:00:00Z') } });
  const entry = { serial: session.certificate.serial, revokedAt: at('2026-06-01T20:00:00Z') };
  assert.equal((await status([issueCrl(ca, { ...july, revoked: [entry] })], {}, session)).verdict, 'valid');
});

test('a suspension counts while it stands', async () => {
  const hold = issueCrl(ca, revoked('2026-05-20T00:00:00Z', 'certificateHold'));
  const answer = await status([hold]);
  assert.equal(answer.verdict, 'invalid');
  assert.match(answer.detail, /suspended/);
});

test('a suspension that a later list no longer has was lifted', async () => {
  const may = { thisUpdate: at('2026-05-21T00:00:00Z'), nextUpdate: at('2026-06-30T00:00:00Z') };
  const hold = issueCrl(ca, { ...may, ...revoked('2026-05-20T00:00:00Z', 'certificateHold') });
  assert.equal((await status([hold])).verdict, 'invalid');
  assert.equal((await status([hold, issueCrl(ca)])).verdict, 'valid');
  assert.equal((await status([issueCrl(ca), hold])).verdict, 'valid');
});

test('a suspension still listed after the judged time stood then', async () => {
  const hold = issueCrl(ca, { ...july, ...revoked('2026-05-20T00:00:00Z', 'certificateHold') });
  assert.equal((await status([hold])).verdict, 'invalid');
});

test('a revoked authority makes the path invalid', async () => {
  const crl = issueCrl(root, {
    revoked: [{ serial: ca.certificate.serial, revokedAt: at('2026-05-01T00:00:00Z'), reason: 'cACompromise' }],
  });
  const report = await validatePath({
    leaf: person.certificate,
    intermediates: [ca.certificate],
    anchors: [root.certificate],
    at: NOW,
    crls: [crl, issueCrl(ca)],
    revocation: 'required',
  });
  assert.equal(report.verdict, 'invalid');
});

test('lists of another issuer, or signed by another key, say nothing', async () => {
  const entry = revoked('2026-05-01T00:00:00Z');
  assert.equal((await status([issueCrl(root, entry)])).verdict, 'indeterminate');
  const forged = await status([issueCrl(ca, {}, generateSm2KeyPair(random))]);
  assert.equal(forged.verdict, 'indeterminate');
  assert.match(forged.detail, /not signed by the issuer/);
  assert.equal((await status([issueCrl(ca, entry, generateSm2KeyPair(random))])).verdict, 'indeterminate');
});

test('an issuer without cRLSign signs no lists', async () => {
  const quiet = createAuthority('无 CRL', root, { extensions: [keyUsageExtension(['keyCertSign'])] });
  const leaf = issueSigner(quiet, 'x');
  const answer = await status([issueCrl(quiet)], { intermediates: [quiet.certificate] }, leaf);
  assert.equal(answer.verdict, 'indeterminate');
  assert.match(answer.detail, /may not sign/);
});

function listWith(...extensions: Extension[]): CertificateRevocationList {
  const tbs = sequence(
    integer(1),
    sm2SignatureAlgorithmIdentifier().der,
    ca.certificate.subjectDer,
    utcTime(at('2026-06-01T00:00:00Z')),
    utcTime(at('2026-06-08T00:00:00Z')),
    explicit(0, encodeExtensions(extensions)),
  );
  return parseCrl(assembleCrl(tbs, signDer(ca.key, tbs)));
}
const scope = (n: number) => extension(OID.issuingDistributionPoint, sequence(implicit(n, fromHex('0101ff'))), true);

for (const [what, extensions, verdict] of [
  ['a delta list', [extension(OID.deltaCRLIndicator, integer(1), true)], 'indeterminate'],
  ['a list with an unknown critical extension', [extension('1.2.3', integer(1), true)], 'indeterminate'],
  ['a list for authorities alone', [scope(2)], 'indeterminate'],
  ['an indirect list', [scope(4)], 'indeterminate'],
  ['a list for attribute certificates', [scope(5)], 'indeterminate'],
  ['a list for users alone', [scope(1)], 'valid'],
] as const) {
  test(`${what}: ${verdict}`, async () => {
    assert.equal((await status([listWith(...extensions)])).verdict, verdict);
  });
}

test('a list without next update says nothing about a later time', async () => {
  const tbs = sequence(
    sm2SignatureAlgorithmIdentifier().der,
    ca.certificate.subjectDer,
    utcTime(at('2026-06-01T00:00:00Z')),
  );
  assert.equal((await status([parseCrl(assembleCrl(tbs, signDer(ca.key, tbs)))])).verdict, 'indeterminate');
});
