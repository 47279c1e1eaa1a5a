import { toHex } from '@medsign/engine/bytes/hex';
import type { DatabaseReader } from '../platform/database.ts';
import { readEscrowedAmong } from './store.ts';

/** Which of these public keys are in escrow (as hexadecimal), and whose they are (person ids). */
export async function escrowedAmong(
  db: DatabaseReader,
  publicKeys: readonly Uint8Array[],
): Promise<ReadonlyMap<string, string>> {
  if (publicKeys.length === 0) return new Map();
  const rows = await readEscrowedAmong(db, publicKeys);
  return new Map(rows.map(({ public_key, person_id }) => [toHex(public_key), person_id]));
}
