import { equalBytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import type { Certificate } from './certificate.ts';
import { type Check, failed, indeterminate, passed, skipped } from './check.ts';
import { type CertificateRevocationList, findRevoked, type RevokedCertificate } from './crl.ts';
import { equalNameEncodings } from './name.ts';
import type { SignatureChecker } from './signature-checker.ts';

export type RevocationMode = 'required' | 'if-available' | 'none';

/**
 * What a revocation after the judged time means. `irrelevant`: the signature is proven older. `orderly-only`: the key
 * itself vouches for the time (a timestamp unit), so only an orderly end of use leaves earlier tokens standing
 * (RFC 3161 §4).
 */
export type LaterRevocation = 'irrelevant' | 'orderly-only';

export interface RevocationQuestion {
  readonly certificate: Certificate;
  readonly issuer: Certificate;
  readonly at: Date;
  readonly crls: readonly CertificateRevocationList[];
  readonly mode: RevocationMode;
  readonly laterRevocation: LaterRevocation;
  readonly checker: SignatureChecker;
}

const ORDERLY: readonly (string | undefined)[] = ['affiliationChanged', 'superseded', 'cessationOfOperation'];

/** Judges one certificate by the CRLs of its issuer (RFC 5280 §6.3, direct CRLs, complete or with their deltas). */
export async function checkRevocation(question: RevocationQuestion): Promise<Check> {
  const { certificate, at, mode } = question;
  if (mode === 'none') return skipped('revocation', 'not asked for');
  const { usable, problems } = await usableCrls(question);
  const verdicts = usable.flatMap((crl) => entryCheck(question, crl, usable) ?? []);
  const entry = verdicts.find(({ result }) => result === 'failed') ?? verdicts[0];
  if (entry !== undefined) return entry;
  if (usable.some((crl) => tellsStatusAt(crl, certificate, at))) return passed('revocation', 'not revoked');
  const reason = problems[0] ?? (usable.length > 0 ? 'no revocation list for the judged time' : 'no revocation list');
  return mode === 'required' ? indeterminate('revocation', reason) : skipped('revocation', reason);
}

async function usableCrls(question: RevocationQuestion) {
  const { certificate, issuer, crls, checker } = question;
  const signed: CertificateRevocationList[] = [];
  const problems: string[] = [];
  for (const crl of crls) {
    const sameIssuer = equalNameEncodings(
      { der: crl.issuerDer, name: crl.issuer },
      { der: certificate.issuerDer, name: certificate.issuer },
    );
    if (!sameIssuer) continue;
    const problem = unusable(crl, certificate, issuer);
    if (problem !== undefined) problems.push(problem);
    else if ((await checker.check(crl, issuer)) === 'valid') signed.push(crl);
    else problems.push('revocation list is not signed by the issuer');
  }
  const complete = signed.filter(({ baseCrlNumber }) => baseCrlNumber === undefined);
  const combined = signed.flatMap((delta) => withBase(delta, complete, certificate) ?? []);
  if (signed.length > complete.length && combined.length === 0) problems.push('delta without the list it is based on');
  return { usable: [...complete, ...combined], problems };
}

/**
 * A delta over a complete list of the same scope, as the complete list it stands for (RFC 5280 §5.2.4), about one certificate;
 * undefined when none is recent enough, or the delta is older than the list.
 */
function withBase(
  delta: CertificateRevocationList,
  complete: readonly CertificateRevocationList[],
  { serial }: Certificate,
): CertificateRevocationList | undefined {
  const { baseCrlNumber, crlNumber } = delta;
  if (baseCrlNumber === undefined || crlNumber === undefined) return undefined;
  const base = complete.find(
    (list) =>
      list.crlNumber !== undefined &&
      list.crlNumber >= baseCrlNumber &&
      list.crlNumber < crlNumber &&
      sameScope(list, delta),
  );
  if (base === undefined) return undefined;
  const entry = findRevoked(delta, serial) ?? findRevoked(base, serial);
  const listed = entry !== undefined && entry.reason !== 'removeFromCRL';
  return {
    ...delta,
    baseCrlNumber: undefined,
    expiredCertificatesSince: base.expiredCertificatesSince,
    revoked: new Map(listed ? [[toHex(serial), entry]] : []),
  };
}

function sameScope(a: CertificateRevocationList, b: CertificateRevocationList): boolean {
  if (!equalOrAbsent(a.authorityKeyIdentifier, b.authorityKeyIdentifier)) return false;
  return JSON.stringify(a.scope) === JSON.stringify(b.scope);
}

function equalOrAbsent(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equalBytes(a, b);
}

function unusable(crl: CertificateRevocationList, certificate: Certificate, issuer: Certificate): string | undefined {
  const { keyUsage } = issuer.extensions;
  if (keyUsage !== undefined && !keyUsage.includes('cRLSign')) return 'issuer may not sign revocation lists';
  if (crl.unknownCritical.length > 0) return `revocation list has unknown critical extensions ${crl.unknownCritical}`;
  const { scope } = crl;
  const isCa = certificate.extensions.basicConstraints?.ca === true;
  const points = (certificate.extensions.crlDistributionPoints ?? []).flatMap(({ uris }) => uris);
  const elsewhere = scope?.distributionPoint?.some((uri) => points.includes(uri)) === false;
  if (elsewhere || scope?.other || (scope?.onlyUserCertificates && isCa) || (scope?.onlyCaCertificates && !isCa)) {
    return 'revocation list does not cover this certificate';
  }
  return undefined;
}

/**
 * A list says something about `at` when it was current then, or was made later while it still had to name the certificate:
 * entries may be dropped once the certificate has expired (RFC 5280 §3.3), unless the list says it keeps them.
 */
function tellsStatusAt(crl: CertificateRevocationList, certificate: Certificate, at: Date): boolean {
  const made = crl.thisUpdate.getTime();
  if (made <= at.getTime()) return crl.nextUpdate !== undefined && at.getTime() <= crl.nextUpdate.getTime();
  const keptSince = crl.expiredCertificatesSince?.getTime() ?? Number.POSITIVE_INFINITY;
  return made <= certificate.notAfter.getTime() || keptSince <= certificate.notAfter.getTime();
}

/** What an entry for the certificate means at the judged time; undefined when there is none that matters. */
function entryCheck(
  question: RevocationQuestion,
  crl: CertificateRevocationList,
  usable: readonly CertificateRevocationList[],
): Check | undefined {
  const { certificate, at, laterRevocation } = question;
  const entry = findRevoked(crl, certificate.serial);
  if (entry === undefined || entry.reason === 'removeFromCRL') return undefined;
  const since = effectiveSince(entry);
  const words = `${entry.reason ?? 'no reason given'}, ${since.toISOString()}`;
  if (since.getTime() <= at.getTime()) {
    if (entry.reason !== 'certificateHold') return failed('revocation', `revoked: ${words}`);
    return holdStillStood(crl, usable, at) ? failed('revocation', `suspended: ${words}`) : undefined;
  }
  if (laterRevocation === 'orderly-only' && !ORDERLY.includes(entry.reason)) {
    return failed('revocation', `revoked after the judged time, and the key may have been misused: ${words}`);
  }
  return passed('revocation', `revoked only after the judged time: ${words}`);
}

/** A key known to be compromised earlier than it was revoked counts from then (RFC 5280 §5.3.2). */
function effectiveSince({ revokedAt, invalidityDate }: RevokedCertificate): Date {
  return invalidityDate !== undefined && invalidityDate < revokedAt ? invalidityDate : revokedAt;
}

/** A suspension can be lifted: it holds unless a later list, made before the judged time, no longer has it. */
function holdStillStood(
  crl: CertificateRevocationList,
  usable: readonly CertificateRevocationList[],
  at: Date,
): boolean {
  const newestBefore = usable
    .filter(({ thisUpdate }) => thisUpdate.getTime() <= at.getTime())
    .reduce<CertificateRevocationList | undefined>(
      (newest, each) => (newest === undefined || each.thisUpdate > newest.thisUpdate ? each : newest),
      undefined,
    );
  return crl.thisUpdate.getTime() > at.getTime() || newestBefore === undefined || equalBytes(crl.der, newestBefore.der);
}
