import { OID } from '../asn1/oids.ts';
import { equalBytes } from '../bytes/bytes.ts';
import type { Certificate } from '../pki/certificate.ts';
import { type Check, failed, indeterminate, passed, skipped } from '../pki/check.ts';
import { equalNames } from '../pki/name.ts';
import type { PlatformCrypto } from '../pki/platform-crypto.ts';
import { type Attribute, singleValue } from './attributes.ts';
import type { SignerInfo } from './signed-data.ts';
import {
  matchesSigningCertificate,
  readSigningCertificate,
  type SigningCertificateReference,
} from './signing-certificate.ts';

export interface FindSignerQuestion {
  readonly signer: SignerInfo;
  /** Certificates to look among. */
  readonly certificates: readonly Certificate[];
  /** Whether signing-certificate must be there, as in timestamp tokens. */
  readonly signingCertificateRequired: boolean;
  readonly platform: PlatformCrypto | undefined;
}

/**
 * The certificate named by the signer. Where the signed attributes carry its digest, that decides, so an injected
 * certificate of the same issuer and serial number cannot take its place.
 */
export async function findSigner(
  question: FindSignerQuestion,
): Promise<{ readonly certificate?: Certificate; readonly checks: readonly Check[] }> {
  const reference = signingCertificateReference(question.signer.signedAttributes?.list ?? []);
  const named = question.certificates.filter(
    (certificate, index, all) =>
      isNamed(question.signer, certificate) &&
      all.findIndex((other) => equalBytes(other.der, certificate.der)) === index,
  );
  const [only] = named;
  if (only === undefined) return { checks: [indeterminate('signer-certificate', 'not in the message nor given')] };
  if (reference === 'repeated') return { checks: [failed('signing-certificate', 'appears more than once')] };
  if (reference === 'absent') {
    if (named.length > 1) return { checks: [failed('signer-certificate', 'several certificates fit')] };
    const missing = question.signingCertificateRequired
      ? failed('signing-certificate', 'attribute is absent')
      : skipped('signing-certificate', 'attribute is absent');
    return { certificate: only, checks: [passed('signer-certificate'), missing] };
  }
  let unknown = false;
  for (const certificate of named) {
    const match = await matchesSigningCertificate(reference, certificate, question.platform);
    if (match === 'match') {
      return { certificate, checks: [passed('signer-certificate'), passed('signing-certificate')] };
    }
    unknown ||= match === 'unknown';
  }
  const check = unknown
    ? indeterminate('signing-certificate', `digest ${reference.digest} is not available`)
    : failed('signing-certificate', 'attribute names another certificate');
  return { certificate: only, checks: [passed('signer-certificate'), check] };
}

/** `absent`, `repeated`, or the reference with the version of its attribute. */
function signingCertificateReference(
  attributes: readonly Attribute[],
): SigningCertificateReference | 'absent' | 'repeated' {
  const v2 = singleValue(attributes, OID.signingCertificateV2);
  if (v2 instanceof Uint8Array) return readSigningCertificate(v2, 2);
  if (v2 === 'repeated') return v2;
  const v1 = singleValue(attributes, OID.signingCertificate);
  return v1 instanceof Uint8Array ? readSigningCertificate(v1, 1) : v1;
}

function isNamed({ identifier }: SignerInfo, certificate: Certificate): boolean {
  if (identifier.kind === 'issuer') {
    return equalBytes(identifier.serial, certificate.serial) && equalNames(identifier.issuer, certificate.issuer);
  }
  const own = certificate.extensions.subjectKeyIdentifier;
  return own !== undefined && equalBytes(own, identifier.keyIdentifier);
}
