import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { appendStep } from './recovery-leaf.ts';
import { assertMayAct, RECOVERY_RULES, TRANSITIONS } from './rules.ts';
import { lockRecovery, updateDecision } from './store.ts';
import type { Administrator, KeyDeps, KeyRecovery } from './types.ts';

export interface RecoveryDecision {
  readonly recoveryId: string;
  readonly action: 'approve' | 'deny';
  readonly note: string;
  readonly administrator: Administrator;
}

/**
 * A second person approves or denies. Throws Refusal `unknown-recovery`, `key-recovery-closed`, and `dual-control` for whoever asked
 * or is concerned.
 */
export async function decideRecovery(
  deps: Pick<KeyDeps, 'database' | 'clock'>,
  { recoveryId, action, note, administrator }: RecoveryDecision,
): Promise<KeyRecovery> {
  return inTransaction(deps.database, async (tx) => {
    const recovery = await lockRecovery(tx, recoveryId);
    if (recovery === undefined) throw new Refusal('unknown-recovery');
    const at = deps.clock.now();
    assertMayAct(recovery, action, administrator, at);
    const state = TRANSITIONS[action].to;
    const decided = { ...administrator, at, note };
    const expiresAt = action === 'approve' ? new Date(at.getTime() + RECOVERY_RULES.validity) : recovery.expiresAt;
    await updateDecision(tx, recovery.id, { ...decided, state, expiresAt });
    await appendStep(tx, `key-recovery-${state}`, recovery, decided);
    return { ...recovery, state, decided, expiresAt };
  });
}
