import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';

/** Makes the one-time token of the set-up link, replacing an earlier one. Throws Refusal `already-set-up`. */
export async function createSetupToken(
  _tx: Transaction,
  _deps: { readonly clock: Clock; readonly random: RandomBytes },
): Promise<string> {
  throw new Error('not available yet');
}
