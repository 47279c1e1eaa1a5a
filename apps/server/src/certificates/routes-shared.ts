import type { CertificateDetail, CertificateSummary } from '@medsign/contract/certificates';
import { Problem } from '@medsign/contract/common';
import { toBase64 } from '@medsign/engine/bytes/base64';
import { toHex } from '@medsign/engine/bytes/hex';
import type { FastifyReply } from 'fastify';
import type { Actor } from '../audit/index.ts';
import type { Caller } from '../edge/caller.ts';
import { Refusal } from '../platform/refusal.ts';
import { chainOf, getCertificate, historyOf } from './find-certificates.ts';
import { reasonName, statusAt } from './rules.ts';
import type { StatusChangeRow } from './store-status.ts';
import type { PairDeps, StoredCertificate } from './types.ts';

export type CertificateRouteDeps = PairDeps;

/** What every route may answer besides its own. */
export const REFUSED = { '4xx': Problem, '5xx': Problem } as const;

export const TAGS = ['certificates'];

/** The caller as the ledger writes it down. */
export function actorOf(caller: Caller | undefined): Actor {
  if (caller === undefined) throw new Refusal('unauthenticated');
  return caller.kind === 'person' ? { kind: 'person', id: caller.jobNo } : { kind: 'system', id: caller.systemCode };
}

/** What a list shows of a certificate at `at`. */
export function summaryOf(certificate: StoredCertificate, at: Date): CertificateSummary {
  return {
    certificateId: certificate.id,
    serial: certificate.serial,
    profile: certificate.profile,
    custody: certificate.custody,
    commonName: certificate.commonName,
    jobNo: certificate.jobNo ?? null,
    test: certificate.test,
    notBefore: certificate.notBefore.toISOString(),
    notAfter: certificate.notAfter.toISOString(),
    issuedAt: certificate.issuedAt.toISOString(),
    status: statusAt(certificate, at),
  };
}

function detailOf(
  certificate: StoredCertificate,
  more: { readonly at: Date; readonly chain: readonly Uint8Array[]; readonly history: readonly StatusChangeRow[] },
): CertificateDetail {
  return {
    ...summaryOf(certificate, more.at),
    issuer: certificate.authority,
    subject: certificate.subject,
    sm3: toHex(certificate.sm3),
    publicKey: toBase64(certificate.publicKey),
    approvalSm3: certificate.approvalHash === undefined ? null : toHex(certificate.approvalHash),
    certificate: toBase64(certificate.der),
    chain: more.chain.map(toBase64),
    ledger: { index: certificate.ledgerIndex },
    history: more.history.map((change) => ({
      at: change.at.toISOString(),
      action: change.action,
      reason: reasonName(change.reason),
      note: change.note,
      by: { kind: change.actor_kind, id: change.actor_id },
    })),
  };
}

/** A certificate with its chain and history. Throws Refusal `unknown-certificate`. */
export async function describe(deps: CertificateRouteDeps, id: string): Promise<CertificateDetail> {
  const certificate = await getCertificate(deps.database, id);
  return detailOf(certificate, {
    at: deps.clock.now(),
    chain: await chainOf(deps.database, id),
    history: await historyOf(deps.database, id),
  });
}

/** Opaque cursors of lists. */
export function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

/** Throws Refusal `invalid-request` unless it is a cursor that a list gave out. */
export function decodeCursor(cursor: string): string {
  const hex = Buffer.from(cursor, 'base64url').toString('hex');
  if (hex.length !== 32) throw new Refusal('invalid-request', '分页游标无效');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Octets or text as they are, past the serialiser of JSON. */
export function sendOctets(reply: FastifyReply, type: string, body: Uint8Array | string): FastifyReply {
  return reply.type(type).send(typeof body === 'string' ? body : Buffer.from(body));
}
