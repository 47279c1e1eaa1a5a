import { nullValue, octetString } from '@medsign/engine/asn1/der-writer';
import { OID } from '@medsign/engine/asn1/oids';
import {
  assembleCertificate,
  buildTbsCertificate,
  type Certificate,
  parseCertificate,
  type TbsCertificateFields,
} from '@medsign/engine/pki/certificate';
import * as ext from '@medsign/engine/pki/extensions';
import type { Name } from '@medsign/engine/pki/name';
import { encodeSm2Spki } from '@medsign/engine/pki/public-key';
import { privateOids } from './private-oids.ts';
import type { CertificateProfile } from './profiles.ts';
import type { CertificateSettings } from './types.ts';

/** What of the issuing authority goes into a certificate. */
export interface Issuer {
  /** As in /crl/{name}.crl. */
  readonly name: string;
  readonly certificate: Certificate;
}

/** Follows an authority's name in the address of its delta. */
export const DELTA_SUFFIX = '-delta';

export interface CertificatePlan {
  readonly profile: CertificateProfile;
  /** Undefined: signed by itself. */
  readonly issuer: Issuer | undefined;
  readonly serial: Uint8Array;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SM2, 04‖X‖Y. */
  readonly publicKey: Uint8Array;
  readonly approvalHash: Uint8Array | undefined;
}

/** Everything a certificate of the plan says. Throws Sm2Error for a bad key, RangeError for fields no certificate may have. */
export function certificateFields(plan: CertificatePlan, settings: CertificateSettings): TbsCertificateFields {
  return {
    serial: plan.serial,
    issuer: plan.issuer?.certificate.subject ?? plan.subject,
    subject: plan.subject,
    notBefore: plan.notBefore,
    notAfter: plan.notAfter,
    spki: encodeSm2Spki(plan.publicKey),
    extensions: extensionsOf(plan, settings),
  };
}

function extensionsOf(plan: CertificatePlan, settings: CertificateSettings): ext.Extension[] {
  const { profile, issuer, approvalHash } = plan;
  const oids = privateOids(settings.oidArc);
  const identifier = ext.keyIdentifierOf(plan.publicKey);
  const extensions = [ext.subjectKeyIdentifierExtension(identifier), ext.keyUsageExtension(profile.keyUsage)];
  if (issuer !== undefined) {
    const issuerIdentifier = issuer.certificate.extensions.subjectKeyIdentifier;
    if (issuerIdentifier === undefined) throw new Error(`authority ${issuer.name} has no key identifier`);
    extensions.unshift(ext.authorityKeyIdentifierExtension(issuerIdentifier));
    extensions.push(ext.crlDistributionPointsExtension([crlAddress(settings, issuer.name)]));
    const ocsp = ocspAddress(profile, settings);
    extensions.push(
      ext.authorityInfoAccessExtension({
        ...(ocsp !== undefined && { ocsp }),
        caIssuers: `${settings.baseUrl}/ca/${issuer.name}.cer`,
      }),
    );
  }
  if (profile.authority !== undefined) {
    extensions.push(ext.basicConstraintsExtension({ ca: true, ...profile.authority }));
  }
  const { extendedKeyUsage } = profile;
  if (extendedKeyUsage !== undefined) {
    extensions.push(ext.extendedKeyUsageExtension(extendedKeyUsage.usages, extendedKeyUsage.critical));
  }
  if (profile.policy !== undefined) {
    extensions.push(ext.certificatePoliciesExtension([policyOf(profile, settings) as string]));
  }
  if (profile.ocspNoCheck) extensions.push(ext.extension(OID.ocspNoCheck, nullValue()));
  if (approvalHash !== undefined) extensions.push(ext.extension(oids.approvalHash, octetString(approvalHash)));
  return extensions;
}

/**
 * Policy a certificate of the profile names. An issuing authority names anyPolicy: its subjects bring their own
 * (RFC 5280 §4.2.1.4).
 */
export function policyOf(profile: CertificateProfile, settings: CertificateSettings): string | undefined {
  if (profile.policy === undefined) return undefined;
  return profile.policy === 0 ? OID.anyPolicy : privateOids(settings.oidArc).certificatePolicy(profile.policy);
}

/** Where the status of a certificate of the profile is asked for; undefined on authorities, and on the responder itself. */
export function ocspAddress(profile: CertificateProfile, settings: CertificateSettings): string | undefined {
  return profile.issuer === 'issuing' && profile.ocspNoCheck === undefined ? `${settings.baseUrl}/ocsp` : undefined;
}

export function crlAddress(settings: CertificateSettings, authority: string): string {
  return `${settings.baseUrl}/crl/${authority}.crl`;
}

/** Of the changes since an authority's last renewed list. */
export function deltaAddress(settings: CertificateSettings, authority: string): string {
  return crlAddress(settings, `${authority}${DELTA_SUFFIX}`);
}

/** In place of a signature while a certificate is only looked at. */
const PLACEHOLDER = Uint8Array.of(0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01);

/** The signed octets, and the certificate as it will read: linted before any key is used. */
export function draftCertificate(fields: TbsCertificateFields): { tbs: Uint8Array; draft: Certificate } {
  const tbs = buildTbsCertificate(fields);
  return { tbs, draft: parseCertificate(assembleCertificate(tbs, PLACEHOLDER)) };
}
