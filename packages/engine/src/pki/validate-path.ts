import { OID } from '../asn1/oids.ts';
import { MAX_PATH_LENGTH, pathsTo, type SearchNotes } from './build-path.ts';
import { type Certificate, isSelfIssued } from './certificate.ts';
import { type Check, failed, indeterminate, judge, passed, type Verdict, verdictOf } from './check.ts';
import type { CertificateRevocationList } from './crl.ts';
import { type KeyUsage, PROCESSED_EXTENSIONS } from './extensions.ts';
import { formatName } from './name.ts';
import type { PlatformCrypto } from './platform-crypto.ts';
import { checkRevocation, type LaterRevocation, type RevocationMode } from './revocation.ts';
import { type SignatureChecker, signatureChecker } from './signature-checker.ts';

/** Signatures checked for one question at most, of certificates and lists together. */
const MAX_SIGNATURE_CHECKS = 100;

export interface PathQuestion {
  readonly leaf: Certificate;
  readonly intermediates: readonly Certificate[];
  /** Certificates trusted by decision. */
  readonly anchors: readonly Certificate[];
  /** The instant for which the path is judged. */
  readonly at: Date;
  readonly crls: readonly CertificateRevocationList[];
  readonly revocation: RevocationMode;
  /** `irrelevant` when absent. */
  readonly laterRevocation?: LaterRevocation;
  /** The leaf must assert at least one of these. */
  readonly requiredKeyUsage?: readonly KeyUsage[];
  /** The leaf must name this purpose (dotted identifier). */
  readonly requiredExtendedKeyUsage?: string;
  readonly platform?: PlatformCrypto;
}

export interface PathReport {
  readonly verdict: Verdict;
  /** From the leaf to the anchor; the leaf alone when no path was found. */
  readonly path: readonly Certificate[];
  readonly checks: readonly Check[];
}

/**
 * Judges whether a path leads from the leaf to an anchor and every certificate on it may do what it does there, at the
 * given instant (RFC 5280 §6, without policy and name constraint processing: certificates that constrain names or require
 * policies critically are refused). The first valid path wins; otherwise the least bad one is reported.
 */
export async function validatePath(question: PathQuestion): Promise<PathReport> {
  const checker = signatureChecker(MAX_SIGNATURE_CHECKS, question.platform);
  const notes: SearchNotes = {};
  let best: PathReport | undefined;
  for await (const path of pathsTo([question.leaf], { ...question, checker }, notes)) {
    const report = await judgePath(path, question, checker);
    if (report.verdict === 'valid') return report;
    if (best === undefined || (best.verdict === 'invalid' && report.verdict === 'indeterminate')) best = report;
    if (checker.exhausted) break;
  }
  if (best !== undefined) return best;
  const checks = [noPath(notes, checker)];
  return { verdict: verdictOf(checks), path: [question.leaf], checks };
}

function noPath(notes: SearchNotes, checker: SignatureChecker): Check {
  if (checker.exhausted) return indeterminate('chain', `more than ${MAX_SIGNATURE_CHECKS} signatures to check`);
  if (notes.badSignature !== undefined) return failed('chain', `signature of ${notes.badSignature}`);
  if (notes.tooLong) return indeterminate('chain', `path of more than ${MAX_PATH_LENGTH} certificates`);
  if (notes.unsupported !== undefined) return indeterminate('chain', `algorithm ${notes.unsupported} not supported`);
  return indeterminate('chain', `no trusted issuer: ${notes.unknownIssuer ?? 'every path is a loop'}`);
}

async function judgePath(
  path: readonly Certificate[],
  question: PathQuestion,
  checker: SignatureChecker,
): Promise<PathReport> {
  const checks: Check[] = [
    passed('chain', path.map(({ subject }) => formatName(subject)).join(' ← ')),
    each('validity-period', path, (certificate) => outsideValidity(certificate, question.at)),
    each('certificate-authority', path.slice(1), notAuthority),
    each('path-length', path.slice(1), (certificate, index) => pathTooLong(certificate, path.slice(1, index + 1))),
    each('issuer-key-usage', path.slice(1), mayNotIssue),
    each('critical-extensions', path, unprocessed),
    ...purposeChecks(path, question),
    ...(await revocationChecks(path, question, checker)),
  ];
  return { verdict: verdictOf(checks), path, checks };
}

