import { toHex } from '@medsign/engine/bytes/hex';
import type { DatabaseReader } from '../platform/database.ts';
import { readEscrowedAmong } from './store.ts';

/** Which of these public keys are in escrow, as hexadecimal. */
export async function escrowedAmong(
  db: DatabaseReader,
  publicKeys: readonly Uint8Array[],
): Promise<ReadonlySet<string>> {
  if (publicKeys.length === 0) return new Set();
  return new Set((await readEscrowedAmong(db, publicKeys)).map(toHex));
}
