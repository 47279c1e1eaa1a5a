import type { SignFormat } from '@medsign/contract/data-signs';
import type { VerificationReport } from '@medsign/contract/verify';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { getCertificate } from '../certificates/index.ts';
import { findRecordByAnswer, type RecordRow } from './store-records.ts';
import { readTrust } from './trust.ts';
import type { SignContent, SignDeps } from './types.ts';
import { reportOf } from './verification-report.ts';
import { verifyCms } from './verify-cms.ts';
import { verifyRaw } from './verify-raw.ts';

export interface SignatureToVerify {
  readonly content: SignContent | undefined;
  readonly signature: Uint8Array;
  readonly format: SignFormat;
  /** DER; a raw signature says nothing about its signer. */
  readonly certificate: Uint8Array | undefined;
  /** DER; a CMS may carry its own. */
  readonly timestampToken: Uint8Array | undefined;
}

/**
 * Verifies a signature against our trust anchors and revocation lists, the certificate's path at the time of the timestamp
 * or, without one, at the present. "No" is a report; only octets that are no signature, certificate or token throw (Asn1Error).
 */
export async function verifySignature(
  deps: Pick<SignDeps, 'database' | 'clock'>,
  input: SignatureToVerify,
): Promise<VerificationReport> {
  const { database } = deps;
  const trust = await readTrust(database, deps.clock.now());
  const record = await findRecordByAnswer(database, sm3(input.signature));
  const outcome =
    input.format === 'raw'
      ? await verifyRaw({ ...input, certificate: input.certificate ?? (await certificateOf(deps, record)) }, trust)
      : await verifyCms({ ...input, format: input.format }, trust);
  return reportOf(outcome, record);
}

/** The platform's own signatures need not bring their certificate. */
async function certificateOf(
  deps: Pick<SignDeps, 'database'>,
  record: RecordRow | undefined,
): Promise<Uint8Array | undefined> {
  return record && (await getCertificate(deps.database, record.certificate_id)).der;
}
