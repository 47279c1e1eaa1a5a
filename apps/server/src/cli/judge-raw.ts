import { OID } from '@medsign/engine/asn1/oids';
import { checkSignature, sm2SignatureAlgorithmIdentifier } from '@medsign/engine/pki/algorithms';
import type { Certificate } from '@medsign/engine/pki/certificate';
import { type Check, judge, skipped, verdictOf, worstVerdict } from '@medsign/engine/pki/check';
import { validatePath } from '@medsign/engine/pki/validate-path';
import { verifyToken } from '@medsign/engine/tsp/verify-token';
import type { Evidence } from './read-evidence.ts';
import { CommandError } from './terminal.ts';
import { contentNeeded, type Given, sourcesOf, tokenCheck, type Verification } from './verification.ts';

const SIGNING_USAGES = ['digitalSignature', 'nonRepudiation'] as const;

/** Verifies a bare SM2 signature over the content. Throws {@link CommandError} when the certificate or the content is missing. */
export async function judgeRaw(evidence: Evidence, given: Given): Promise<Verification> {
  const sources = sourcesOf(evidence, given);
  // The signer's own comes first in either place.
  const [certificate] = sources.intermediates;
  const isNamed = given.certificates.length > 0 || evidence.certificate !== undefined;
  if (!isNamed || certificate === undefined) throw certificateNeeded();
  if (given.content === undefined) throw contentNeeded();
  const token = given.token ?? evidence.timestampToken;
  const timestamp = token && (await verifyToken({ ...sources, token, over: { data: evidence.signature } }));
  const judgedAt = timestamp?.verdict === 'valid' ? timestamp.genTime : given.at;
  const path = await validatePath({
    ...sources,
    leaf: certificate,
    at: judgedAt,
    requiredKeyUsage: SIGNING_USAGES,
  });
  const checks = [
    await rawSignatureCheck(evidence.signature, certificate, given.content),
    purposeCheck(certificate),
    timestamp === undefined ? skipped('timestamp', 'there is none') : tokenCheck(timestamp),
  ];
  const verdict = worstVerdict([verdictOf(checks), path.verdict]);
  const common = { verdict, checks, certificate, path, judgedAt, signature: evidence.signature };
  return { verdict, form: 'raw', checks: [], signers: [{ ...common, ...(timestamp && { timestamp }) }] };
}

async function rawSignatureCheck(signature: Uint8Array, certificate: Certificate, content: Uint8Array): Promise<Check> {
  const outcome = await checkSignature(sm2SignatureAlgorithmIdentifier(), certificate.spki, signature, content);
  return judge(
    'signature',
    outcome === 'valid',
    outcome === 'mismatch' ? 'the certificate is not for SM2' : 'does not verify',
  );
}

/** Keys of timestamp units and status responders sign nothing else; authorities fail by their key usage. */
function purposeCheck({ extensions }: Certificate): Check {
  const reserved = extensions.extendedKeyUsage?.some(
    (usage) => usage === OID.timeStamping || usage === OID.ocspSigning,
  );
  const isAuthority = extensions.basicConstraints?.ca === true;
  return judge('signer-purpose', reserved !== true && !isAuthority, 'the key is reserved for other uses');
}

function certificateNeeded(): CommandError {
  return new CommandError(
    '这是不带证书的 SM2 签名值：请用 --certificate 文件 指定签名人证书。',
    'This is a bare SM2 signature without a certificate: name the signer’s with --certificate FILE.',
  );
}
