import { toHex } from '@medsign/engine/bytes/hex';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { appendLeaves } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { recoveryLeaf } from './recovery-leaf.ts';
import { outlivedBefore } from './rules.ts';
import { destroyKeys, expireRecoveries } from './store.ts';
import type { KeyDeps } from './types.ts';

/** Writes down which recovery requests ran out, and destroys keys that have outlived every record. Run by the clock. */
export async function sweepKeys(
  deps: Pick<KeyDeps, 'database' | 'clock'>,
): Promise<{ readonly expired: number; readonly destroyed: number }> {
  return inTransaction(deps.database, async (tx) => {
    const at = deps.clock.now();
    const expired = await expireRecoveries(tx, at);
    const destroyed = await destroyKeys(tx, outlivedBefore(at), at);
    await appendLeaves(tx, [
      ...expired.map((recovery) => recoveryLeaf('key-recovery-expired', recovery, { at })),
      ...destroyed.map((key) => ({
        kind: 'encryption-key-destroyed',
        at,
        actor: { kind: 'platform', id: 'keys' } as const,
        subject: key.keyId,
        data: { jobNo: key.jobNo, publicKeySm3: toHex(sm3(key.publicKey)) },
      })),
    ]);
    return { expired: expired.length, destroyed: destroyed.length };
  });
}
