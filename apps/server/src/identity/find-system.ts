import { equalBytesConstantTime } from '@medsign/engine/bytes/bytes';
import type { DatabaseReader } from '../platform/database.ts';
import { tokenHash } from './one-time-token.ts';
import { readSecrets, readSystem, readSystems } from './store-access.ts';
import type { BusinessSystem } from './types.ts';

export function findSystem(db: DatabaseReader, code: string): Promise<BusinessSystem | undefined> {
  return readSystem(db, { code });
}

export function findSystemByClientId(db: DatabaseReader, clientId: string): Promise<BusinessSystem | undefined> {
  return readSystem(db, { clientId });
}

/** Whether `secret` is one of the live secrets of an active system; false for an unknown client. */
export async function verifySystemSecret(db: DatabaseReader, clientId: string, secret: string): Promise<boolean> {
  const system = await readSystem(db, { clientId });
  if (system === undefined || !system.active) return false;
  const hash = tokenHash(secret);
  let right = false;
  for (const live of await readSecrets(db, system.code)) {
    right = equalBytesConstantTime(live.secretHash, hash) || right;
  }
  return right;
}

/** All systems by code, with when their live secrets were made (newest first). */
export async function listSystems(
  db: DatabaseReader,
): Promise<(BusinessSystem & { readonly secrets: readonly { readonly createdAt: Date }[] })[]> {
  const systems = await readSystems(db);
  const secrets = Map.groupBy(await readSecrets(db), (secret) => secret.systemCode);
  return systems.map((system) => ({
    ...system,
    secrets: (secrets.get(system.code) ?? []).map(({ createdAt }) => ({ createdAt })),
  }));
}
