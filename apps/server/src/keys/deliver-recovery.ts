import { type EnvelopedKey, sealEnvelopedKey } from '@medsign/engine/pki/enveloped-key';
import { inTransaction, type Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { escrowBinding } from './escrow-key.ts';
import { appendStep } from './recovery-leaf.ts';
import { assertMayAct } from './rules.ts';
import { lockRecovery, readWrappedKey, updateDelivered } from './store.ts';
import type { Administrator, KeyDeps, KeyRecovery } from './types.ts';

export interface RecoveryDelivery {
  readonly recovery: KeyRecovery;
  readonly envelopedKey: EnvelopedKey;
}

/**
 * Hands out an escrowed key, once, enveloped to the key that was approved. Throws Refusal `unknown-recovery`, `key-recovery-closed`
 * (not approved, delivered before, run out), `dual-control`, `escrowed-key-destroyed`; an Error when the escrow was tampered with.
 */
export async function deliverRecovery(
  deps: KeyDeps,
  input: { readonly recoveryId: string; readonly administrator: Administrator },
): Promise<RecoveryDelivery> {
  return inTransaction(deps.database, async (tx) => {
    const recovery = await lockRecovery(tx, input.recoveryId);
    if (recovery === undefined) throw new Refusal('unknown-recovery');
    const at = deps.clock.now();
    assertMayAct(recovery, 'deliver', input.administrator, at);
    const envelopedKey = await envelopeFor(tx, deps, recovery);
    const delivered = { ...input.administrator, at };
    await updateDelivered(tx, recovery.id, delivered);
    await appendStep(tx, 'key-recovery-delivered', recovery, delivered);
    return { recovery: { ...recovery, state: 'delivered', delivered }, envelopedKey };
  });
}

async function envelopeFor(tx: Transaction, deps: KeyDeps, recovery: KeyRecovery): Promise<EnvelopedKey> {
  const row = await readWrappedKey(tx, recovery.keyId);
  if (row === undefined || row.wrapped === null) throw new Refusal('escrowed-key-destroyed');
  const { public_key: publicKey } = row;
  const privateKey = deps.escrowKey.unwrap(row.wrapped, escrowBinding(row.key_id, row.person_id, publicKey));
  try {
    return sealEnvelopedKey({ privateKey, publicKey }, recovery.recipientKey, deps.random);
  } finally {
    privateKey.fill(0);
  }
}
