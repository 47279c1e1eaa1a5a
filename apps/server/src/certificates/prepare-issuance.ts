import { toHex } from '@medsign/engine/bytes/hex';
import { assertSm2PublicKey } from '@medsign/engine/crypto/sm2';
import { Sm2Error } from '@medsign/engine/crypto/sm2-error';
import { type Certificate, parseCertificate } from '@medsign/engine/pki/certificate';
import { formatName } from '@medsign/engine/pki/name';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { Refusal } from '../platform/refusal.ts';
import { certificateFields, draftCertificate, type Issuer } from './build-certificate.ts';
import { getAuthority } from './find-certificates.ts';
import { lintCertificate } from './lints.ts';
import { checkRequest, commonNameFor, isTest, subjectOf, validityOf } from './rules.ts';
import { type IntentRow, insertIntents, readKeyUses } from './store.ts';
import type { CertificateDeps, IssuanceRequest, PreparedIssuance } from './types.ts';

/** Parameters of one INSERT stay far below the protocol's 65,535. */
const CHUNK = 1000;

type PrepareDeps = Pick<CertificateDeps, 'clock' | 'random' | 'settings'>;

/**
 * First phase of issuing: profile, names, validity, key and every lint are checked and what is about to be signed is written down
 * as intents. Commit `tx` before calling `completeIssuance` in another transaction: no authority's key is used without a durable
 * intent. Throws Refusal `profile-violation`, `unknown-authority`; nothing is written then.
 */
export async function prepareIssuance(
  tx: Transaction,
  deps: PrepareDeps,
  requests: readonly IssuanceRequest[],
): Promise<PreparedIssuance[]> {
  await refuseKeysOfOthers(tx, requests);
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

/** Who signs, and the hospital it stands for. */
export interface IssuerFacts extends Issuer {
  readonly organization: string;
}

async function issuerFacts(db: DatabaseReader, name: string): Promise<IssuerFacts> {
  const { organization, certificate } = await getAuthority(db, name);
  return { name, organization, certificate: parseCertificate(certificate.der) };
}

export interface PlannedIssuance {
  readonly request: IssuanceRequest;
  readonly row: IntentRow;
  /** As it will read, without its signature. */
  readonly draft: Certificate;
}

/**
 * Everything a certificate will say, linted. `issuer` without a certificate: signed by itself, under that name.
 * Throws Refusal `profile-violation` naming the rule or the lints.
 */
export function planIssuance(
  deps: PrepareDeps,
  request: IssuanceRequest,
  issuer: IssuerFacts | { readonly name: string; readonly organization: string; readonly certificate?: undefined },
): PlannedIssuance {
  const profile = checkRequest(request);
  refuseBadKey(request.publicKey);
  const signer = issuer.certificate && { name: issuer.name, certificate: issuer.certificate };
  const subject = subjectOf(request, issuer.organization);
  const validity = validityOf(request, profile, signer?.certificate);
  const serial = newSerial(deps);
  const { tbs, draft } = draftCertificate(
    certificateFields(
      {
        profile,
        issuer: signer,
        serial,
        subject,
        ...validity,
        publicKey: request.publicKey,
        approvalHash: request.approvalHash,
      },
      deps.settings,
    ),
  );
  refuseBroken(draft, { profile, issuer: signer, test: isTest(request), settings: deps.settings });
  return {
    request,
    draft,
    row: {
      id: uuidv7({ now: () => request.at }, deps.random),
      serial,
      authority: issuer.name,
      profile: request.profile,
      custody: request.custody,
      key_id: request.keyId ?? null,
      person_id: request.person?.id ?? null,
      job_no: request.person?.jobNo ?? null,
      test: isTest(request),
      common_name: commonNameFor(request),
      subject: formatName(subject),
      public_key: request.publicKey,
      approval_hash: request.approvalHash ?? null,
      not_before: validity.notBefore,
      not_after: validity.notAfter,
      tbs,
      at: request.at,
    },
  };
}

function refuseBadKey(publicKey: Uint8Array): void {
  try {
    assertSm2PublicKey(publicKey);
  } catch (error) {
    if (!(error instanceof Sm2Error)) throw error;
    throw new Refusal('profile-violation', `the public key is not an SM2 key: ${error.message}`);
  }
}

function refuseBroken(draft: Certificate, context: Parameters<typeof lintCertificate>[1]): void {
  const broken = lintCertificate(draft, context);
  if (broken.length === 0) return;
  throw new Refusal('profile-violation', broken.map(({ name, source }) => `${name} (${source})`).join('; '));
}

/** 16 octets, 126 of their bits random: always positive and always of the same length (CA/Browser Forum BR 7.1). */
function newSerial({ random }: PrepareDeps): Uint8Array {
  const serial = random(16);
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  return serial;
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
