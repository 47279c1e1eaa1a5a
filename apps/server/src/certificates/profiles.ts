import type { Custody, ProfileName } from '@medsign/contract/certificates';
import { OID } from '@medsign/engine/asn1/oids';
import type { KeyUsage } from '@medsign/engine/pki/extensions';
import type { KeyPurpose } from '../platform/key-store.ts';

/** Everything that distinguishes one kind of certificate from another. */
export interface CertificateProfile {
  /** Which of our authorities signs it. */
  readonly issuer: 'self' | 'root' | 'issuing';
  /** `service` names only what it is; `person` names a holder with a job number. */
  readonly holder: 'person' | 'service';
  readonly custodies: readonly Custody[];
  /** What the key store keeps it for; `escrow`: key management makes the pair, and the key store never sees it. */
  readonly keyPurpose: KeyPurpose | 'escrow';
  /** Hours. */
  readonly validity: { readonly standard: number; readonly maximum: number };
  /** Present on authorities; `pathLength` undefined: no limit. */
  readonly authority?: { readonly pathLength?: number };
  readonly keyUsage: readonly KeyUsage[];
  readonly extendedKeyUsage?: { readonly critical: boolean; readonly usages: readonly string[] };
  /** Last arc of the policy identifier (`privateOids().certificatePolicy`). */
  readonly policy?: number;
  /** Names the approval it stands on. */
  readonly approvalHash?: true;
  /** id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1). */
  readonly ocspNoCheck?: true;
}

const DAY = 24;
const YEAR = 365.25 * DAY;
const SIGNING: readonly KeyUsage[] = ['digitalSignature', 'nonRepudiation'];
/** A key somebody else holds a copy of never signs. */
const ENCRYPTION: readonly KeyUsage[] = ['keyEncipherment', 'dataEncipherment', 'keyAgreement'];

/** The kinds of certificates this platform issues (RFC 5280, GB/T 20518). */
export const PROFILES: Readonly<Record<ProfileName, CertificateProfile>> = {
  'root-ca': {
    issuer: 'self',
    holder: 'service',
    custodies: ['hosted'],
    keyPurpose: 'ca',
    validity: { standard: 20 * YEAR, maximum: 20 * YEAR },
    authority: {},
    keyUsage: ['keyCertSign', 'cRLSign'],
  },
  'issuing-ca': {
    issuer: 'root',
    holder: 'service',
    custodies: ['hosted'],
    keyPurpose: 'ca',
    validity: { standard: 10 * YEAR, maximum: 10 * YEAR },
    authority: { pathLength: 0 },
    keyUsage: ['keyCertSign', 'cRLSign'],
    policy: 0,
  },
  'person-signing': {
    issuer: 'issuing',
    holder: 'person',
    custodies: ['token'],
    keyPurpose: 'person',
    validity: { standard: 2 * YEAR, maximum: 5 * YEAR },
    keyUsage: SIGNING,
    policy: 1,
  },
  'person-test': {
    issuer: 'issuing',
    holder: 'person',
    custodies: ['hosted', 'token'],
    keyPurpose: 'person',
    validity: { standard: YEAR, maximum: 2 * YEAR },
    keyUsage: SIGNING,
    policy: 2,
  },
  'person-encryption': {
    issuer: 'issuing',
    holder: 'person',
    custodies: ['token'],
    keyPurpose: 'escrow',
    validity: { standard: 2 * YEAR, maximum: 5 * YEAR },
    keyUsage: ENCRYPTION,
    policy: 7,
  },
  'session-signing': {
    issuer: 'issuing',
    holder: 'person',
    custodies: ['session'],
    keyPurpose: 'session',
    validity: { standard: 8, maximum: DAY },
    keyUsage: SIGNING,
    policy: 3,
    approvalHash: true,
  },
  system: {
    issuer: 'issuing',
    holder: 'service',
    custodies: ['hosted', 'token'],
    keyPurpose: 'service',
    validity: { standard: 2 * YEAR, maximum: 5 * YEAR },
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: { critical: false, usages: [OID.clientAuth] },
    policy: 4,
  },
  tsa: {
    issuer: 'issuing',
    holder: 'service',
    custodies: ['hosted'],
    keyPurpose: 'tsa',
    validity: { standard: 10 * YEAR, maximum: 10 * YEAR },
    keyUsage: SIGNING,
    // RFC 3161 §2.3: critical, and the only one.
    extendedKeyUsage: { critical: true, usages: [OID.timeStamping] },
    policy: 5,
  },
  ocsp: {
    issuer: 'issuing',
    holder: 'service',
    custodies: ['hosted'],
    keyPurpose: 'ocsp',
    validity: { standard: 2 * YEAR, maximum: 2 * YEAR },
    keyUsage: ['digitalSignature'],
    extendedKeyUsage: { critical: false, usages: [OID.ocspSigning] },
    policy: 6,
    ocspNoCheck: true,
  },
};

/** What the key store makes a key of the profile for. Throws an Error for pairs that key management makes. */
export function keyStorePurpose({ keyPurpose }: CertificateProfile): KeyPurpose {
  if (keyPurpose === 'escrow') throw new Error('key management makes pairs of this profile');
  return keyPurpose;
}
