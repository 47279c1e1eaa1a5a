import { toBase64 } from '@medsign/engine/bytes/base64';
import { encodePem } from '@medsign/engine/pki/pem';
import {
  createAuthority,
  type Holder,
  issueSigner,
  issueTimestampUnit,
  NOW,
  signDer,
} from '../../../../../packages/engine/test-support/authority.ts';
import { makeToken } from '../../../../../packages/engine/test-support/messages.ts';

export const CONTENT = new TextEncoder().encode('0.9% 氯化钠注射液 250ml 静滴 qd × 3天');
/** When the tests verify: a day after everything was signed. */
export const VERIFIED_AT = new Date(NOW.getTime() + 86_400_000);

export const root = createAuthority('示例医院根CA');
export const issuing = createAuthority('示例医院签发CA', root);
export const otherRoot = createAuthority('别的根CA');
export const unit = issueTimestampUnit(issuing, '示例医院时间戳');
export const signer = issueSigner(issuing, '龘䶮𠮷');

/** Makes a token over the signature, with the unit's certificates in it. */
export function stamp(signature: Uint8Array): Uint8Array {
  return makeToken(unit, signature, { certificates: [unit.certificate.der, issuing.certificate.der] });
}

/** What lies in a message beside the signature: all but the root. */
export const CERTIFICATES = [signer.certificate.der, issuing.certificate.der];

export function pemOf(...holders: readonly Holder[]): string {
  return holders.map(({ certificate }) => encodePem('CERTIFICATE', certificate.der)).join('');
}

/** The answer of `POST /v1/data-signs`, as far as it is evidence. */
export function answerJson(
  format: 'cms-gm' | 'cms' | 'raw',
  signature: Uint8Array,
  changes: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({
    recordId: '01900000-0000-7000-8000-000000000001',
    status: 'signed',
    format,
    signature: toBase64(signature),
    certificate: toBase64(signer.certificate.der),
    chain: [toBase64(issuing.certificate.der), toBase64(root.certificate.der)],
    signedAt: NOW.toISOString(),
    ...changes,
  });
}

/** A raw signature over the content with a token beside it. */
export function rawSignature(content: Uint8Array = CONTENT): { signature: Uint8Array; token: Uint8Array } {
  const signature = signDer(signer.key, content);
  return { signature, token: stamp(signature) };
}
