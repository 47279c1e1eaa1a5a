import { Problem } from '@medsign/contract/common';
import type { KeyRecovery as KeyRecoveryView } from '@medsign/contract/keys';
import { fromBase64 } from '@medsign/engine/bytes/base64';
import { toHex } from '@medsign/engine/bytes/hex';
import { sm3 } from '@medsign/engine/crypto/sm3';
import type { Caller } from '../edge/caller.ts';
import { Refusal } from '../platform/refusal.ts';
import { stateAt } from './rules.ts';
import type { Administrator, KeyDeps, KeyRecovery, RecoveryStep } from './types.ts';

export type KeyRouteDeps = KeyDeps;

export const TAGS = ['keys'];

/** What every route may answer besides its own. */
export const REFUSED = { '4xx': Problem, '5xx': Problem } as const;

/** Throws Refusal `forbidden` for a business system: dual control is between people. */
export function administratorOf(caller: Caller | undefined): Administrator {
  if (caller?.kind !== 'person') throw new Refusal('forbidden');
  return { personId: caller.personId, jobNo: caller.jobNo };
}

export function octetsOf(base64: string): Uint8Array {
  try {
    return fromBase64(base64);
  } catch (cause) {
    throw new Refusal('malformed-base64', undefined, { cause });
  }
}

const step = ({ jobNo, at }: RecoveryStep) => ({ jobNo, at: at.toISOString() });

export function viewOf(recovery: KeyRecovery, at: Date): KeyRecoveryView {
  const { decided, delivered } = recovery;
  return {
    recoveryId: recovery.id,
    kind: recovery.kind,
    state: stateAt(recovery, at),
    jobNo: recovery.jobNo,
    keyId: recovery.keyId,
    reason: recovery.reason,
    caseNumber: recovery.caseNumber ?? null,
    recipientSm3: toHex(sm3(recovery.recipientKey)),
    expiresAt: recovery.expiresAt.toISOString(),
    requested: step(recovery.requested),
    decided: decided === undefined ? null : { ...step(decided), note: decided.note },
    delivered: delivered === undefined ? null : step(delivered),
  };
}
