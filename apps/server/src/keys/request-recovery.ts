import type { KeyRecoveryKind } from '@medsign/contract/keys';
import { findPersonByJobNo } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { Refusal } from '../platform/refusal.ts';
import { escrowedAmong } from './find-keys.ts';
import { provenPublicKey } from './proven-key.ts';
import { appendStep } from './recovery-leaf.ts';
import { assertMayRequest, RECOVERY_RULES } from './rules.ts';
import { insertRecovery, readKeysOf } from './store.ts';
import type { Administrator, EscrowedKey, KeyDeps, KeyRecovery } from './types.ts';

export interface RecoveryRequest {
  readonly kind: KeyRecoveryKind;
  readonly jobNo: string;
  /** Default: the newest that is not destroyed. */
  readonly keyId?: string;
  readonly reason: string;
  /** Of the court or authority; judicial recoveries only, and they need it. */
  readonly caseNumber?: string;
  /** DER of a PKCS#10 request by the key the delivery is for: the person's new one, or the authority's. */
  readonly csr: Uint8Array;
  readonly requester: Administrator;
}

/**
 * Asks for an escrowed key to be handed out again. Nothing is handed out before somebody else approves, and then only to the key of
 * this request. Throws Refusal `invalid-request`, `unknown-person`, `signer-inactive`, `dual-control`, `unknown-key`,
 * `escrowed-key-destroyed`, `malformed-csr`, `profile-violation`.
 */
export async function requestRecovery(deps: KeyDeps, input: RecoveryRequest): Promise<KeyRecovery> {
  const { kind, requester, reason, caseNumber } = input;
  if ((kind === 'judicial') !== (caseNumber !== undefined)) {
    throw new Refusal('invalid-request', '司法恢复必须且仅司法恢复填写案号');
  }
  const person = await findPersonByJobNo(deps.database, input.jobNo);
  if (person === undefined) throw new Refusal('unknown-person');
  assertMayRequest(person.id, requester);
  // Who has left the hospital gets nothing more; an authority may still need what that person encrypted.
  if (kind === 'personal' && !person.active) throw new Refusal('signer-inactive');
  const recipientKey = await provenPublicKey(input.csr);
  return inTransaction(deps.database, async (tx) => {
    const key = chooseKey(await readKeysOf(tx, person.id), input.keyId);
    if ((await escrowedAmong(tx, [recipientKey])).size > 0) {
      throw new Refusal('profile-violation', 'the delivery cannot be for a key that is in escrow itself');
    }
    const at = deps.clock.now();
    const recovery: KeyRecovery = {
      ...{ kind, reason, caseNumber, recipientKey },
      id: uuidv7(deps.clock, deps.random),
      keyId: key.keyId,
      personId: person.id,
      jobNo: person.jobNo,
      requested: { ...requester, at },
      expiresAt: new Date(at.getTime() + RECOVERY_RULES.validity),
      state: 'pending',
      decided: undefined,
      delivered: undefined,
    };
    await insertRecovery(tx, recovery);
    await appendStep(tx, 'key-recovery-requested', recovery, recovery.requested);
    return recovery;
  });
}

function chooseKey(keys: readonly EscrowedKey[], keyId: string | undefined): EscrowedKey {
  const key =
    keyId === undefined
      ? (keys.find(({ destroyedAt }) => destroyedAt === undefined) ?? keys[0])
      : keys.find((one) => one.keyId === keyId);
  if (key === undefined) throw new Refusal('unknown-key');
  if (key.destroyedAt !== undefined) throw new Refusal('escrowed-key-destroyed');
  return key;
}
