import { equalBytes } from '../bytes/bytes.ts';
import type { Certificate } from './certificate.ts';
import { equalNameEncodings, formatName } from './name.ts';
import type { SignatureChecker } from './signature-checker.ts';

/** Longest path, leaf and anchor included. */
export const MAX_PATH_LENGTH = 10;

export interface PathSources {
  readonly intermediates: readonly Certificate[];
  readonly anchors: readonly Certificate[];
  readonly checker: SignatureChecker;
}

/** Why a branch of the search ended without an anchor; the last one is reported when no path is found. */
export interface SearchNotes {
  /** An issuer of the right name whose key did not make the signature. */
  badSignature?: string;
  /** Signature by an algorithm that could not be computed. */
  unsupported?: string;
  /** No certificate of the issuer's name. */
  unknownIssuer?: string;
  tooLong?: boolean;
}

/**
 * Paths from the leaf to an anchor, each link by name and signature, as a search in depth. Names decide, key
 * identifiers only order the candidates: they are hints of whoever wrote them (RFC 4158 §3.5.12).
 */
export async function* pathsTo(
  path: readonly Certificate[],
  sources: PathSources,
  notes: SearchNotes,
): AsyncGenerator<readonly Certificate[]> {
  const subject = path[path.length - 1] as Certificate;
  if (sources.anchors.some((anchor) => equalBytes(anchor.der, subject.der))) {
    yield path;
    return;
  }
  if (path.length >= MAX_PATH_LENGTH) {
    notes.tooLong = true;
    return;
  }
  const candidates = issuerCandidates(subject, path, sources);
  if (candidates.length === 0) notes.unknownIssuer = formatName(subject.issuer);
  for (const issuer of candidates) {
    const outcome = await sources.checker.check(subject, issuer);
    if (outcome === 'valid') yield* pathsTo([...path, issuer], sources, notes);
    else if (outcome === 'unsupported') notes.unsupported = subject.signatureAlgorithm.algorithm;
    else if (outcome === 'exhausted') return;
    // Another key of the same name is not the issuer that is meant, so it does not show the signature to be forged.
    else if (hintFits(subject, issuer) === false) notes.unknownIssuer = formatName(subject.issuer);
    else notes.badSignature = `${formatName(subject.subject)}: ${outcome}`;
  }
}

function issuerCandidates(subject: Certificate, path: readonly Certificate[], sources: PathSources): Certificate[] {
  const wanted = { der: subject.issuerDer, name: subject.issuer };
  const all = [...sources.anchors, ...sources.intermediates].filter(
    (issuer, index, list) =>
      equalNameEncodings({ der: issuer.subjectDer, name: issuer.subject }, wanted) &&
      list.findIndex((other) => equalBytes(other.der, issuer.der)) === index &&
      // The same name with the same key twice on a path is a loop, whatever certificate carries it.
      !path.some(
        (other) => equalBytes(other.subjectDer, issuer.subjectDer) && equalBytes(other.spki.der, issuer.spki.der),
      ),
  );
  const rank = (issuer: Certificate): number => (hintFits(subject, issuer) === true ? 0 : 1);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** Whether the key identifiers of subject and issuer agree; undefined when one has none. */
function hintFits(subject: Certificate, issuer: Certificate): boolean | undefined {
  const hinted = subject.extensions.authorityKeyIdentifier?.keyIdentifier;
  const own = issuer.extensions.subjectKeyIdentifier;
  return hinted && own && equalBytes(hinted, own);
}