/** One check over several certificates: passes when none has a complaint. */
function each(
  name: string,
  certificates: readonly Certificate[],
  complaint: (certificate: Certificate, index: number) => string | undefined,
): Check {
  const complaints = certificates.flatMap((certificate, index) => {
    const text = complaint(certificate, index);
    return text === undefined ? [] : [`${formatName(certificate.subject)}: ${text}`];
  });
  return judge(name, complaints.length === 0, complaints.join('; '));
}

function outsideValidity({ notBefore, notAfter }: Certificate, at: Date): string | undefined {
  // notAfter names the last valid second, so the instants inside that second still count.
  if (at.getTime() < notBefore.getTime()) return `not valid before ${notBefore.toISOString()}`;
  if (at.getTime() >= notAfter.getTime() + 1000) return `expired ${notAfter.toISOString()}`;
  return undefined;
}

function notAuthority({ extensions, version }: Certificate): string | undefined {
  if (extensions.basicConstraints?.ca === true) return undefined;
  return version === 3 ? 'not a certification authority' : 'of a version without basic constraints';
}

/** `below`: the certificates between the leaf and this one. */
function pathTooLong({ extensions }: Certificate, below: readonly Certificate[]): string | undefined {
  const limit = extensions.basicConstraints?.pathLength;
  const used = below.filter((certificate) => !isSelfIssued(certificate)).length;
  return limit === undefined || used <= limit ? undefined : `allows ${limit} authorities below, found ${used}`;
}

function mayNotIssue({ extensions }: Certificate): string | undefined {
  const { keyUsage } = extensions;
  return keyUsage === undefined || keyUsage.includes('keyCertSign') ? undefined : 'may not sign certificates';
}

function unprocessed({ extensions }: Certificate): string | undefined {
  const names = extensions.all
    // Name constraints are critical by rule; where they are not marked so they would be passed over silently.
    .filter(({ oid, critical }) => (critical && !PROCESSED_EXTENSIONS.has(oid)) || oid === OID.nameConstraints)
    .map(({ oid }) => oid);
  return names.length === 0 ? undefined : `not processed: ${names.join(', ')}`;
}

function purposeChecks(path: readonly Certificate[], question: PathQuestion): Check[] {
  const { requiredKeyUsage, requiredExtendedKeyUsage } = question;
  const checks: Check[] = [];
  const usages = question.leaf.extensions.keyUsage;
  if (requiredKeyUsage !== undefined) {
    const holds = usages?.some((usage) => requiredKeyUsage.includes(usage)) === true;
    checks.push(
      judge('key-usage', holds, `needs ${requiredKeyUsage.join(' or ')}, has ${usages?.join(', ') ?? 'none'}`),
    );
  }
  if (requiredExtendedKeyUsage !== undefined) {
    checks.push(
      each('extended-key-usage', path, ({ extensions }, index) =>
        lacksPurpose(extensions.extendedKeyUsage, requiredExtendedKeyUsage, index === 0),
      ),
    );
  }
  return checks;
}

/** An authority that names purposes limits those below it; one that names none does not. */
function lacksPurpose(purposes: readonly string[] | undefined, wanted: string, isLeaf: boolean): string | undefined {
  if (purposes === undefined) return isLeaf ? 'names no purpose' : undefined;
  const holds = purposes.includes(wanted) || (!isLeaf && purposes.includes(OID.anyExtendedKeyUsage));
  return holds ? undefined : `is for other purposes than ${wanted}`;
}

async function revocationChecks(
  path: readonly Certificate[],
  question: PathQuestion,
  checker: SignatureChecker,
): Promise<Check[]> {
  const checks: Check[] = [];
  for (let index = 0; index < path.length - 1; index++) {
    const certificate = path[index] as Certificate;
    const check = await checkRevocation({
      certificate,
      issuer: path[index + 1] as Certificate,
      at: question.at,
      crls: question.crls,
      mode: question.revocation,
      laterRevocation: question.laterRevocation ?? 'irrelevant',
      checker,
    });
    const who = formatName(certificate.subject);
    checks.push({ ...check, detail: check.detail === undefined ? who : `${who}: ${check.detail}` });
  }
  return checks;
}
