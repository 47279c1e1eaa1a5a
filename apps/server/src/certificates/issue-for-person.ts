import type { Actor } from '../audit/index.ts';
import { findPersonByJobNo, type Person } from '../identity/index.ts';
import { provenPublicKey } from '../keys/index.ts';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { completeIssuance, issueCertificates } from './complete-issuance.ts';
import { type IssuedPair, issuePairs } from './issue-pairs.ts';
import { prepareIssuance } from './prepare-issuance.ts';
import { keyStorePurpose, PROFILES } from './profiles.ts';
import { checkRequest } from './rules.ts';
import type { CertificateDeps, IssuanceRequest, IssuedCertificate, PairDeps } from './types.ts';

export interface PersonIssuance {
  readonly jobNo: string;
  readonly profile: 'person-signing' | 'person-test';
  /** DER of a PKCS#10 request. */
  readonly csr?: Uint8Array;
  /** The platform makes and keeps the key. */
  readonly custody?: 'hosted';
  /** With `csr`: an encryption certificate as well, its pair made and escrowed by key management. */
  readonly dual?: boolean;
  readonly actor: Actor;
}

/** What the person gets: a signing certificate, and with `dual` the encryption half. */
export type PersonIssued = { readonly signing: IssuedCertificate } & Partial<Omit<IssuedPair, 'signing'>>;

/**
 * Issues for a person of the staff, for the key of a request or for a new key of the platform's (test accounts only). Names come
 * from our own staff list, never from the request. Throws Refusal `unknown-person`, `signer-inactive`, `malformed-csr`,
 * `profile-violation`, `invalid-request`.
 */
export async function issueForPerson(deps: PairDeps, input: PersonIssuance): Promise<PersonIssued> {
  if ((input.csr === undefined) === (input.custody === undefined)) {
    throw new Refusal('invalid-request', 'give either csr or custody "hosted"');
  }
  if (input.dual === true && input.csr === undefined) {
    throw new Refusal('invalid-request', 'dual certificates are for the key of a csr');
  }
  const person = await findPersonByJobNo(deps.database, input.jobNo);
  if (person === undefined) throw new Refusal('unknown-person');
  if (!person.active) throw new Refusal('signer-inactive');
  const asked = requestOf(deps, person, input);
  if (input.csr === undefined) return { signing: await issueHosted(deps, asked) };
  const request = { ...asked, publicKey: await provenPublicKey(input.csr), custody: 'token' } as const;
  const issued = input.dual === true ? await issuePairs(deps, [request]) : await issueAlone(deps, [request]);
  return issued[0] as PersonIssued;
}

async function issueAlone(deps: CertificateDeps, requests: readonly IssuanceRequest[]): Promise<PersonIssued[]> {
  return (await issueCertificates(deps, requests)).map((signing) => ({ signing }));
}

async function issueHosted(deps: CertificateDeps, asked: RequestWithoutKey): Promise<IssuedCertificate> {
  const prepared = await inTransaction(deps.database, async (tx) =>
    prepareIssuance(tx, deps, [await withHostedKey(deps, tx, asked)]),
  );
  const [issued] = await inTransaction(deps.database, (tx) => completeIssuance(tx, deps, prepared));
  return issued as IssuedCertificate;
}

type RequestWithoutKey = Omit<IssuanceRequest, 'publicKey' | 'keyId' | 'custody'>;

function requestOf(deps: CertificateDeps, person: Person, input: PersonIssuance): RequestWithoutKey {
  return { profile: input.profile, person, at: deps.clock.now(), actor: input.actor };
}

/** Checked before a key is made: a refusal leaves nothing behind. */
async function withHostedKey(
  deps: CertificateDeps,
  tx: Parameters<CertificateDeps['keyStore']['create']>[0],
  request: RequestWithoutKey,
): Promise<IssuanceRequest> {
  const hosted = { ...request, custody: 'hosted' } as const;
  checkRequest({ ...hosted, publicKey: new Uint8Array(0), keyId: '' });
  const key = await deps.keyStore.create(tx, keyStorePurpose(PROFILES[request.profile]));
  return { ...hosted, publicKey: key.publicKey, keyId: key.keyId };
}
