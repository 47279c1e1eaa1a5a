import { equalBytes } from '@medsign/engine/bytes/bytes';
import { parseSignedData } from '@medsign/engine/cms/signed-data';
import { type SignedDataReport, verifySignedData } from '@medsign/engine/cms/verify-signed-data';
import { type Check, failed, indeterminate, judge, passed, verdictOf, worstVerdict } from '@medsign/engine/pki/check';
import { type TokenReport, verifyToken } from '@medsign/engine/tsp/verify-token';
import type { Trust } from './trust.ts';
import type { Outcome } from './verification-report.ts';
import { judgedTimeCheck, tokenChecks, under } from './verify-checks.ts';
import type { SignatureToVerify } from './verify-signature.ts';

const PROFILES = { 'cms-gm': ['gm'], cms: ['rfc'] } as const;

/** SignedData of the family that is named, with its own timestamp or one given beside it. */
export async function verifyCms(
  input: SignatureToVerify & { readonly format: keyof typeof PROFILES },
  trust: Trust,
): Promise<Outcome> {
  const beside = await tokenBeside(input, trust);
  const report = await verifySignedData({
    ...trust,
    at: beside?.valid ? beside.report.genTime : trust.at,
    der: input.signature,
    acceptProfiles: PROFILES[input.format],
    ...(input.content?.bytes && { content: input.content.bytes }),
    ...(input.content && { contentDigest: input.content.digest }),
  });
  const [signer] = report.signers;
  const timestamp = signer?.timestamp ?? beside?.report;
  const own: Check[] = [
    ...(beside ? [besideCheck(beside.report)] : []),
    ...(signer ? [judgedTimeCheck(signer.judgedAt, timestamp?.verdict === 'valid')] : []),
    ...certificateChecks(input, report),
  ];
  return {
    verdict: worstVerdict([report.verdict, verdictOf(own)]),
    checks: [...checksOf(report), ...own, ...(timestamp ? tokenChecks(timestamp) : [])],
    certificate: signer?.certificate,
    timestamp,
    signingTime: signer?.signingTime,
    judgedAt: signer?.judgedAt,
  };
}

/** A token given separately covers the signature value of the one signer; it counts where the message carries none. */
async function tokenBeside(
  input: SignatureToVerify,
  trust: Trust,
): Promise<{ readonly report: TokenReport; readonly valid: boolean } | undefined> {
  if (input.timestampToken === undefined) return undefined;
  const [signer] = parseSignedData(input.signature).signers;
  const over = { data: signer?.signature ?? new Uint8Array(0) };
  const report = await verifyToken({ ...trust, token: input.timestampToken, over });
  return { report, valid: report.verdict === 'valid' && signer?.unsignedAttributes.length === 0 };
}

function besideCheck({ verdict, genTime }: TokenReport): Check {
  const name = 'timestamp-given';
  if (verdict === 'valid') return passed(name, genTime.toISOString());
  return verdict === 'invalid' ? failed(name, 'does not hold') : indeterminate(name, 'cannot be judged');
}

/** A certificate given beside the message has to be the signer's. */
function certificateChecks(input: SignatureToVerify, report: SignedDataReport): Check[] {
  const given = input.certificate;
  if (given === undefined) return [];
  const same = report.signers.some(
    ({ certificate }) => certificate !== undefined && equalBytes(certificate.der, given),
  );
  return [judge('certificate-given', same, 'is not the certificate of a signer')];
}

function checksOf(report: SignedDataReport): Outcome['checks'] {
  const several = report.signers.length > 1;
  const bySigner = report.signers.flatMap((signer, index) => {
    const checks = [...signer.checks, ...(signer.path?.checks ?? [])];
    return several ? under(`signer-${index + 1}`, checks) : checks;
  });
  return [...report.checks, ...bySigner];
}
