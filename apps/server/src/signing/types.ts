import type { SignFormat } from '@medsign/contract/data-signs';
import type { BusinessSystem, Department, Person, PinDeps } from '../identity/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { KeyPurpose, KeyStore } from '../platform/key-store.ts';
import type { Outbox } from '../platform/outbox.ts';
import type { RandomBytes } from '../platform/random.ts';

export interface SignSettings {
  /** Address under which callers and people reach the platform, without a slash at the end. */
  readonly baseUrl: string;
  /** Decoded octets of text and base64 content. */
  readonly maxContentBytes: number;
  /** IANA name; days of the statistics begin at its midnight. */
  readonly timeZone: string;
  /** Arc of our own object identifiers, as the certificates module takes it. */
  readonly oidArc?: string;
}

export interface SignDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keyStore: KeyStore;
  readonly outbox: Outbox;
  readonly settings: SignSettings;
}

/** For what a person approves with the PIN. */
export type ApprovalDeps = SignDeps & Pick<PinDeps, 'masterKey'>;

export type ContentKind = 'text' | 'base64' | 'sm3';

/** What is signed. `bytes` is absent when only the SM3 was given. */
export interface SignContent {
  readonly kind: ContentKind;
  /** SM3 of the content, without Z. */
  readonly digest: Uint8Array;
  readonly size: number;
  readonly bytes: Uint8Array | undefined;
}

export interface PatientRef {
  readonly id: string;
  readonly name: string;
  readonly visitNo: string | undefined;
}

export type Custody = 'session' | 'hosted';

/** A key that may be used for this signer now, with the certificate that names its public key. */
export interface SigningKey {
  readonly keyId: string;
  readonly purpose: KeyPurpose;
  readonly custody: Custody;
  readonly certificateId: string;
  readonly certificate: Uint8Array;
  /** Issuing authority first, root last. */
  readonly chain: readonly Uint8Array[];
  readonly sessionId: string | undefined;
}

/** What a system or the demo seeding wants signed, before anything was checked. */
export interface SignInput {
  readonly system: BusinessSystem;
  readonly signerJobNo: string;
  readonly departmentCode: string | undefined;
  readonly businessNo: string;
  readonly documentType: string;
  readonly title: string;
  readonly patient: PatientRef | undefined;
  readonly content: SignContent;
  readonly format: SignFormat;
}

/** An input whose signer, department and type are known and allowed. */
export interface CheckedInput extends SignInput {
  readonly signer: Person;
  readonly department: Department | undefined;
}

/** Ready to be signed: checked, with its key, its moment and the id its record will have. */
export interface SignOrder extends CheckedInput {
  readonly recordId: string;
  readonly at: Date;
  readonly key: SigningKey;
  readonly taskId: string | undefined;
}
