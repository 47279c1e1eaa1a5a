import { toHex } from '@medsign/engine/bytes/hex';
import { sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { Refusal } from '../platform/refusal.ts';
import { issueToken } from '../timestamps/index.ts';
import type { SignedOrder } from './commit-records.ts';
import { FORMATS } from './formats.ts';
import { findSession } from './store-sessions.ts';
import type { SignDeps, SignOrder } from './types.ts';

/** Uses the key for one order whose intent is durable: signature, self-check, timestamp. */
export async function makeSignature(
  deps: SignDeps,
  order: SignOrder,
  stampAtOrder: 'live' | 'demo-past' | undefined,
): Promise<SignedOrder> {
  const { content, key, at } = order;
  const format = FORMATS[order.format];
  const { message, signedAttributes } = format.toSign({
    digest: content.digest,
    bytes: content.bytes,
    at,
    certificate: key.certificate,
  });
  const signature = await useKey(deps, order, message);
  assertOwnSignature(key.certificate, message, signature);
  const stamp = await issueToken(stampAtOrder ? { ...deps, clock: { now: () => at } } : deps, {
    imprint: sm3(signature),
    unit: stampAtOrder ?? 'live',
  });
  const answered = format.assemble({
    signature,
    signedAttributes,
    certificate: key.certificate,
    chain: key.chain,
    bytes: content.bytes,
    timestampToken: stamp.der,
  });
  return { order, signature, signedAttributes, stamp, answered, answerDigest: sm3(answered), ledgerIndex: -1 };
}

async function useKey(deps: SignDeps, order: SignOrder, message: Uint8Array): Promise<Uint8Array> {
  try {
    return await deps.keyStore.sign(deps.database, order.key.keyId, order.key.purpose, message);
  } catch (error) {
    // A recall between the intent and here has destroyed the key: that is an answer, not a fault.
    const session = order.key.sessionId && (await findSession(deps.database, order.key.sessionId));
    if (session && session.state !== 'active') throw new Refusal('session-closed', undefined, { cause: error });
    throw error;
  }
}

/** A fault in a key or in the arithmetic must never reach a record. */
function assertOwnSignature(certificate: Uint8Array, message: Uint8Array, signature: Uint8Array): void {
  const { publicKey } = parseCertificate(certificate).spki;
  if (!sm2Verify(publicKey, message, sm2SignatureFromDer(signature))) {
    throw new Error(`the key does not fit its certificate ${toHex(sm3(certificate))}`);
  }
}
