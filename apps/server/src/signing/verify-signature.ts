import type { SignFormat } from '@medsign/contract/data-signs';
import type { VerificationReport } from '@medsign/contract/verify';
import { OID } from '@medsign/engine/asn1/oids';
import { toHex } from '@medsign/engine/bytes/hex';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { type Certificate, fingerprint } from '@medsign/engine/pki/certificate';
import { attributeOf, commonNameOf, formatName } from '@medsign/engine/pki/name';
import type { TokenReport } from '@medsign/engine/tsp/verify-token';
import { getCertificate } from '../certificates/index.ts';
import { findRecordByAnswer, type RecordRow } from './store-records.ts';
import { readTrust } from './trust.ts';
import type { SignContent, SignDeps } from './types.ts';
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

/** What the two kinds of verification come to, before it is put into a report. */
export interface Outcome {
  readonly verdict: VerificationReport['verdict'];
  readonly checks: VerificationReport['checks'];
  readonly certificate: Certificate | undefined;
  readonly timestamp: TokenReport | undefined;
  /** The signer's own claim. */
  readonly signingTime: Date | undefined;
  readonly judgedAt: Date | undefined;
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

function reportOf(outcome: Outcome, record: RecordRow | undefined): VerificationReport {
  const { certificate, timestamp, signingTime, judgedAt } = outcome;
  const stampedAt = timestamp?.verdict === 'valid' ? timestamp.genTime : undefined;
  const signedAt = stampedAt ?? signingTime ?? record?.signed_at;
  return {
    verdict: outcome.verdict,
    checks: outcome.checks,
    signer: certificate
      ? {
          name: commonNameOf(certificate.subject) ?? '',
          jobNo: attributeOf(certificate.subject, OID.userId) ?? null,
          subject: formatName(certificate.subject),
        }
      : null,
    signedAt: signedAt?.toISOString() ?? null,
    timestamp: timestamp ? timestampView(timestamp) : null,
    certificate: certificate ? certificateView(certificate) : null,
    judgedAt: judgedAt?.toISOString() ?? null,
    record: record
      ? {
          recordId: record.id,
          signedAt: record.signed_at.toISOString(),
          system: record.system_code,
          test: record.test,
        }
      : null,
  };
}

function timestampView({ genTime, tstInfo, certificate }: TokenReport): VerificationReport['timestamp'] {
  return {
    genTime: genTime.toISOString(),
    serial: toHex(tstInfo.serial),
    policy: tstInfo.policy,
    authority: certificate ? formatName(certificate.subject) : '',
  };
}

function certificateView(certificate: Certificate): VerificationReport['certificate'] {
  return {
    serial: toHex(certificate.serial),
    subject: formatName(certificate.subject),
    issuer: formatName(certificate.issuer),
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    sm3: toHex(fingerprint(certificate.der)),
  };
}
