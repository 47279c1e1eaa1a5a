import type { Certificate } from '@medsign/engine/pki/certificate';
import { type Extension, findExtension } from '@medsign/engine/pki/extensions';
import type { NameAttribute } from '@medsign/engine/pki/name';
import type { Issuer } from './build-certificate.ts';
import type { CertificateProfile } from './profiles.ts';
import type { CertificateSettings } from './types.ts';

/** What a certificate is held against. */
export interface LintContext {
  readonly profile: CertificateProfile;
  readonly issuer: Issuer | undefined;
  /** Whether it is for a test account. */
  readonly test: boolean;
  readonly settings: CertificateSettings;
}

export interface Lint {
  readonly name: string;
  /** Where it is written. */
  readonly source: string;
  /** Whether the certificate keeps it. */
  readonly holds: (certificate: Certificate, context: LintContext) => boolean;
}

export function attributesOf(certificate: Certificate): readonly NameAttribute[] {
  return certificate.subject.flat();
}

export function valuesOf(certificate: Certificate, type: string): string[] {
  return attributesOf(certificate).flatMap((attribute) => (attribute.type === type ? [attribute.value] : []));
}

export function extensionOf(certificate: Certificate, id: string): Extension | undefined {
  return findExtension(certificate.extensions, id);
}

/** Absent, or present and not critical. */
export function neverCritical(certificate: Certificate, id: string): boolean {
  return extensionOf(certificate, id)?.critical !== true;
}

export function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((member) => b.includes(member));
}

export function isWeb(address: string): boolean {
  return /^https?:\/\/[^\s/]+\//.test(address);
}

/** Locations of one access method; a form that is no address gives the empty text. */
export function accessAddresses({ extensions }: Certificate, wanted: string): string[] {
  return (extensions.authorityInfoAccess ?? []).flatMap(({ method, location }) =>
    method === wanted ? [location.kind === 'uri' ? location.value : ''] : [],
  );
}
