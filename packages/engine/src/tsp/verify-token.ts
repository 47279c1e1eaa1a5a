import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { equalBytes } from '../bytes/bytes.ts';
import type { VerificationRules } from '../cms/profiles.ts';
import { parseSignedData, type SignedData, type SignerInfo } from '../cms/signed-data.ts';
import { verifySigner } from '../cms/verify-signer.ts';
import { digestAlgorithm, digestBytes } from '../pki/algorithms.ts';
import { type Certificate, parseCertificate } from '../pki/certificate.ts';
import { type Check, failed, indeterminate, judge, type Verdict, verdictOf } from '../pki/check.ts';
import { equalNames } from '../pki/name.ts';
import { type PathQuestion, type PathReport, validatePath } from '../pki/validate-path.ts';
import { accuracyMilliseconds, parseTstInfo, type TstInfo } from './tst-info.ts';

/** How far a token may lie in the future of the verifier's clock, beyond its accuracy. */
const CLOCK_TOLERANCE_MILLISECONDS = 5 * 60 * 1000;

export type TokenQuestion = Pick<
  PathQuestion,
  'anchors' | 'intermediates' | 'crls' | 'revocation' | 'at' | 'platform'
> & {
  /** DER of the TimeStampToken. `at` is the instant of verification; the path is judged at genTime. */
  readonly token: Uint8Array;
  /** What the token must be over: the data, or its SM3 digest. */
  readonly over: { readonly data: Uint8Array } | { readonly sm3: Uint8Array };
  /** Unit certificates to look among when the token carries none. */
  readonly certificates?: readonly Certificate[];
  /** DER INTEGER that was sent. */
  readonly nonce?: Uint8Array;
  /** Dotted identifiers that are accepted; every policy when absent. */
  readonly policies?: readonly string[];
};

export interface TokenReport {
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
  readonly tstInfo: TstInfo;
  readonly genTime: Date;
  readonly certificate?: Certificate;
  /** Path of the unit's certificate at genTime. */
  readonly path?: PathReport;
}

const RULES: VerificationRules = {
  signedData: OID.signedData,
  dataTypes: [OID.tstInfo],
  contentTypeMustAgree: true,
  sm2Signatures: [OID.sm2WithSm3, OID.sm2Signature],
  signedAttributes: 'required',
  foreignAlgorithms: true,
};

/**
 * Verifies a timestamp token of either family of identifiers (RFC 3161 §2.4.2, GM/T 0033-2014 clause 7). Throws
 * {@link Asn1Error} for octets that are no token.
 */
export async function verifyToken(question: TokenQuestion): Promise<TokenReport> {
  const message = parseSignedData(question.token);
  const content = tokenContent(message);
  const tstInfo = parseTstInfo(content.tstInfo);
  const checks: Check[] = [
    judge('token-type', message.contentType === OID.tstInfo, `content is ${message.contentType}`),
    judge('one-signer', message.signers.length === 1, `${message.signers.length} signers`),
    await imprintCheck(question, tstInfo),
    ...requestChecks(question, tstInfo),
    genTimeCheck(question, tstInfo),
    judge(
      'critical-extensions',
      !tstInfo.extensions.some(({ critical }) => critical),
      'token has unknown critical ones',
    ),
  ];
  const [signer] = message.signers;
  const report = { tstInfo, genTime: tstInfo.genTime };
  if (signer === undefined) return { verdict: 'invalid', checks, ...report };
  const unit = await judgeUnit(question, message, signer, content.octets, tstInfo);
  const all = [...checks, ...unit.checks, ...(unit.path?.checks ?? [])];
  return { verdict: verdictOf(all), ...report, ...unit, checks: [...checks, ...unit.checks] };
}

/** Digested octets and TSTInfo: an OCTET STRING around it, or in PKCS#7 shape the SEQUENCE itself. */
function tokenContent(message: SignedData): { octets: Uint8Array; tstInfo: Uint8Array } {
  const { content } = message;
  if (content === undefined) return { octets: new Uint8Array(0), tstInfo: new Uint8Array(0) };
  const bare = content.der[0] === TAG.sequence && message.type === OID.gmSignedData;
  return { octets: content.octets, tstInfo: bare ? content.der : content.octets };
}

