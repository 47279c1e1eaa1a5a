import type { Actor } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';

/**
 * `pinPepper` (32 octets) is derived from the master key and lives outside the database, so a copy of the database
 * does not let anyone try PINs.
 */
export interface PinDeps {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly pinPepper: Uint8Array;
}

/** Stores a PIN of 6–12 digits, replacing the old one and its count. Throws Refusal `pin-too-weak`. */
export async function setPin(
  _tx: Transaction,
  _deps: PinDeps,
  _personId: string,
  _pin: string,
  _actor: Actor,
): Promise<void> {
  throw new Error('not available yet');
}

/**
 * Returns when the PIN is right. Wrong tries are counted in a transaction of their own that is committed before the
 * answer; the fifth locks. Throws Refusal `pin-wrong` (extra `triesLeft`), `pin-locked`, `pin-not-set`.
 */
export async function checkPin(
  _deps: PinDeps & { readonly database: Database },
  _personId: string,
  _pin: string,
): Promise<void> {
  throw new Error('not available yet');
}
