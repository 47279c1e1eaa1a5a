import { Asn1Error } from '@medsign/engine/asn1/asn1-error';
import { parseCsr, verifyCsr } from '@medsign/engine/pki/csr';
import type { Actor } from '../audit/index.ts';
import { findPersonByJobNo, type Person } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { completeIssuance } from './complete-issuance.ts';
import { prepareIssuance } from './prepare-issuance.ts';
import { PROFILES } from './profiles.ts';
import { checkRequest } from './rules.ts';
import type { CertificateDeps, IssuanceRequest, IssuedCertificate } from './types.ts';

export interface PersonIssuance {
  readonly jobNo: string;
  readonly profile: 'person-signing' | 'person-test';
  /** DER of a PKCS#10 request. */
  readonly csr?: Uint8Array;
  /** The platform makes and keeps the key. */
  readonly custody?: 'hosted';
  readonly actor: Actor;
}

/**
 * Issues a certificate for a person of the staff, for the key of a request or for a new key of the platform's (test accounts only).
 * Names come from our own staff list, never from the request. Throws Refusal `unknown-person`, `signer-inactive`, `malformed-csr`,
 * `profile-violation`, `invalid-request`.
 */
export async function issueForPerson(deps: CertificateDeps, input: PersonIssuance): Promise<IssuedCertificate> {
  if ((input.csr === undefined) === (input.custody === undefined)) {
    throw new Refusal('invalid-request', 'give either csr or custody "hosted"');
  }
  const person = await findPersonByJobNo(deps.database, input.jobNo);
  if (person === undefined) throw new Refusal('unknown-person');
  if (!person.active) throw new Refusal('signer-inactive');
  const requestedKey = input.csr === undefined ? undefined : await publicKeyOf(input.csr);
  const prepared = await inTransaction(deps.database, async (tx) => {
    const request =
      requestedKey === undefined
        ? await withHostedKey(deps, tx, requestOf(deps, person, input))
        : { ...requestOf(deps, person, input), publicKey: requestedKey, custody: 'token' as const };
    return prepareIssuance(tx, deps, [request]);
  });
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
  const key = await deps.keyStore.create(tx, PROFILES[request.profile].keyPurpose);
  return { ...hosted, publicKey: key.publicKey, keyId: key.keyId };
}

/** The key of a request that proves possession of it (RFC 2986, GM/T 0092). */
async function publicKeyOf(der: Uint8Array): Promise<Uint8Array> {
  const request = readRequest(der);
  if (request.spki.algorithm !== 'sm2')
    throw new Refusal('profile-violation', 'the key of the request is not an SM2 key');
  if (!(await verifyCsr(request))) throw new Refusal('malformed-csr', 'the request is not signed by the key it names');
  return request.spki.publicKey;
}

function readRequest(der: Uint8Array) {
  try {
    return parseCsr(der);
  } catch (error) {
    if (error instanceof Asn1Error) throw new Refusal('malformed-csr', error.message, { cause: error });
    throw error;
  }
}
