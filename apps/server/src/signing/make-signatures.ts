import { toHex } from '@medsign/engine/bytes/hex';
import { sm2SignatureFromDer } from '@medsign/engine/crypto/sm2';
import { sm2VerifyBatch } from '@medsign/engine/crypto/sm2-batch';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { Refusal } from '../platform/refusal.ts';
import { type IssuedToken, issueTokens } from '../timestamps/index.ts';
import type { SignedOrder } from './commit-records.ts';
import { FORMATS } from './formats.ts';
import { findSession } from './store-sessions.ts';
import type { SignDeps, SignOrder } from './types.ts';

/**
 * Uses the keys for orders whose intents are durable: signature, self-check, timestamp. All or none; the orders' moments rise when
 * they are stamped at them.
 */
export async function makeSignatures(
  deps: SignDeps,
  orders: readonly SignOrder[],
  stampAtOrder: 'live' | 'demo-past' | undefined,
): Promise<SignedOrder[]> {
  const drafts = orders.map(draft);
  const signatures = await useKeys(deps, drafts);
  assertOwnSignatures(drafts, signatures);
  const stamps = await issueTokens(
    deps,
    drafts.map(({ order }, index) => ({
      imprint: sm3(signatures[index] as Uint8Array),
      ...(stampAtOrder && { at: order.at }),
    })),
    stampAtOrder ?? 'live',
  );
  return drafts.map(({ order, signedAttributes }, index) => {
    const signature = signatures[index] as Uint8Array;
    const stamp = stamps[index] as IssuedToken;
    const { certificate, chain } = order.key;
    const parts = { signature, signedAttributes, certificate, chain, bytes: order.content.bytes };
    const answered = FORMATS[order.format].assemble({ ...parts, timestampToken: stamp.der });
    return { order, signature, signedAttributes, stamp, answered, answerDigest: sm3(answered), ledgerIndex: -1 };
  });
}

interface Draft {
  readonly order: SignOrder;
  readonly message: Uint8Array;
  readonly signedAttributes: Uint8Array | undefined;
}

function draft(order: SignOrder): Draft {
  const { content, key, at } = order;
  const parts = { digest: content.digest, bytes: content.bytes, at, certificate: key.certificate };
  return { order, ...FORMATS[order.format].toSign(parts) };
}

async function useKeys(deps: SignDeps, drafts: readonly Draft[]): Promise<Uint8Array[]> {
  try {
    return await deps.keyStore.signBatch(
      deps.database,
      drafts.map(({ order, message }) => ({ keyId: order.key.keyId, purpose: order.key.purpose, message })),
    );
  } catch (error) {
    // A recall between the intent and here has destroyed the key: that is an answer, not a fault.
    for (const sessionId of new Set(drafts.flatMap(({ order }) => order.key.sessionId ?? []))) {
      const session = await findSession(deps.database, sessionId);
      if (session && session.state !== 'active') throw new Refusal('session-closed', undefined, { cause: error });
    }
    throw error;
  }
}

/** A fault in a key or in the arithmetic must never reach a record. */
function assertOwnSignatures(drafts: readonly Draft[], signatures: readonly Uint8Array[]): void {
  const verdicts = sm2VerifyBatch(
    drafts.map(({ order, message }, index) => ({
      publicKey: parseCertificate(order.key.certificate).spki.publicKey,
      message,
      signature: sm2SignatureFromDer(signatures[index] as Uint8Array),
    })),
  );
  const bad = drafts[verdicts.indexOf(false)];
  if (bad !== undefined) {
    throw new Error(`the key does not fit its certificate ${toHex(sm3(bad.order.key.certificate))}`);
  }
}
