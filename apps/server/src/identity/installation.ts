import { appendLeaf } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';
import { Refusal } from '../platform/refusal.ts';
import { newToken } from './one-time-token.ts';
import { insertInstallation, putSetupToken, readInstallation } from './store-access.ts';
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

/** Makes the one-time token of the set-up link, replacing an earlier one. Throws Refusal `already-set-up`. */
export async function createSetupToken(
  tx: Transaction,
  deps: { readonly clock: Clock; readonly random: RandomBytes },
): Promise<string> {
  if ((await readInstallation(tx)) !== undefined) throw new Refusal('already-set-up');
  const { token, hash } = newToken(deps.random);
  await putSetupToken(tx, hash, deps.clock.now());
  return token;
}
