import { toHex } from '@medsign/engine/bytes/hex';
import { generateSm2KeyPair } from '@medsign/engine/crypto/sm2';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { sealEnvelopedKey } from '@medsign/engine/pki/enveloped-key';
import { type Actor, appendLeaves } from '../audit/index.ts';
import type { Transaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { escrowBinding } from './escrow-key.ts';
import { insertEscrowedKeys } from './store.ts';
import type { EscrowedPair, KeyDeps } from './types.ts';

export interface EscrowRequest {
  readonly person: { readonly id: string; readonly jobNo: string };
  /** The person's signing public key, 04‖X‖Y, proven to be in the person's possession. */
  readonly recipient: Uint8Array;
  readonly at: Date;
  readonly actor: Actor;
}

/**
 * Makes an encryption pair for each request, keeps it in escrow and hands it out once, enveloped to the person's signing key
 * (GM/T 0009 §7.4). There is no other way to a private key without a second person: see `deliverRecovery`. Throws Sm2Error
 * `bad-public-key` for a bad recipient; nothing is stored then.
 */
export async function escrowEncryptionKeys(
  tx: Transaction,
  deps: Pick<KeyDeps, 'random' | 'escrowKey'>,
  requests: readonly EscrowRequest[],
): Promise<EscrowedPair[]> {
  const made = requests.map((request) => makePair(deps, request));
  const leaves = await appendLeaves(
    tx,
    made.map(({ pair, request }) => ({
      kind: 'encryption-key-escrowed',
      at: request.at,
      actor: request.actor,
      subject: pair.keyId,
      data: {
        jobNo: request.person.jobNo,
        publicKeySm3: toHex(sm3(pair.publicKey)),
        recipientSm3: toHex(sm3(request.recipient)),
      },
    })),
  );
  await insertEscrowedKeys(
    tx,
    made.map(({ pair, wrapped, request }, i) => ({
      key_id: pair.keyId,
      person_id: request.person.id,
      job_no: request.person.jobNo,
      public_key: pair.publicKey,
      wrapped,
      created_at: request.at,
      destroyed_at: null,
      ledger_index: leaves[i]?.index as number,
    })),
  );
  return made.map(({ pair }) => pair);
}

function makePair({ random, escrowKey }: Pick<KeyDeps, 'random' | 'escrowKey'>, request: EscrowRequest) {
  const pair = generateSm2KeyPair(random);
  const keyId = uuidv7({ now: () => request.at }, random);
  const envelopedKey = sealEnvelopedKey(pair, request.recipient, random);
  const wrapped = escrowKey.wrap(pair.privateKey, escrowBinding(keyId, request.person.id, pair.publicKey));
  pair.privateKey.fill(0);
  return { request, wrapped, pair: { keyId, publicKey: pair.publicKey, envelopedKey } satisfies EscrowedPair };
}
