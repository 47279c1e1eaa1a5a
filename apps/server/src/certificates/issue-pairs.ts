import { buildCsrResponse } from '@medsign/engine/pki/csr-response';
import type { EnvelopedKey } from '@medsign/engine/pki/enveloped-key';
import { type EscrowedPair, escrowEncryptionKeys } from '../keys/index.ts';
import { inTransaction, type Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { completeIssuance } from './complete-issuance.ts';
import { chainOf } from './find-certificates.ts';
import { prepareIssuance } from './prepare-issuance.ts';
import type { IssuanceRequest, IssuedCertificate, PairDeps } from './types.ts';

export interface EncryptionHalf {
  readonly certificate: IssuedCertificate;
  /** The private key, for the holder of the signing key alone. */
  readonly envelopedKey: EnvelopedKey;
  /** Everything the holder needs (GM/T 0092 clause 8), DER. */
  readonly csrResponse: Uint8Array;
}

export interface IssuedPair {
  readonly signing: IssuedCertificate;
  readonly encryption: EncryptionHalf;
}

/**
 * Issues a signing certificate for each request and with it an encryption certificate, whose pair key management makes, escrows
 * and envelopes to the signing key. Call it only with keys that were proven to be the person's. A crash
 * between the phases leaves intents and an unused pair in escrow. Throws as `prepareIssuance` does; `profile-violation` for keys
 * that are not on the person's token.
 */
export async function issuePairs(deps: PairDeps, requests: readonly IssuanceRequest[]): Promise<IssuedPair[]> {
  if (requests.length === 0) return [];
  const { prepared, pairs } = await inTransaction(deps.database, (tx) => preparePairs(tx, deps, requests));
  const issued = await inTransaction(deps.database, (tx) => completeIssuance(tx, deps, prepared));
  const chain = await chainOf(deps.database, (issued[0] as IssuedCertificate).id);
  return pairs.map(({ envelopedKey }, i) => {
    const signing = issued[i] as IssuedCertificate;
    const certificate = issued[requests.length + i] as IssuedCertificate;
    const csrResponse = buildCsrResponse({
      signingCertificates: [signing.der, ...chain],
      envelopedKey,
      encryptionCertificates: [certificate.der, ...chain],
    });
    return { signing, encryption: { certificate, envelopedKey, csrResponse } };
  });
}

/** Intents of all signing certificates, then of all encryption certificates. */
async function preparePairs(tx: Transaction, deps: PairDeps, requests: readonly IssuanceRequest[]) {
  // First what may be refused: the ledger is locked from the escrow on.
  const signing = await prepareIssuance(tx, deps, requests);
  const pairs = await escrowEncryptionKeys(tx, deps, requests.map(escrowOf));
  const encryption = await prepareIssuance(
    tx,
    deps,
    requests.map((request, i) => encryptionOf(request, pairs[i] as EscrowedPair)),
  );
  return { prepared: [...signing, ...encryption], pairs };
}

function escrowOf({ person, publicKey, custody, at, actor }: IssuanceRequest) {
  if (person === undefined || custody !== 'token') {
    throw new Refusal('profile-violation', 'dual certificates are for a person with a key on a token');
  }
  return { person, recipient: publicKey, at, actor };
}

function encryptionOf(request: IssuanceRequest, { publicKey }: EscrowedPair): IssuanceRequest {
  const { approvalHash: _, ...same } = request;
  return { ...same, profile: 'person-encryption', publicKey };
}
