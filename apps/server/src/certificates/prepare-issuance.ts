import { toHex } from '@medsign/engine/bytes/hex';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { escrowedAmong } from '../keys/index.ts';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { getAuthority } from './find-certificates.ts';
import { type IssuerFacts, type PlanDeps, type PlannedIssuance, planIssuance } from './plan-issuance.ts';
import { PROFILES } from './profiles.ts';
import { checkRequest } from './rules.ts';
import { insertIntents, readKeyUses } from './store.ts';
import type { IssuanceRequest, PreparedIssuance } from './types.ts';

/** Parameters of one INSERT stay far below the protocol's 65,535. */
const CHUNK = 1000;

/**
 * First phase of issuing: profile, names, validity, key and every lint are checked and what is about to be signed is written down
 * as intents. Commit `tx` before calling `completeIssuance` in another transaction: no authority's key is used without a durable
 * intent. Throws Refusal `profile-violation`, `unknown-authority`; nothing is written then.
 */
export async function prepareIssuance(
  tx: Transaction,
  deps: PlanDeps,
  requests: readonly IssuanceRequest[],
): Promise<PreparedIssuance[]> {
  await refuseKeysOfOthers(tx, requests);
  await refuseUnescrowed(tx, requests);
  const issuers = new Map<string, IssuerFacts>();
  const planned: PlannedIssuance[] = [];
  for (const request of requests) {
    const name = checkRequest(request).issuer;
    if (name === 'self') throw new Refusal('profile-violation', 'roots are made when the platform is set up');
    const issuer = issuers.get(name) ?? (await issuerFacts(tx, name));
    issuers.set(name, issuer);
    planned.push(planIssuance(deps, request, issuer));
  }
  return writeIntents(tx, planned);
}

async function issuerFacts(db: DatabaseReader, name: string): Promise<IssuerFacts> {
  const { organization, certificate } = await getAuthority(db, name);
  return { name, organization, certificate: parseCertificate(certificate.der) };
}

/** A key belongs to one holder and one kind of certificate, and never comes back after it was reported compromised. */
async function refuseKeysOfOthers(db: DatabaseReader, requests: readonly IssuanceRequest[]): Promise<void> {
  const uses = await readKeyUses(
    db,
    requests.map(({ publicKey }) => publicKey),
  );
  if (uses.length === 0) return;
  const wanted = new Map(requests.map((request) => [toHex(request.publicKey), request]));
  for (const use of uses) {
    const request = wanted.get(toHex(use.publicKey));
    const sameHolder = use.personId === request?.person?.id && use.profile === request?.profile;
    if (use.compromised || !sameHolder) {
      throw new Refusal(
        'profile-violation',
        use.compromised ? 'the key was reported compromised' : 'the key is in use for another holder or purpose',
      );
    }
  }
}

/** A certificate for encryption is for a pair that key management made for that person, and for nothing else. */
async function refuseUnescrowed(db: DatabaseReader, requests: readonly IssuanceRequest[]): Promise<void> {
  const wanted = requests.filter(({ profile }) => PROFILES[profile].keyPurpose === 'escrow');
  const holders = await escrowedAmong(
    db,
    wanted.map(({ publicKey }) => publicKey),
  );
  if (wanted.every(({ publicKey, person }) => person !== undefined && holders.get(toHex(publicKey)) === person.id)) {
    return;
  }
  throw new Refusal('profile-violation', 'the key was not made and escrowed for this person');
}

/** Stores the intents of planned certificates, in order. */
export async function writeIntents(tx: Transaction, planned: readonly PlannedIssuance[]): Promise<PreparedIssuance[]> {
  for (let from = 0; from < planned.length; from += CHUNK) {
    await insertIntents(
      tx,
      planned.slice(from, from + CHUNK).map(({ row }) => row),
    );
  }
  return planned.map(({ row, request }) => ({
    id: row.id,
    serial: toHex(row.serial),
    at: request.at,
    actor: request.actor,
  }));
}
