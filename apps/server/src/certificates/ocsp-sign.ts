import { sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
import type { CertificateId } from '@medsign/engine/ocsp/certificate-id';
import type { OcspRequest } from '@medsign/engine/ocsp/request';
import {
  assembleOcspResponse,
  buildResponseData,
  type CertificateStatus,
  type SingleResponse,
} from '@medsign/engine/ocsp/response';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import type { DatabaseReader } from '../platform/database.ts';
import { reasonOfCode } from './crl-reasons.ts';
import { findAuthority } from './find-certificates.ts';
import { statusAt, wholeSecond } from './rules.ts';
import { type KnownSerial, readSerial } from './store-ocsp.ts';
import type { Authority, CertificateDeps } from './types.ts';

export type OcspDeps = Pick<CertificateDeps, 'database' | 'clock' | 'keyStore'>;

export const OCSP_RULES = {
  /** Of nextUpdate, after thisUpdate. */
  validity: 3_600_000,
  /** A kept answer with less life left is signed again first. */
  minimumLeft: 1_800_000,
} as const;

export interface SignedStatuses {
  readonly der: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  /** Id of the one certificate the answer is about, when it was issued. */
  readonly issued: string | undefined;
}

/** OCSPResponse about serial numbers of an authority, as they stand now; undefined while its responder's certificate is not in force. */
export async function signStatuses(
  db: DatabaseReader,
  deps: OcspDeps,
  authority: string,
  { certificates, nonce }: OcspRequest,
): Promise<SignedStatuses | undefined> {
  const responder = await responderOf(db, deps, authority);
  if (responder === undefined) return undefined;
  const { certificate } = responder;
  const thisUpdate = wholeSecond(deps.clock.now());
  const end = Math.min(thisUpdate.getTime() + OCSP_RULES.validity, certificate.notAfter.getTime());
  const nextUpdate = new Date(end);
  const found = await Promise.all(certificates.map(({ serial }) => readSerial(db, authority, serial)));
  const responses = certificates.map((id, index) => singleOf(id, found[index], { thisUpdate, nextUpdate }));
  const tbs = buildResponseData({
    responder: parseCertificate(certificate.der).subject,
    producedAt: thisUpdate,
    responses,
    ...(nonce !== undefined && { nonce }),
  });
  const signature = await deps.keyStore.sign(db, responder.keyId, 'ocsp', tbs);
  // A fault in key or arithmetic must not leave.
  if (!sm2Verify(certificate.publicKey, tbs, sm2SignatureFromDer(signature))) {
    throw new Error('the key of the OCSP responder does not fit its certificate');
  }
  const der = assembleOcspResponse(tbs, signature, [certificate.der]);
  return {
    der,
    thisUpdate,
    nextUpdate,
    issued: found.length === 1 ? (found[0]?.certificate_id ?? undefined) : undefined,
  };
}

/** RFC 6960 §4.2.2.2: certified by the authority it answers for. */
async function responderOf(db: DatabaseReader, deps: OcspDeps, authority: string): Promise<Authority | undefined> {
  const found = await findAuthority(db, 'ocsp');
  const now = deps.clock.now();
  if (found === undefined || found.certificate.authority !== authority) return undefined;
  const { certificate } = found;
  return statusAt(certificate, now) === 'active' && now >= certificate.notBefore ? found : undefined;
}

function singleOf(
  id: CertificateId,
  known: KnownSerial | undefined,
  { thisUpdate, nextUpdate }: { readonly thisUpdate: Date; readonly nextUpdate: Date },
): SingleResponse {
  const certificate = statusOf(known);
  // Without nextUpdate newer information is always to be had (RFC 6960 §4.2.2.1): an unknown number may be issued any moment.
  return { id, certificate, thisUpdate, nextUpdate: certificate.status === 'unknown' ? undefined : nextUpdate };
}

/** A revoked intent counts as revoked: its certificate may exist though it was never stored. */
function statusOf(known: KnownSerial | undefined): CertificateStatus {
  if (known?.since && known.reason !== null) {
    return { status: 'revoked', revokedAt: wholeSecond(known.since), reason: reasonOfCode(known.reason) };
  }
  return { status: known?.certificate_id ? 'good' : 'unknown' };
}
