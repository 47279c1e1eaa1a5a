import type { KeyRecoveryState } from '@medsign/contract/keys';
import { Refusal } from '../platform/refusal.ts';
import type { Administrator, KeyRecovery } from './types.ts';

const HOUR = 3_600_000;

export const RECOVERY_RULES = {
  /** In which a request has to be decided, and an approved one to be delivered. */
  validity: 72 * HOUR,
  /**
   * Years an escrowed key is kept: as long as inpatient records, the longest-lived that it may have to open (医疗机构病历管理规定
   * 2013 §29). The database refuses to destroy one earlier.
   */
  retentionYears: 30,
} as const;

export type RecoveryAction = 'approve' | 'deny' | 'deliver';

/** The state in which each action is possible, and the one it leads to. */
export const TRANSITIONS = {
  approve: { from: 'pending', to: 'approved' },
  deny: { from: 'pending', to: 'denied' },
  deliver: { from: 'approved', to: 'delivered' },
} as const satisfies Readonly<
  Record<RecoveryAction, { readonly from: KeyRecoveryState; readonly to: KeyRecoveryState }>
>;

/** As a reader is told: a request that ran out is `expired` before anything has written that down. */
export function stateAt(recovery: Pick<KeyRecovery, 'state' | 'expiresAt'>, at: Date): KeyRecoveryState {
  const open = recovery.state === 'pending' || recovery.state === 'approved';
  return open && at >= recovery.expiresAt ? 'expired' : recovery.state;
}

/** Refuses with `dual-control` whoever asks for the own key. */
export function assertMayRequest(personId: string, requester: Administrator): void {
  if (personId === requester.personId) throw new Refusal('dual-control', '不能为自己申请找回');
}

/**
 * Refuses with `key-recovery-closed` what the state does not allow, and with `dual-control` who is not a second person: the one who
 * asked never decides, the one who approved never delivers, the person concerned does neither.
 */
export function assertMayAct(recovery: KeyRecovery, action: RecoveryAction, who: Administrator, at: Date): void {
  const state = stateAt(recovery, at);
  if (state !== TRANSITIONS[action].from) throw new Refusal('key-recovery-closed', `${action}: ${state}`);
  const excluded = [recovery.personId, action === 'deliver' ? recovery.decided?.personId : recovery.requested.personId];
  if (excluded.includes(who.personId)) throw new Refusal('dual-control');
}

/** The latest creation whose keys have outlived the records. */
export function outlivedBefore(at: Date): Date {
  const before = new Date(at);
  before.setUTCFullYear(before.getUTCFullYear() - RECOVERY_RULES.retentionYears);
  return before;
}
