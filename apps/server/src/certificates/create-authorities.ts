import type { ProfileName } from '@medsign/contract/certificates';
import { inTransaction, type Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { completeUnder, type SigningAuthority } from './complete-issuance.ts';
import { findAuthority } from './find-certificates.ts';
import { type PlannedIssuance, planIssuance } from './plan-issuance.ts';
import { writeIntents } from './prepare-issuance.ts';
import { keyStorePurpose, PROFILES } from './profiles.ts';
import { publishCrl } from './publish-crl.ts';
import { DEMO_MARK } from './rules.ts';
import { insertAuthorities, lockCreation, readAuthorities } from './store-authorities.ts';
import type { Authority, CertificateDeps, PreparedIssuance } from './types.ts';

export interface AuthoritiesInput {
  /** O of every name; at most 40 characters, so that it fits into the authorities' common names. */
  readonly hospitalName: string;
  /** Names carry 演示, and there is a unit for the invented past. */
  readonly demo: boolean;
  /** Begin of every validity. */
  readonly at: Date;
}

const MAX_HOSPITAL_NAME = 40;
const PLATFORM = { kind: 'platform', id: 'medsign' } as const;

/** Our own authorities and services, issuers first. `title` follows the hospital's name in CN. */
const CEREMONY: readonly {
  readonly name: string;
  readonly profile: ProfileName;
  readonly title: string;
  readonly demoOnly?: true;
}[] = [
  { name: 'root', profile: 'root-ca', title: '根CA' },
  { name: 'issuing', profile: 'issuing-ca', title: '签发CA' },
  { name: 'tsa', profile: 'tsa', title: '时间戳' },
  { name: 'tsa-demo-past', profile: 'tsa', title: '历史数据时间戳', demoOnly: true },
  { name: 'ocsp', profile: 'ocsp', title: 'OCSP' },
];

interface CeremonyStep {
  readonly name: string;
  readonly key: Awaited<ReturnType<CertificateDeps['keyStore']['create']>>;
  readonly planned: PlannedIssuance;
}

/**
 * Makes the root, the issuing authority, the certificates of the timestamp units and of the OCSP responder, and the first CRLs.
 * Keys and intents commit first, certificates after; run again it changes nothing and returns what there is. Throws Refusal
 * `already-set-up` when what there is was made for the other mode, `profile-violation` for a name that does not fit.
 */
export async function createAuthorities(deps: CertificateDeps, input: AuthoritiesInput): Promise<Authority[]> {
  const { hospitalName } = input;
  if (hospitalName !== hospitalName.trim() || [...hospitalName].length > MAX_HOSPITAL_NAME || hospitalName === '') {
    throw new Refusal('profile-violation', `the hospital's name has 1 to ${MAX_HOSPITAL_NAME} characters`);
  }
  const begun = await inTransaction(deps.database, (tx) => begin(tx, deps, input));
  if (begun !== undefined) await inTransaction(deps.database, (tx) => complete(tx, deps, input, begun));
  const rows = await readAuthorities(deps.database);
  const found = await Promise.all(rows.map((row) => findAuthority(deps.database, row.name)));
  return found.filter((authority) => authority !== undefined);
}

interface Begun {
  readonly steps: readonly CeremonyStep[];
  readonly prepared: readonly PreparedIssuance[];
}

/** Keys and intents; undefined when the authorities exist. */
async function begin(tx: Transaction, deps: CertificateDeps, input: AuthoritiesInput): Promise<Begun | undefined> {
  await lockCreation(tx);
  if (await exist(tx, input)) return undefined;
  const steps: CeremonyStep[] = [];
  const drafts = new Map<string, PlannedIssuance['draft']>();
  for (const part of CEREMONY.filter(({ demoOnly }) => input.demo || demoOnly !== true)) {
    const profile = PROFILES[part.profile];
    const key = await deps.keyStore.create(tx, keyStorePurpose(profile));
    const issuer = profile.issuer === 'self' ? part.name : profile.issuer;
    const planned = planIssuance(
      deps,
      {
        profile: part.profile,
        subject: { commonName: `${input.hospitalName}${part.title}${input.demo ? `（${DEMO_MARK}）` : ''}` },
        publicKey: key.publicKey,
        keyId: key.keyId,
        custody: 'hosted',
        at: input.at,
        actor: PLATFORM,
      },
      { name: issuer, organization: input.hospitalName, certificate: drafts.get(issuer) } as Parameters<
        typeof planIssuance
      >[2],
    );
    drafts.set(part.name, planned.draft);
    steps.push({ name: part.name, key, planned });
  }
  const prepared = await writeIntents(
    tx,
    steps.map(({ planned }) => planned),
  );
  return { steps, prepared };
}

async function exist(tx: Transaction, input: AuthoritiesInput): Promise<boolean> {
  const root = await findAuthority(tx, 'root');
  if (root === undefined) return false;
  if (root.demo !== input.demo) {
    throw new Refusal(
      'already-set-up',
      `the authorities here are those of a ${root.demo ? 'demo' : 'production'} platform`,
    );
  }
  return true;
}

/** Certificates, authorities and first CRLs; a start that ran beside this one may have been quicker. */
async function complete(
  tx: Transaction,
  deps: CertificateDeps,
  input: AuthoritiesInput,
  { steps, prepared }: Begun,
): Promise<void> {
  await lockCreation(tx);
  if (await exist(tx, input)) return;
  await completeUnder(tx, deps, prepared, (name) => signerAmong(steps, name));
  await insertAuthorities(
    tx,
    steps.map(({ name, key, planned }) => ({
      name,
      certificate_id: planned.row.id,
      key_id: key.keyId,
      organization: input.hospitalName,
      demo: input.demo,
      crl_number: PROFILES[planned.request.profile].authority === undefined ? null : 0,
    })),
  );
  for (const { name, planned } of steps) {
    if (PROFILES[planned.request.profile].authority !== undefined) await publishCrl(tx, deps, name, { at: input.at });
  }
}

function signerAmong(steps: readonly CeremonyStep[], name: string): SigningAuthority {
  const step = steps.find((each) => each.name === name);
  if (step === undefined) throw new Error(`no authority ${name}`);
  return { keyId: step.key.keyId, publicKey: step.key.publicKey };
}
