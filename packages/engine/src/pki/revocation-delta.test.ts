import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAuthority, issueCrl, issueSigner, NOW } from '../../test-support/authority.ts';
import type { CertificateRevocationList, RevocationReason, TbsCrlFields } from './crl.ts';
import { crlDistributionPointsExtension } from './extensions.ts';
import { validatePath } from './validate-path.ts';

const POINT = 'http://ca.hospital.example/crl/issuing-3.crl';
const root = createAuthority('根 CA');
const ca = createAuthority('签发 CA', root);
const otherCa = createAuthority('别的 CA', root);
const person = issueSigner(ca, '张三');
const pointed = issueSigner(ca, '李四', { extensions: [crlDistributionPointsExtension([POINT])] });
const rootCrl = issueCrl(root);

async function verdict(crls: readonly CertificateRevocationList[], leaf = person) {
  const report = await validatePath({
    leaf: leaf.certificate,
    intermediates: [ca.certificate],
    anchors: [root.certificate],
    at: NOW,
    crls: [rootCrl, ...crls],
    revocation: 'required',
  });
  return report.verdict;
}

const entry = (reason?: RevocationReason, revokedAt = '2026-05-20T00:00:00Z') => ({
  revoked: [
    { serial: person.certificate.serial, revokedAt: new Date(revokedAt), ...(reason !== undefined && { reason }) },
  ],
});
const old = { thisUpdate: new Date('2026-05-28T00:00:00Z'), nextUpdate: new Date('2026-06-04T00:00:00Z') };
const base = (fields: Partial<TbsCrlFields> = {}) => issueCrl(ca, { crlNumber: 10n, ...old, ...fields });
const delta = (fields: Partial<TbsCrlFields> = {}, signWith = ca.key) =>
  issueCrl(ca, { crlNumber: 12n, baseCrlNumber: 10n, ...fields }, signWith);
/** Ended before the judged time: only a delta makes it current. */
const ended = { nextUpdate: new Date('2026-05-30T00:00:00Z') };

describe('a delta with its base', () => {
  test('what the delta lists is revoked, whatever the base says', async () => {
    assert.equal(await verdict([base(), delta(entry('keyCompromise'))]), 'invalid');
  });

  test('what the base lists stays revoked', async () => {
    assert.equal(await verdict([base(entry()), delta()]), 'invalid');
  });

  test('what is in neither is good, even when the base alone is too old', async () => {
    assert.equal(await verdict([base(ended)]), 'indeterminate');
    assert.equal(await verdict([base(ended), delta()]), 'valid');
  });

  test('removeFromCRL lifts a suspension of the base', async () => {
    const held = base(entry('certificateHold'));
    assert.equal(await verdict([held, delta()]), 'invalid');
    assert.equal(await verdict([held, delta(entry('removeFromCRL'))]), 'valid');
  });

  test('a list newer than the base serves as one', async () => {
    assert.equal(await verdict([base({ ...ended, crlNumber: 11n }), delta()]), 'valid');
  });
});

describe('a delta that proves nothing', () => {
  const CASES: Readonly<Record<string, readonly CertificateRevocationList[]>> = {
    'without any base': [delta()],
    'with a base that is too old': [base({ ...ended, crlNumber: 9n }), delta()],
    'older than the list': [base({ ...ended, crlNumber: 12n }), delta()],
    'of another scope than the list': [base(ended), delta({ distributionPoint: POINT })],
    'of another key than the list': [base({ ...ended, authorityKeyIdentifier: new Uint8Array(20) }), delta()],
    'signed by another authority': [base(ended), delta({}, otherCa.key)],
    'that has ended itself': [base(ended), delta({ ...old, ...ended })],
  };
  for (const [name, crls] of Object.entries(CASES)) {
    test(name, async () => {
      assert.equal(await verdict(crls), 'indeterminate');
    });
  }
});

describe('a list for one distribution point', () => {
  const shard = (fields: Partial<TbsCrlFields> = {}) => issueCrl(ca, { distributionPoint: POINT, ...fields });

  test('covers the certificates that name it', async () => {
    assert.equal(await verdict([shard()], pointed), 'valid');
    const revoked = [{ serial: pointed.certificate.serial, revokedAt: new Date('2026-05-20T00:00:00Z') }];
    assert.equal(await verdict([shard({ revoked })], pointed), 'invalid');
  });

  test('says nothing of certificates that name none, or another', async () => {
    assert.equal(await verdict([shard()]), 'indeterminate');
    assert.equal(await verdict([shard({ distributionPoint: `${POINT}x` })], pointed), 'indeterminate');
  });

  test('goes with deltas of the same point', async () => {
    const old10 = shard({ crlNumber: 10n, ...old, ...ended });
    assert.equal(await verdict([old10, delta({ distributionPoint: POINT })], pointed), 'valid');
    assert.equal(await verdict([old10, delta()], pointed), 'indeterminate');
  });
});
