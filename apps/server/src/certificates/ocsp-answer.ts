import { equalBytes } from '@medsign/engine/bytes/bytes';
import { toHex } from '@medsign/engine/bytes/hex';
import { type CertificateId, certificateId, digestOf, identifies } from '@medsign/engine/ocsp/certificate-id';
import { type OcspRequest, parseOcspRequest } from '@medsign/engine/ocsp/request';
import { ocspErrorResponse } from '@medsign/engine/ocsp/response';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { platformCryptoFrom } from '@medsign/engine/pki/platform-crypto';
import { inTransaction } from '../platform/database.ts';
import { authorityCertificate } from './find-certificates.ts';
import { OCSP_RULES, type OcspDeps, signStatuses } from './ocsp-sign.ts';
import { holdStatuses, type OcspAnswerRow, putAnswer, readAnswer } from './store-ocsp.ts';

const PLATFORM = platformCryptoFrom(globalThis.crypto.subtle);

export interface OcspAnswer {
  /** OCSPResponse. */
  readonly der: Uint8Array;
  /** Present when others may keep it until then. */
  readonly keep?: { readonly thisUpdate: Date; readonly nextUpdate: Date };
}

/** The authority whose certificates have a delegated responder. For those of the root there is its CRL. */
const AUTHORITY = 'issuing';

/**
 * Answers the octets of an OCSPRequest (RFC 6960, RFC 5019). Without nonce the answer was signed ahead, or is and is kept; with one it
 * is signed for the asker. `unauthorized` for certificates of others, `tryLater` while no responder's certificate is in force.
 */
export function ocspResponder(deps: OcspDeps): (query: Uint8Array) => Promise<OcspAnswer> {
  // An issuer's hashes never come to mean another, so what was found once needs no second look.
  const ours = new Set<string>();
  const isOurs = async (id: CertificateId): Promise<boolean> => {
    const key = `${id.hashAlgorithm.algorithm} ${toHex(id.issuerNameHash)} ${toHex(id.issuerKeyHash)}`;
    if (ours.has(key)) return true;
    const issuer = parseCertificate((await authorityCertificate(deps.database, AUTHORITY)).der);
    const found = (await identifies(id, issuer, id.serial, PLATFORM)) === 'yes';
    if (found) ours.add(key);
    return found;
  };
  return async (query) => {
    const reading = parseOcspRequest(query);
    if (!reading.accepted) return { der: ocspErrorResponse('malformedRequest') };
    const { request } = reading;
    for (const id of request.certificates) {
      if (!(await isOurs(id))) return { der: ocspErrorResponse('unauthorized') };
    }
    const only = request.certificates.length === 1 && request.nonce === undefined ? request.certificates[0] : undefined;
    if (only === undefined || !isCanonical(only)) return answerNow(deps, request);
    return (await kept(deps, only)) ?? answerAndKeep(deps, only);
  };
}

/** Kept answers repeat one form of the identifier; whoever wrote it in another gets that back. */
function isCanonical(id: CertificateId): boolean {
  const digest = digestOf(id);
  return digest !== undefined && equalBytes(certificateId({ ...id, digest }).der, id.der);
}

async function kept(deps: OcspDeps, id: CertificateId): Promise<OcspAnswer | undefined> {
  const digest = digestOf(id);
  const row = digest && (await readAnswer(deps.database, AUTHORITY, id.serial, digest));
  const now = deps.clock.now().getTime();
  // One from the future is of a clock that was set back since.
  if (row === undefined || row.this_update.getTime() > now) return undefined;
  return row.next_update.getTime() - now < OCSP_RULES.minimumLeft ? undefined : keepable(row);
}

function keepable({ der, this_update, next_update }: Pick<OcspAnswerRow, 'der' | 'this_update' | 'next_update'>) {
  return { der, keep: { thisUpdate: this_update, nextUpdate: next_update } };
}

async function answerNow(deps: OcspDeps, request: OcspRequest): Promise<OcspAnswer> {
  const signed = await signStatuses(deps.database, deps, AUTHORITY, request);
  return { der: signed?.der ?? ocspErrorResponse('tryLater') };
}

/** No status may change between the look and the keeping, else an answer that was just taken away would come back. */
function answerAndKeep(deps: OcspDeps, id: CertificateId): Promise<OcspAnswer> {
  return inTransaction(deps.database, async (tx) => {
    await holdStatuses(tx, AUTHORITY);
    const signed = await signStatuses(tx, deps, AUTHORITY, { certificates: [id], nonce: undefined });
    if (signed === undefined) return { der: ocspErrorResponse('tryLater') };
    const { der, thisUpdate, nextUpdate, issued } = signed;
    const digest = digestOf(id);
    // What was never issued may be at any moment.
    if (issued === undefined || digest === undefined) return { der };
    const row = { certificate_id: issued, digest, this_update: thisUpdate, next_update: nextUpdate, der };
    await putAnswer(tx, row);
    return keepable(row);
  });
}
