import type { KeyRecoveryKind, KeyRecoveryState } from '@medsign/contract/keys';
import type { EnvelopedKey } from '@medsign/engine/pki/enveloped-key';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { MasterKey } from '../platform/master-key.ts';
import type { RandomBytes } from '../platform/random.ts';

export interface KeyDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Key management's own key (`escrowKeyFrom`): the key store of the authorities cannot open what it wraps, nor the reverse. */
  readonly escrowKey: MasterKey;
}

/** A fresh pair: the private key is in escrow and in the envelope, and nowhere else. */
export interface EscrowedPair {
  readonly keyId: string;
  /** SM2, 04‖X‖Y. */
  readonly publicKey: Uint8Array;
  readonly envelopedKey: EnvelopedKey;
}

/** What is known of an escrowed key without its private half. */
export interface EscrowedKey {
  readonly keyId: string;
  readonly personId: string;
  readonly jobNo: string;
  readonly publicKey: Uint8Array;
  readonly createdAt: Date;
  readonly destroyedAt: Date | undefined;
  readonly ledgerIndex: number;
}

/** An administrator who acts. */
export interface Administrator {
  readonly personId: string;
  readonly jobNo: string;
}

/** Who did a step, and when. */
export interface RecoveryStep extends Administrator {
  readonly at: Date;
}

export interface KeyRecovery {
  readonly id: string;
  readonly kind: KeyRecoveryKind;
  readonly keyId: string;
  /** The person concerned: whose key it is. */
  readonly personId: string;
  readonly jobNo: string;
  readonly reason: string;
  readonly caseNumber: string | undefined;
  /** SM2, 04‖X‖Y: the delivery is enveloped to this key, proven in possession when the request was made. */
  readonly recipientKey: Uint8Array;
  readonly requested: RecoveryStep;
  readonly expiresAt: Date;
  readonly state: KeyRecoveryState;
  readonly decided: (RecoveryStep & { readonly note: string }) | undefined;
  readonly delivered: RecoveryStep | undefined;
}
