import { assertSm2PublicKey } from '@medsign/engine/crypto/sm2';
import { Sm2Error } from '@medsign/engine/crypto/sm2-error';
import type { Certificate } from '@medsign/engine/pki/certificate';
import { formatName } from '@medsign/engine/pki/name';
import { uuidv7 } from '../platform/ids.ts';
import { Refusal } from '../platform/refusal.ts';
import { certificateFields, draftCertificate, type Issuer } from './build-certificate.ts';
import { lintCertificate } from './lints.ts';
import { checkRequest, commonNameFor, isTest, subjectOf, validityOf } from './rules.ts';
import type { IntentRow } from './store.ts';
import type { CertificateDeps, IssuanceRequest } from './types.ts';

export type PlanDeps = Pick<CertificateDeps, 'random' | 'settings'>;

/** Who signs, and the hospital it stands for. */
export interface IssuerFacts extends Issuer {
  readonly organization: string;
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
  deps: PlanDeps,
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
function newSerial({ random }: PlanDeps): Uint8Array {
  const serial = random(16);
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  return serial;
}
