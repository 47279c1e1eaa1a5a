import { equalBytes } from '@medsign/engine/bytes/bytes';
import { toHex } from '@medsign/engine/bytes/hex';
import { sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
import { assembleCertificate, fingerprint, parseCertificate } from '@medsign/engine/pki/certificate';
import { appendLeaves } from '../audit/index.ts';
import { inTransaction, type Transaction } from '../platform/database.ts';
import { getAuthority } from './find-certificates.ts';
import { prepareIssuance } from './prepare-issuance.ts';
import { insertCertificates, type OpenIntent, readIntents } from './store.ts';
import type { CertificateDeps, IssuanceRequest, IssuedCertificate, PreparedIssuance } from './types.ts';

/** An authority's key and the public key its signatures must answer to. */
export interface SigningAuthority {
  readonly keyId: string;
  readonly publicKey: Uint8Array;
}

type CompleteDeps = Pick<CertificateDeps, 'keyStore' | 'outbox'>;

/**
 * Second phase of issuing, in the caller's transaction: the authority signs what the intents say, the result is read back, compared
 * and verified, and stored with its ledger leaf and event. Throws an Error when an intent is unknown, was written by this very
 * transaction (it would not survive a crash), was revoked meanwhile, or was completed before.
 */
export async function completeIssuance(
  tx: Transaction,
  deps: CompleteDeps,
  prepared: readonly PreparedIssuance[],
): Promise<IssuedCertificate[]> {
  const known = new Map<string, SigningAuthority>();
  return completeUnder(tx, deps, prepared, async (name) => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const { keyId, certificate } = await getAuthority(tx, name);
    const authority = { keyId, publicKey: certificate.publicKey };
    known.set(name, authority);
    return authority;
  });
}

/** The same with the authorities given: while they are being made themselves, nothing is stored about them yet. */
export async function completeUnder(
  tx: Transaction,
  deps: CompleteDeps,
  prepared: readonly PreparedIssuance[],
  authorityOf: (name: string) => Promise<SigningAuthority> | SigningAuthority,
): Promise<IssuedCertificate[]> {
  if (prepared.length === 0) return [];
  const intents = await readIntents(
    tx,
    prepared.map(({ id }) => id),
  );
  if (intents.length !== prepared.length) throw new Error('an intent is unknown');
  const entitled: EntitledIntent[] = [];
  for (const [index, intent] of intents.entries()) {
    if (intent.own) throw new Error(`intent ${intent.id} is not committed yet`);
    if (intent.withdrawn) throw new Error(`intent ${intent.id} was revoked`);
    const authority = await authorityOf(intent.authority);
    entitled.push({ intent, authority, prepared: prepared[index] as PreparedIssuance });
  }
  return store(tx, deps, await signIntents(tx, deps, entitled));
}

interface EntitledIntent {
  readonly intent: OpenIntent;
  readonly authority: SigningAuthority;
  readonly prepared: PreparedIssuance;
}

interface SignedIntent {
  readonly intent: OpenIntent;
  readonly prepared: PreparedIssuance;
  readonly der: Uint8Array;
}

async function signIntents(
  tx: Transaction,
  deps: CompleteDeps,
  entitled: readonly EntitledIntent[],
): Promise<SignedIntent[]> {
  const signatures = await deps.keyStore.signBatch(
    tx,
    entitled.map(({ intent, authority }) => ({ keyId: authority.keyId, purpose: 'ca', message: intent.tbs })),
  );
  return entitled.map(({ intent, authority, prepared }, i) => {
    const signature = signatures[i] as Uint8Array;
    const der = assembleCertificate(intent.tbs, signature);
    // What leaves must read as what was linted, and a fault in key or arithmetic must not leave at all.
    if (!equalBytes(parseCertificate(der).tbs, intent.tbs)) throw new Error('the certificate reads differently');
    if (!sm2Verify(authority.publicKey, intent.tbs, sm2SignatureFromDer(signature))) {
      throw new Error(`the key of ${intent.authority} does not fit its certificate`);
    }
    return { intent, prepared, der };
  });
}

async function store(
  tx: Transaction,
  deps: CompleteDeps,
  signed: readonly SignedIntent[],
): Promise<IssuedCertificate[]> {
  const [first] = signed;
  if (first === undefined) return [];
  const leaves = await appendLeaves(tx, signed.map(leafOf));
  await insertCertificates(
    tx,
    signed.map(({ intent, prepared, der }, i) => ({
      id: intent.id,
      der,
      sm3: fingerprint(der),
      issued_at: prepared.at,
      ledger_index: leaves[i]?.index as number,
    })),
  );
  await deps.outbox.append(
    tx,
    first.prepared.at,
    signed.map(({ intent }) => ({
      topic: 'certificate.issued',
      key: intent.id,
      payload: {
        certificateId: intent.id,
        serial: toHex(intent.serial),
        profile: intent.profile,
        jobNo: intent.job_no,
      },
    })),
  );
  return signed.map(({ intent, der }) => ({
    id: intent.id,
    serial: toHex(intent.serial),
    der,
    notBefore: intent.not_before,
    notAfter: intent.not_after,
    subject: intent.subject,
  }));
}

/** Authorities and services are ours; the kinds of leaf tell them from what is issued to others. */
const OUR_OWN: ReadonlySet<string> = new Set(['root-ca', 'issuing-ca', 'tsa', 'ocsp']);

function leafOf({ intent, prepared, der }: SignedIntent) {
  return {
    kind: OUR_OWN.has(intent.profile) ? 'authority-created' : 'certificate-issued',
    at: prepared.at,
    actor: prepared.actor,
    subject: toHex(intent.serial),
    data: {
      certificateId: intent.id,
      certificateSm3: toHex(fingerprint(der)),
      authority: intent.authority,
      profile: intent.profile,
      custody: intent.custody,
      jobNo: intent.job_no,
      approvalSm3: intent.approval_hash === null ? null : toHex(intent.approval_hash),
    },
  };
}

/**
 * Both phases in transactions of their own. Throws as `prepareIssuance` does; a crash between the phases leaves an intent that can be
 * revoked, and no certificate.
 */
export async function issueCertificates(
  deps: CertificateDeps,
  requests: readonly IssuanceRequest[],
): Promise<IssuedCertificate[]> {
  const prepared = await inTransaction(deps.database, (tx) => prepareIssuance(tx, deps, requests));
  return inTransaction(deps.database, (tx) => completeIssuance(tx, deps, prepared));
}
