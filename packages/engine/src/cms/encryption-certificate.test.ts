import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuthority, issueSigner, issueTimestampUnit, NOW } from '../../test-support/authority.ts';
import { makeMessage, makeToken } from '../../test-support/messages.ts';
import { type KeyUsage, keyUsageExtension } from '../pki/extensions.ts';
import { validatePath } from '../pki/validate-path.ts';
import { verifyToken } from '../tsp/verify-token.ts';
import { verifySignedData } from './verify-signed-data.ts';

const root = createAuthority('根 CA');
const ca = createAuthority('签发 CA', root);
const CONTENT = new TextEncoder().encode('处方');
const TRUST = {
  anchors: [root.certificate],
  intermediates: [ca.certificate],
  ...({ crls: [], revocation: 'none', at: NOW } as const),
};

/** Usages of keys that somebody else may hold a copy of, or that belong to an authority. */
const FOREIGN: readonly (readonly KeyUsage[])[] = [
  ['keyEncipherment', 'dataEncipherment', 'keyAgreement'],
  ['keyEncipherment'],
  ['dataEncipherment'],
  ['keyAgreement'],
  ['keyCertSign'],
  ['cRLSign'],
  ['keyCertSign', 'cRLSign'],
];

const failedNames = (checks: readonly { name: string; result: string }[]) =>
  checks.filter(({ result }) => result === 'failed').map(({ name }) => name);

test('a signature by a key that is not for signatures is invalid, whatever its form', async () => {
  for (const usages of FOREIGN) {
    const signer = issueSigner(ca, '张三', { extensions: [keyUsageExtension(usages)] });
    const forms = [
      makeMessage(signer, CONTENT),
      makeMessage(signer, CONTENT, { profile: 'rfc' }),
      makeMessage(signer, CONTENT, { withoutAttributes: true }),
    ];
    for (const der of forms) {
      const report = await verifySignedData({ ...TRUST, der, acceptProfiles: ['gm', 'rfc'] });
      assert.equal(report.verdict, 'invalid', usages.join());
      const checks = report.signers.flatMap((one) => [...one.checks, ...(one.path?.checks ?? [])]);
      assert.ok(failedNames(checks).includes('key-usage'), usages.join());
    }
    const requiredKeyUsage = ['digitalSignature', 'nonRepudiation'] as const;
    const path = await validatePath({ ...TRUST, leaf: signer.certificate, requiredKeyUsage });
    assert.deepEqual(failedNames(path.checks), ['key-usage'], usages.join());
  }
});

test('a timestamp by such a key is invalid too', async () => {
  for (const usages of FOREIGN) {
    const unit = issueTimestampUnit(ca, '时间戳', { extensions: [keyUsageExtension(usages)] });
    const report = await verifyToken({ ...TRUST, token: makeToken(unit, CONTENT), over: { data: CONTENT } });
    assert.equal(report.verdict, 'invalid', usages.join());
    assert.ok(failedNames(report.path?.checks ?? []).includes('key-usage'), usages.join());
  }
});
