import type { VerificationReport } from '@medsign/contract/verify';
import { OID } from '@medsign/engine/asn1/oids';
import { toHex } from '@medsign/engine/bytes/hex';
import { type Certificate, fingerprint } from '@medsign/engine/pki/certificate';
import { attributeOf, commonNameOf, formatName } from '@medsign/engine/pki/name';
import type { TokenReport } from '@medsign/engine/tsp/verify-token';
import type { RecordRow } from './store-records.ts';

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

/** The outcome in the words of the interface. */
export function reportOf(outcome: Outcome, record: RecordRow | undefined): VerificationReport {
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
