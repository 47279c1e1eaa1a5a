import type { UnitKind } from '@medsign/contract/timestamps';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { KeyStore } from '../platform/key-store.ts';
import type { RandomBytes } from '../platform/random.ts';

export interface TimestampDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly keyStore: KeyStore;
}

/** Issues timestamps with one key and one certificate of its own. */
export interface TimestampUnit {
  readonly id: string;
  readonly name: string;
  readonly kind: UnitKind;
  readonly certificateId: string;
  readonly keyId: string;
  /** Dotted identifier. */
  readonly policy: string;
  /** True time lies within genTime ± this, milliseconds. */
  readonly accuracyMilliseconds: number;
  readonly active: boolean;
}

export interface IssuedToken {
  /** TimeStampToken: a ContentInfo (RFC 3161 §2.4.2). */
  readonly der: Uint8Array;
  /** Lower-case hexadecimal, 128 bits. */
  readonly serial: string;
  readonly genTime: Date;
  readonly unitId: string;
  /** SM3 that was stamped. */
  readonly imprint: Uint8Array;
}
