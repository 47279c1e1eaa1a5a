import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { equalBytes } from '../bytes/bytes.ts';
import { type DigestName, digestBytes, signatureAlgorithm } from '../pki/algorithms.ts';
import { type Certificate, parseCertificate } from '../pki/certificate.ts';
import {
  type Check,
  failed,
  indeterminate,
  judge,
  passed,
  skipped,
  type Verdict,
  verdictOf,
  worstVerdict,
} from '../pki/check.ts';
import { type CertificateRevocationList, parseCrl } from '../pki/crl.ts';
import { type PathQuestion, type PathReport, validatePath } from '../pki/validate-path.ts';
import { type TokenReport, verifyToken } from '../tsp/verify-token.ts';
import { VERIFICATION_PROFILES, type VerificationProfile } from './profiles.ts';
import { parseSignedData, type SignedData, type SignerInfo } from './signed-data.ts';
import { verifySigner } from './verify-signer.ts';

/** How much later than the timestamp a signer's clock may claim to have signed. */
const CLOCK_TOLERANCE_MILLISECONDS = 5 * 60 * 1000;
const MAX_TOKENS = 4;

export type SignedDataQuestion = Pick<
  PathQuestion,
  'anchors' | 'intermediates' | 'crls' | 'revocation' | 'at' | 'platform'
> & {
  /** DER of the message. `at` is the instant of verification; a valid timestamp moves the judged time to its genTime. */
  readonly der: Uint8Array;
  /** Content of a detached message; when the message carries content they must agree. */
  readonly content?: Uint8Array;
  /** SM3 of the content, where only that is known. */
  readonly contentDigest?: Uint8Array;
  /** Profiles the caller takes of this counterparty. */
  readonly acceptProfiles: readonly VerificationProfile[];
  /** Anchors of timestamp units; `anchors` when absent. */
  readonly timestampAnchors?: readonly Certificate[];
};

export interface SignerReport {
  readonly verdict: Verdict;
  readonly checks: readonly Check[];
  readonly certificate?: Certificate;
  /** Path of the signer's certificate at `judgedAt`. */
  readonly path?: PathReport;
  /** The signer's claim. */
  readonly signingTime?: Date;
  /** The earliest valid timestamp over this signature, else the first invalid one. */
  readonly timestamp?: TokenReport;
  readonly judgedAt: Date;
  /** Octets of the signature value, as the timestamp covers them. */
  readonly signature: Uint8Array;
}

export interface SignedDataReport {
  /** The worst of the message's own checks and of every signer. */
  readonly verdict: Verdict;
  /** Checks of the message as a whole. */
  readonly checks: readonly Check[];
  /** One for every SignerInfo. */
  readonly signers: readonly SignerReport[];
  readonly profile?: VerificationProfile;
  /** Content carried by the message. */
  readonly content?: Uint8Array;
}

/**
 * Verifies SignedData: every signer, by one of the named profiles, with its timestamp and the path of its certificate
 * (RFC 5652 §5.4–5.6, GB/T 35275). Throws {@link Asn1Error} for octets that are no SignedData.
 */
export async function verifySignedData(question: SignedDataQuestion): Promise<SignedDataReport> {
  const message = parseSignedData(question.der);
  const profile = profileOf(message, question.acceptProfiles);
  const attached = message.content?.octets;
  const checks = [
    judge('profile', profile !== undefined, `message is not of ${question.acceptProfiles.join(', ')}`),
    contentFormCheck(message),
    await contentCheck(question, attached),
    judge('signers', message.signers.length > 0, 'there is no signer'),
  ];
  const content = attached === undefined ? {} : { content: attached };
  if (profile === undefined) return { verdict: 'invalid', checks, signers: [], ...content };
  const parsed = { certificates: message.certificates.map(parseCertificate), crls: message.crls.map(parseCrl) };
  const signers: SignerReport[] = [];
  for (const signer of message.signers) signers.push(await judgeSigner(question, message, signer, profile, parsed));
  const verdict = worstVerdict([verdictOf(checks), ...signers.map((signer) => signer.verdict)]);
  return { verdict, checks, signers, profile, ...content };
}

/**
 * The family of identifiers tells the profile; among several of one family, the presence of signed attributes and the
 * signature algorithm. Where none fits wholly the first of the family is used, so that the report names what is wrong.
 */
function profileOf(message: SignedData, accepted: readonly VerificationProfile[]): VerificationProfile | undefined {
  const family = accepted.filter((name) => VERIFICATION_PROFILES[name].signedData === message.type);
  return family.find((name) => message.signers.every((signer) => fits(signer, name))) ?? family[0];
}

function fits(signer: SignerInfo, name: VerificationProfile): boolean {
  const rules = VERIFICATION_PROFILES[name];
  const form = signer.signedAttributes === undefined ? 'forbidden' : 'required';
  const { algorithm } = signer.signatureAlgorithm;
  const isSm2 = signatureAlgorithm(algorithm)?.scheme === 'sm2';
  return form === rules.signedAttributes && (isSm2 ? rules.sm2Signatures.includes(algorithm) : rules.foreignAlgorithms);
}

function contentFormCheck({ content }: SignedData): Check {
  return judge(
    'content-form',
    content === undefined || content.der[0] === TAG.octetString,
    'content is no OCTET STRING',
  );
}

