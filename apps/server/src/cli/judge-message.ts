import { OID } from '@medsign/engine/asn1/oids';
import { equalBytes } from '@medsign/engine/bytes/bytes';
import { parseSignedData } from '@medsign/engine/cms/signed-data';
import { type SignerReport, verifySignedData } from '@medsign/engine/cms/verify-signed-data';
import { judge, worstVerdict } from '@medsign/engine/pki/check';
import { type TokenReport, verifyToken } from '@medsign/engine/tsp/verify-token';
import type { Evidence } from './read-evidence.ts';
import { CommandError } from './terminal.ts';
import { contentNeeded, type Given, sourcesOf, tokenCheck, type Verification } from './verification.ts';

/** Verifies a CMS message of either family. Throws {@link CommandError} when the content or an unambiguous timestamp is missing. */
export async function judgeMessage(evidence: Evidence, given: Given): Promise<Verification> {
  const message = parseSignedData(evidence.signature);
  if (message.content === undefined && given.content === undefined) throw contentNeeded();
  const sources = sourcesOf(evidence, given);
  const [first, ...others] = message.signers;
  const outside = await judgeOutsideToken(evidence, given, sources, first?.signature, others.length);
  // Without a timestamp inside, the one beside the message is what proves the time.
  const hasOwnTime = first?.unsignedAttributes.some(({ type }) => type === OID.signatureTimeStampToken) ?? false;
  const provenAt = !hasOwnTime && outside?.verdict === 'valid' ? outside.genTime : given.at;
  const report = await verifySignedData({
    ...sources,
    at: provenAt,
    der: evidence.signature,
    ...(given.content && { content: given.content }),
    acceptProfiles: ['gm', 'rfc'],
  });
  const signers = report.signers.map((signer) => withExpected(withToken(signer, outside), evidence, given));
  return {
    verdict: worstVerdict([report.verdict, ...signers.map(({ verdict }) => verdict)]),
    form: report.profile === 'gm' ? 'cms-gm' : 'cms',
    checks: report.checks,
    signers,
  };
}

/** The token given or beside the message; one that the message itself carries is judged with it. */
async function judgeOutsideToken(
  evidence: Evidence,
  given: Given,
  sources: ReturnType<typeof sourcesOf>,
  signature: Uint8Array | undefined,
  otherSigners: number,
): Promise<TokenReport | undefined> {
  const token = given.token ?? evidence.timestampToken;
  if (token === undefined || signature === undefined || carries(evidence, token)) return undefined;
  if (otherSigners > 0) {
    throw new CommandError(
      '签名有多个签名人，无法确定时间戳属于哪一个：时间戳须在签名内。',
      'There are several signers and one timestamp beside them: it has to be inside the signature to tell whose it is.',
    );
  }
  return verifyToken({ ...sources, token, over: { data: signature } });
}

function carries(evidence: Evidence, token: Uint8Array): boolean {
  if (evidence.format === 'raw') return false;
  return parseSignedData(evidence.signature).signers.some(({ unsignedAttributes }) =>
    unsignedAttributes.some(
      ({ type, values }) => type === OID.signatureTimeStampToken && values.some((value) => equalBytes(value, token)),
    ),
  );
}

function withToken(signer: SignerReport, outside: TokenReport | undefined): SignerReport {
  if (outside === undefined) return signer;
  const checks = [...signer.checks.filter(({ name, result }) => name !== 'timestamp' || result !== 'skipped')];
  checks.push(tokenCheck(outside));
  // The one inside the message, when it has one, stays the time that is shown.
  const timestamp = signer.timestamp ?? outside;
  return { ...signer, checks, timestamp, verdict: worstVerdict([signer.verdict, outside.verdict]) };
}

/** A certificate named with the signature says whose signature this is meant to be. */
function withExpected(signer: SignerReport, evidence: Evidence, given: Given): SignerReport {
  const expected = given.certificates[0]?.der ?? evidence.certificate;
  if (expected === undefined || signer.certificate === undefined) return signer;
  const same = equalBytes(signer.certificate.der, expected);
  const check = judge('expected-certificate', same, 'the signer has another certificate than the one given');
  return {
    ...signer,
    checks: [...signer.checks, check],
    verdict: worstVerdict([signer.verdict, same ? 'valid' : 'invalid']),
  };
}
