import { appendLeaf } from '../audit/index.ts';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { insertInstallation, readInstallation } from './store-access.ts';
import type { Installation } from './types.ts';

/**
 * Decides once and for all what this data folder is: a production folder never becomes a demo, nor the other way round.
 * Throws Refusal `already-set-up`.
 */
export async function markInstallation(tx: Transaction, installation: Installation): Promise<void> {
  if (!(await insertInstallation(tx, installation))) throw new Refusal('already-set-up');
  await appendLeaf(tx, {
    kind: 'installation',
    at: installation.at,
    actor: { kind: 'platform', id: 'identity' },
    subject: installation.mode,
    data: { hospitalName: installation.hospitalName },
  });
}

/** Undefined until the platform is set up. */
export function findInstallation(db: DatabaseReader): Promise<Installation | undefined> {
  return readInstallation(db);
}
