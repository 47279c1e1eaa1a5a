import type { Custody, ProfileName } from '@medsign/contract/certificates';
import type { Actor } from '../audit/index.ts';
import type { KeyDeps } from '../keys/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { Outbox } from '../platform/outbox.ts';
import type { RandomBytes } from '../platform/random.ts';

export interface CertificateSettings {
  /** Address under which anyone reaches the platform, without a slash at the end; CRL addresses in certificates begin with it. */
  readonly baseUrl: string;
  /** Of the times in exported files; UTC without. */
  readonly timeZone?: string;
  /** Arc of our own object identifiers; see `private-oids.ts`. */
  readonly oidArc?: string;
}

export interface CertificateDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keyStore: KeyStore;
  readonly outbox: Outbox;
  readonly settings: CertificateSettings;
}

/** For issuing that may bring an encryption pair. */
export type PairDeps = CertificateDeps & Pick<KeyDeps, 'escrowKey'>;

/** The person a certificate is about; fits the `Person` of identity. */
export interface CertificateHolder {
  readonly id: string;
  readonly jobNo: string;
  readonly name: string;
  readonly test: boolean;
}

/** What a caller wants certified. Exactly one of `person` and `subject`. */
export interface IssuanceRequest {
  readonly profile: ProfileName;
  readonly person?: CertificateHolder;
  /** For certificates of services and systems. */
  readonly subject?: { readonly commonName: string; readonly test?: boolean };
  /** Name of a department, for OU. Left out by default: people move, and records keep the department of each signature. */
  readonly department?: string;
  /** SM2, 04‖X‖Y. */
  readonly publicKey: Uint8Array;
  /** In the key store; absent when the key is held elsewhere. */
  readonly keyId?: string;
  readonly custody: Custody;
  /** Default `at`. Certificates count whole seconds: the fraction is cut. */
  readonly notBefore?: Date;
  /** Default: the profile's validity, at most the issuer's. */
  readonly notAfter?: Date;
  /** SM3 of the approval statement; sign sessions only, and they need it. */
  readonly approvalHash?: Uint8Array;
  readonly at: Date;
  readonly actor: Actor;
}

/** An intent that was written and may be completed once it is committed. */
export interface PreparedIssuance {
  /** Of the intent, and of the certificate to come. */
  readonly id: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly at: Date;
  readonly actor: Actor;
}

export interface IssuedCertificate {
  readonly id: string;
  /** Lower-case hexadecimal. */
  readonly serial: string;
  readonly der: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Distinguished name as text. */
  readonly subject: string;
}

/** `expired` is not a status here: it follows from `notAfter` and a moment. */
export type StoredStatus = 'active' | 'suspended' | 'revoked';

export interface StoredCertificate extends IssuedCertificate {
  /** Name of the issuing authority: `root` or `issuing`. */
  readonly authority: string;
  readonly profile: ProfileName;
  readonly custody: Custody;
  readonly keyId: string | undefined;
  readonly personId: string | undefined;
  readonly jobNo: string | undefined;
  readonly test: boolean;
  readonly commonName: string;
  /** SM2, 04‖X‖Y. */
  readonly publicKey: Uint8Array;
  readonly approvalHash: Uint8Array | undefined;
  /** SM3 of the DER. */
  readonly sm3: Uint8Array;
  readonly issuedAt: Date;
  readonly ledgerIndex: number;
  readonly status: StoredStatus;
  /** CRL reason (RFC 5280 §5.3.1) and moment of a status that is not `active`. */
  readonly reason: number | undefined;
  readonly since: Date | undefined;
}

/** One of our own authorities or services, by name. */
export interface Authority {
  readonly name: string;
  readonly keyId: string;
  /** O of every name it certifies: the hospital. */
  readonly organization: string;
  readonly demo: boolean;
  /** Signs certificates and CRLs. */
  readonly issues: boolean;
  readonly certificate: StoredCertificate;
}
