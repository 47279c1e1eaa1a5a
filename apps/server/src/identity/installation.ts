import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { Installation } from './types.ts';

/** Decides once and for all what this data folder is. Throws Refusal `already-set-up`. */
export async function markInstallation(_tx: Transaction, _installation: Installation): Promise<void> {
  throw new Error('not available yet');
}

/** Undefined until the platform is set up. */
export async function findInstallation(_db: DatabaseReader): Promise<Installation | undefined> {
  throw new Error('not available yet');
}