/** What the caller knows of the content must agree with what the message carries. */
async function contentCheck(question: SignedDataQuestion, attached: Uint8Array | undefined): Promise<Check> {
  const { content, contentDigest } = question;
  const name = 'content';
  const known = attached ?? content;
  if (attached !== undefined && content !== undefined && !equalBytes(attached, content)) {
    return failed(name, 'given content is not that of the message');
  }
  if (known === undefined) {
    return contentDigest === undefined
      ? indeterminate(name, 'detached, and no content given')
      : passed(name, 'by digest');
  }
  const agrees = contentDigest === undefined || equalBytes((await digestBytes('SM3', known)) ?? known, contentDigest);
  return judge(name, agrees, 'given digest is not that of the content');
}

async function judgeSigner(
  question: SignedDataQuestion,
  message: SignedData,
  signer: SignerInfo,
  profile: VerificationProfile,
  embedded: { readonly certificates: readonly Certificate[]; readonly crls: readonly CertificateRevocationList[] },
): Promise<SignerReport> {
  const { platform } = question;
  const content = message.content?.octets ?? question.content;
  const sources = {
    intermediates: [...embedded.certificates, ...question.intermediates],
    crls: [...embedded.crls, ...question.crls],
  };
  const outcome = await verifySigner({
    message,
    signer,
    rules: VERIFICATION_PROFILES[profile],
    certificates: sources.intermediates,
    content,
    contentDigest: async (name: DigestName) =>
      content === undefined
        ? name === 'SM3'
          ? question.contentDigest
          : undefined
        : digestBytes(name, content, platform),
    signingCertificateRequired: false,
    platform,
  });
  const stamped = await judgeTimestamps({ ...question, ...sources }, signer);
  const judgedAt = stamped.timestamp?.verdict === 'valid' ? stamped.timestamp.genTime : question.at;
  const checks = [...outcome.checks, stamped.check];
  const { certificate, signingTime } = outcome;
  const common = { ...stamped.report, judgedAt, signature: signer.signature, ...(signingTime && { signingTime }) };
  if (certificate === undefined) return { verdict: verdictOf(checks), checks, ...common };
  checks.push(purposeCheck(certificate), signingTimeCheck(certificate, signingTime, judgedAt));
  const path = await validatePath({
    ...sources,
    leaf: certificate,
    anchors: question.anchors,
    revocation: question.revocation,
    at: judgedAt,
    requiredKeyUsage: ['digitalSignature', 'nonRepudiation'],
    ...(platform && { platform }),
  });
  return { verdict: worstVerdict([verdictOf(checks), path.verdict]), checks, certificate, path, ...common };
}

/** Every timestamp over this signature must hold; the earliest says when the signature was there. */
async function judgeTimestamps(
  question: SignedDataQuestion,
  signer: SignerInfo,
): Promise<{ check: Check; timestamp?: TokenReport; report: { timestamp?: TokenReport } }> {
  const tokens = signer.unsignedAttributes
    .filter(({ type }) => type === OID.signatureTimeStampToken)
    .flatMap(({ values }) => values);
  if (tokens.length === 0) return { check: skipped('timestamp', 'there is none'), report: {} };
  if (tokens.length > MAX_TOKENS) return { check: failed('timestamp', `${tokens.length} timestamps`), report: {} };
  const reports: TokenReport[] = [];
  for (const token of tokens) {
    const { timestampAnchors, anchors } = question;
    const over = { data: signer.signature };
    const sources = { ...pathSources(question), certificates: question.intermediates };
    reports.push(await verifyToken({ ...sources, token, over, anchors: timestampAnchors ?? anchors }));
  }
  reports.sort((a, b) => a.genTime.getTime() - b.genTime.getTime());
  const verdict = worstVerdict(reports.map((report) => report.verdict));
  const timestamp = reports.find((report) => report.verdict === verdict) as TokenReport;
  return { check: timestampCheck(verdict, timestamp), timestamp, report: { timestamp } };
}

function timestampCheck(verdict: Verdict, { checks, path, genTime }: TokenReport): Check {
  if (verdict === 'valid') return passed('timestamp', genTime.toISOString());
  const wanted = verdict === 'invalid' ? 'failed' : 'indeterminate';
  const reasons = [...checks, ...(path?.checks ?? [])].filter(({ result }) => result === wanted);
  const detail = reasons.map((reason) => `${reason.name}: ${reason.detail ?? ''}`).join('; ');
  return verdict === 'invalid' ? failed('timestamp', detail) : indeterminate('timestamp', detail);
}

function pathSources(question: SignedDataQuestion) {
  const { intermediates, crls, revocation, at, platform } = question;
  return { intermediates, crls, revocation, at, ...(platform && { platform }) };
}

/** Keys of authorities, timestamp units and status responders sign nothing else. */
function purposeCheck({ extensions }: Certificate): Check {
  if (extensions.basicConstraints?.ca === true) return failed('signer-purpose', 'certificate of an authority');
  const reserved = extensions.extendedKeyUsage?.filter(
    (usage) => usage === OID.timeStamping || usage === OID.ocspSigning,
  );
  return judge('signer-purpose', (reserved?.length ?? 0) === 0, 'key is reserved for timestamps or status answers');
}

/** A claimed time outside the certificate's validity, or after the timestamp that covers it, is a lie or a wrong clock. */
function signingTimeCheck(certificate: Certificate, claimed: Date | undefined, judgedAt: Date): Check {
  const name = 'signing-time';
  if (claimed === undefined) return skipped(name, 'not stated');
  if (claimed < certificate.notBefore || claimed.getTime() >= certificate.notAfter.getTime() + 1000) {
    return failed(name, `${claimed.toISOString()} lies outside the validity of the certificate`);
  }
  const latest = judgedAt.getTime() + CLOCK_TOLERANCE_MILLISECONDS;
  return judge(name, claimed.getTime() <= latest, `${claimed.toISOString()} lies after ${judgedAt.toISOString()}`);
}
