import { toHex } from '@medsign/engine/bytes/hex';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { appendLeaf, type LeafEntry } from '../audit/index.ts';
import type { Transaction } from '../platform/database.ts';
import type { KeyRecovery, RecoveryStep } from './types.ts';

export type RecoveryLeafKind =
  | 'key-recovery-requested'
  | 'key-recovery-approved'
  | 'key-recovery-denied'
  | 'key-recovery-delivered'
  | 'key-recovery-expired';

/** A step as the ledger keeps it. Reason and case number stand there as hashes: they may name people. */
export function recoveryLeaf(
  kind: RecoveryLeafKind,
  recovery: KeyRecovery,
  by: { readonly at: Date; readonly jobNo?: string },
): LeafEntry {
  const hashOf = (text: string) => toHex(sm3(new TextEncoder().encode(text)));
  return {
    kind,
    at: by.at,
    actor: by.jobNo === undefined ? { kind: 'platform', id: 'keys' } : { kind: 'person', id: by.jobNo },
    subject: recovery.id,
    data: {
      recoveryKind: recovery.kind,
      keyId: recovery.keyId,
      jobNo: recovery.jobNo,
      recipientSm3: toHex(sm3(recovery.recipientKey)),
      reasonSm3: hashOf(recovery.reason),
      caseNumberSm3: recovery.caseNumber === undefined ? null : hashOf(recovery.caseNumber),
    },
  };
}

export async function appendStep(
  tx: Transaction,
  kind: RecoveryLeafKind,
  recovery: KeyRecovery,
  step: RecoveryStep,
): Promise<void> {
  await appendLeaf(tx, recoveryLeaf(kind, recovery, step));
}
