import type { Actor } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';
import type { BusinessSystem } from './types.ts';

export interface NewSystem {
  readonly code: string;
  readonly name: string;
  readonly documentTypes: readonly string[] | null;
  readonly test?: boolean;
}

/** Creates a business system; its secret is returned once and kept only as a hash. Throws Refusal `duplicate-code`. */
export async function createSystem(
  _tx: Transaction,
  _deps: { readonly clock: Clock; readonly random: RandomBytes },
  _input: NewSystem,
  _actor: Actor,
): Promise<{ system: BusinessSystem; clientSecret: string }> {
  throw new Error('not available yet');
}
