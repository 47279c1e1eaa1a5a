import { sm2SignatureFromDer } from '@medsign/engine/crypto/sm2';
import { checkSignature, sm2SignatureAlgorithmIdentifier } from '@medsign/engine/pki/algorithms';
import { type Certificate, parseCertificate } from '@medsign/engine/pki/certificate';
import { type Check, failed, indeterminate, passed, skipped, verdictOf, worstVerdict } from '@medsign/engine/pki/check';
import { validatePath } from '@medsign/engine/pki/validate-path';
import { type TokenReport, verifyToken } from '@medsign/engine/tsp/verify-token';
import type { Trust } from './trust.ts';
import type { Outcome } from './verification-report.ts';
import { judgedTimeCheck, tokenChecks } from './verify-checks.ts';
import type { SignatureToVerify } from './verify-signature.ts';

/** A DER SM2Signature over content, with the certificate and the token given beside it. */
export async function verifyRaw(input: SignatureToVerify, trust: Trust): Promise<Outcome> {
  const { signature } = input;
  sm2SignatureFromDer(signature);
  const certificate = input.certificate && parseCertificate(input.certificate);
  const timestamp =
    input.timestampToken && (await verifyToken({ ...trust, token: input.timestampToken, over: { data: signature } }));
  const stamped = timestamp?.verdict === 'valid';
  const judgedAt = stamped ? timestamp.genTime : trust.at;
  const own: Check[] = [
    await signatureCheck(input, certificate),
    timestampCheck(timestamp),
    judgedTimeCheck(judgedAt, stamped),
  ];
  const path =
    certificate &&
    (await validatePath({
      ...trust,
      leaf: certificate,
      at: judgedAt,
      requiredKeyUsage: ['digitalSignature', 'nonRepudiation'],
    }));
  return {
    verdict: worstVerdict([verdictOf(own), path?.verdict ?? 'indeterminate']),
    checks: [...own, ...(path?.checks ?? []), ...(timestamp ? tokenChecks(timestamp) : [])],
    certificate,
    timestamp,
    signingTime: undefined,
    judgedAt,
  };
}

async function signatureCheck(input: SignatureToVerify, certificate: Certificate | undefined): Promise<Check> {
  const name = 'signature';
  if (certificate === undefined) return indeterminate(name, 'no certificate given');
  if (input.content === undefined) return indeterminate(name, 'no content given');
  // SM2 signs SM3(Z‖content): the SM3 of the content alone says nothing.
  if (input.content.bytes === undefined) return indeterminate(name, 'a raw signature needs the content itself');
  const outcome = await checkSignature(
    sm2SignatureAlgorithmIdentifier(),
    certificate.spki,
    input.signature,
    input.content.bytes,
  );
  return outcome === 'valid' ? passed(name) : failed(name, outcome);
}

function timestampCheck(report: TokenReport | undefined): Check {
  if (report === undefined) return skipped('timestamp', 'there is none');
  if (report.verdict === 'valid') return passed('timestamp', report.genTime.toISOString());
  const detail = 'see the checks of the timestamp';
  return report.verdict === 'invalid' ? failed('timestamp', detail) : indeterminate('timestamp', detail);
}