async function imprintCheck({ over, platform }: TokenQuestion, { imprint }: TstInfo): Promise<Check> {
  const name = 'message-imprint';
  const algorithm = digestAlgorithm(imprint.algorithm.algorithm);
  if (algorithm === undefined) return indeterminate(name, `digest ${imprint.algorithm.algorithm} is not known`);
  if (algorithm.name === 'SHA-1') return failed(name, 'SHA-1 is not accepted');
  const actual =
    'data' in over
      ? await digestBytes(algorithm.name, over.data, platform)
      : algorithm.name === 'SM3'
        ? over.sm3
        : undefined;
  if (actual === undefined) return indeterminate(name, `digest by ${algorithm.name} is not at hand`);
  return judge(name, equalBytes(actual, imprint.digest), 'token is over other data');
}

function requestChecks({ nonce, policies }: TokenQuestion, tstInfo: TstInfo): Check[] {
  const checks: Check[] = [];
  if (nonce !== undefined) {
    const same = tstInfo.nonce !== undefined && equalBytes(nonce, tstInfo.nonce);
    checks.push(judge('nonce', same, 'is not that of the request'));
  }
  if (policies !== undefined) checks.push(judge('policy', policies.includes(tstInfo.policy), `is ${tstInfo.policy}`));
  return checks;
}

function genTimeCheck({ at }: TokenQuestion, { genTime, accuracy }: TstInfo): Check {
  const latest = at.getTime() + accuracyMilliseconds(accuracy) + CLOCK_TOLERANCE_MILLISECONDS;
  return judge('gen-time', genTime.getTime() <= latest, `${genTime.toISOString()} lies in the future`);
}

async function judgeUnit(
  question: TokenQuestion,
  message: SignedData,
  signer: SignerInfo,
  octets: Uint8Array,
  tstInfo: TstInfo,
): Promise<{ checks: Check[]; certificate?: Certificate; path?: PathReport }> {
  const { platform } = question;
  const embedded = message.certificates.map(parseCertificate);
  const outcome = await verifySigner({
    message,
    signer,
    rules: RULES,
    certificates: [...embedded, ...(question.certificates ?? [])],
    content: octets,
    contentDigest: (name) => digestBytes(name, octets, platform),
    signingCertificateRequired: true,
    platform,
  });
  const { certificate } = outcome;
  if (certificate === undefined) return { checks: [...outcome.checks] };
  const path = await validatePath({
    leaf: certificate,
    anchors: question.anchors,
    intermediates: [...embedded, ...question.intermediates],
    crls: question.crls,
    revocation: question.revocation,
    at: tstInfo.genTime,
    laterRevocation: 'orderly-only',
    requiredKeyUsage: ['digitalSignature', 'nonRepudiation'],
    requiredExtendedKeyUsage: OID.timeStamping,
    ...(platform && { platform }),
  });
  return { checks: [...outcome.checks, purposeCheck(certificate), nameCheck(certificate, tstInfo)], certificate, path };
}

/** RFC 3161 §2.3: extended key usage critical, time stamping and nothing else. */
function purposeCheck({ extensions }: Certificate): Check {
  const critical = extensions.all.some(({ oid, critical: marked }) => oid === OID.extendedKeyUsage && marked);
  const sole = extensions.extendedKeyUsage?.length === 1 && extensions.extendedKeyUsage[0] === OID.timeStamping;
  return judge('unit-purpose', critical && sole, 'extended key usage is not critically and solely time stamping');
}

/** GM/T 0033-2014 7.2: a named authority is a subject name of the certificate. */
function nameCheck({ subject, extensions }: Certificate, { tsa }: TstInfo): Check {
  if (tsa === undefined) return { name: 'authority-name', result: 'skipped', detail: 'not in the token' };
  const names = [{ kind: 'directory' as const, name: subject }, ...(extensions.subjectAltName ?? [])];
  const holds = names.some(
    (name) => name.kind === 'directory' && tsa.kind === 'directory' && equalNames(name.name, tsa.name),
  );
  return judge('authority-name', holds, 'token names another authority than its certificate');
}
