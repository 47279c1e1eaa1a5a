import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import {
  bitString,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  nullValue,
  octetString,
  oid,
  sequence,
} from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag, contextPrimitiveTag, TAG } from '../asn1/tags.ts';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../pki/algorithm-identifier.ts';
import { sm2SignatureAlgorithmIdentifier } from '../pki/algorithms.ts';
import { REVOCATION_REASONS, type RevocationReason } from '../pki/crl.ts';
import { type Extension, encodeExtensions } from '../pki/extensions.ts';
import { encodeName, type Name, readName } from '../pki/name.ts';
import { type CertificateId, readCertificateId } from './certificate-id.ts';
import { nonceExtension, nonceOf, readExplicitExtensions } from './extensions.ts';

/** OCSPResponseStatus (RFC 6960 §4.2.1); 4 is not used. */
export const OCSP_RESPONSE_STATUSES = {
  successful: 0,
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;

export type OcspResponseStatus = keyof typeof OCSP_RESPONSE_STATUSES;

export type CertificateStatus =
  | { readonly status: 'good' | 'unknown' }
  | { readonly status: 'revoked'; readonly revokedAt: Date; readonly reason?: RevocationReason };

export interface SingleResponse {
  readonly id: CertificateId;
  readonly certificate: CertificateStatus;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
}

export type ResponderId =
  | { readonly kind: 'name'; readonly name: Name; readonly der: Uint8Array }
  /** SHA-1 of the responder's public key. */
  | { readonly kind: 'key'; readonly hash: Uint8Array };

export interface ResponseDataFields {
  readonly responder: Name;
  readonly producedAt: Date;
  /** At least one. */
  readonly responses: readonly SingleResponse[];
  /** As asked; 1 to 32 octets. */
  readonly nonce?: Uint8Array;
}

/** BasicOCSPResponse as read. Byte strings are views of the input. */
export interface BasicOcspResponse {
  readonly tbs: Uint8Array;
  readonly responder: ResponderId;
  readonly producedAt: Date;
  readonly responses: readonly SingleResponse[];
  readonly nonce: Uint8Array | undefined;
  /** Identifiers of critical extensions that are not processed; then it proves nothing. */
  readonly unknownCritical: readonly string[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  /** DER of each certificate that came along. */
  readonly certificates: readonly Uint8Array[];
}

export type OcspResponse =
  | { readonly status: 'successful'; readonly basic: BasicOcspResponse }
  | { readonly status: Exclude<OcspResponseStatus, 'successful'> };

/** Larger answers are refused: one status with a responder's certificate stays below 2 KiB. */
export const MAX_RESPONSE_OCTETS = 65_536;

/** DER of ResponseData (RFC 6960 §4.2.1): the octets the responder signs. Throws a RangeError for impossible fields. */
export function buildResponseData(fields: ResponseDataFields): Uint8Array {
  if (fields.responses.length === 0) throw new RangeError('a response tells at least one status');
  const extensions = fields.nonce === undefined ? [] : [explicit(1, encodeExtensions([nonceExtension(fields.nonce)]))];
  return sequence(
    explicit(1, encodeName(fields.responder)),
    generalizedTime(fields.producedAt),
    sequence(...fields.responses.map(encodeSingle)),
    ...extensions,
  );
}

function encodeSingle({ id, certificate, thisUpdate, nextUpdate }: SingleResponse): Uint8Array {
  if (nextUpdate !== undefined && nextUpdate <= thisUpdate) throw new RangeError('status ends before it begins');
  return sequence(
    id.der,
    encodeStatus(certificate),
    generalizedTime(thisUpdate),
    ...(nextUpdate === undefined ? [] : [explicit(0, generalizedTime(nextUpdate))]),
  );
}

function encodeStatus(status: CertificateStatus): Uint8Array {
  if (status.status !== 'revoked') return implicit(status.status === 'good' ? 0 : 2, nullValue());
  // unspecified is left out, as in CRLs (RFC 5280 §5.3.1).
  const { reason = 'unspecified' } = status;
  const code = reason === 'unspecified' ? [] : [explicit(0, enumerated(REVOCATION_REASONS[reason]))];
  return implicit(1, sequence(generalizedTime(status.revokedAt), ...code));
}

/** A successful OCSPResponse from the signed octets, the responder's signature and the certificates that vouch for it. */
export function assembleOcspResponse(
  tbs: Uint8Array,
  signatureDer: Uint8Array,
  certificates: readonly Uint8Array[],
  signatureAlgorithm: AlgorithmIdentifier = sm2SignatureAlgorithmIdentifier(),
): Uint8Array {
  const attached = certificates.length === 0 ? [] : [explicit(0, sequence(...certificates))];
  const basic = sequence(tbs, signatureAlgorithm.der, bitString(signatureDer), ...attached);
  const bytes = sequence(oid(OID.ocspBasic), octetString(basic));
  return sequence(enumerated(OCSP_RESPONSE_STATUSES.successful), explicit(0, bytes));
}

/** An OCSPResponse that only says why there is none (RFC 6960 §4.2.1); it is never signed. */
export function ocspErrorResponse(status: Exclude<OcspResponseStatus, 'successful'>): Uint8Array {
  return sequence(enumerated(OCSP_RESPONSE_STATUSES[status]));
}

/** Reads an answer; malformed input throws {@link Asn1Error}. */
export function parseOcspResponse(der: Uint8Array): OcspResponse {
  if (der.length > MAX_RESPONSE_OCTETS) throw new Asn1Error('too-long', `more than ${MAX_RESPONSE_OCTETS} octets`, 0);
  return readDer(der, (reader) => {
    const fields = reader.sequence();
    const at = fields.offset;
    const code = fields.smallInteger(0, 6, TAG.enumerated);
    const found = Object.entries(OCSP_RESPONSE_STATUSES).find(([, value]) => value === code);
    if (found === undefined) throw new Asn1Error('bad-value', 'unknown response status', at);
    const status = found[0] as OcspResponseStatus;
    const basic = fields.optional(contextConstructedTag(0), readResponseBytes);
    fields.end();
    if ((status === 'successful') !== (basic !== undefined)) {
      throw new Asn1Error('bad-value', 'response bytes go with success, and with nothing else', at);
    }
    return basic === undefined ? ({ status } as OcspResponse) : { status: 'successful', basic };
  });
}

function readResponseBytes(reader: DerReader): BasicOcspResponse {
  const wrapper = reader.context(0);
  const fields = wrapper.sequence();
  wrapper.end();
  const at = fields.offset;
  if (fields.oid() !== OID.ocspBasic) throw new Asn1Error('bad-value', 'not a basic response', at);
  const basic = fields.octetString();
  fields.end();
  return readDer(basic, readBasic);
}

function readBasic(reader: DerReader): BasicOcspResponse {
  const members = reader.sequence();
  const tbs = members.element(TAG.sequence);
  const signatureAlgorithm = readAlgorithmIdentifier(members);
  const signature = members.bitString();
  const certificates = members.optional(contextConstructedTag(0), readCertificates) ?? [];
  members.end();
  return { tbs: tbs.raw, ...readData(members.inside(tbs)), signatureAlgorithm, signature, certificates };
}

function readCertificates(reader: DerReader): Uint8Array[] {
  const wrapper = reader.context(0);
  const list = wrapper.sequence().all((each) => each.element(TAG.sequence).raw);
  wrapper.end();
  return list;
}

function readData(fields: DerReader) {
  const at = fields.offset;
  if (fields.peek() === contextConstructedTag(0)) {
    throw new Asn1Error('bad-value', 'version is not 1, or is encoded though it is the default', at);
  }
  const responder = readResponder(fields);
  const producedAt = fields.generalizedTime();
  const list = fields.sequence();
  const unknownCritical: string[] = [];
  const single = (r: DerReader): SingleResponse => readSingle(r, unknownCritical);
  const responses = [single(list), ...list.all(single)];
  const extensions = fields.optional(contextConstructedTag(1), (r) => readExplicitExtensions(r, 1)) ?? [];
  fields.end();
  unknownCritical.push(...criticalIn(extensions.filter((each) => each.oid !== OID.ocspNonce)));
  return { responder, producedAt, responses, nonce: nonceOf(extensions), unknownCritical };
}

function readResponder(fields: DerReader): ResponderId {
  if (fields.peek() === contextConstructedTag(1)) {
    const wrapper = fields.context(1);
    const der = wrapper.element(TAG.sequence).raw;
    wrapper.end();
    return { kind: 'name', name: readDer(der, readName), der };
  }
  const at = fields.offset;
  const wrapper = fields.context(2);
  const hash = wrapper.octetString();
  wrapper.end();
  if (hash.length !== 20) throw new Asn1Error('bad-value', 'responder key hash is not of 20 octets', at);
  return { kind: 'key', hash };
}

function readSingle(list: DerReader, unknownCritical: string[]): SingleResponse {
  const fields = list.sequence();
  const id = readCertificateId(fields);
  const certificate = readStatus(fields);
  const at = fields.offset;
  const thisUpdate = fields.generalizedTime();
  const nextUpdate = fields.optional(contextConstructedTag(0), readNextUpdate);
  const extensions = fields.optional(contextConstructedTag(1), (r) => readExplicitExtensions(r, 1)) ?? [];
  fields.end();
  if (nextUpdate !== undefined && nextUpdate < thisUpdate) {
    throw new Asn1Error('bad-value', 'status ends before it begins', at);
  }
  unknownCritical.push(...criticalIn(extensions));
  return { id, certificate, thisUpdate, nextUpdate };
}

function readNextUpdate(reader: DerReader): Date {
  const wrapper = reader.context(0);
  const at = wrapper.generalizedTime();
  wrapper.end();
  return at;
}

function readStatus(fields: DerReader): CertificateStatus {
  if (fields.peek() === contextConstructedTag(1)) return readRevoked(fields.context(1));
  const isGood = fields.peek() === contextPrimitiveTag(0);
  const { value, offset } = fields.element(contextPrimitiveTag(isGood ? 0 : 2));
  if (value.length !== 0) throw new Asn1Error('bad-null', 'NULL has contents', offset);
  return { status: isGood ? 'good' : 'unknown' };
}

function readRevoked(fields: DerReader): CertificateStatus {
  const revokedAt = fields.generalizedTime();
  const reason = fields.optional(contextConstructedTag(0), (r) => {
    const wrapper = r.context(0);
    const at = wrapper.offset;
    const code = wrapper.smallInteger(0, 10, TAG.enumerated);
    wrapper.end();
    const found = Object.entries(REVOCATION_REASONS).find(([, value]) => value === code);
    if (found === undefined) throw new Asn1Error('bad-value', 'unknown revocation reason', at);
    return found[0] as RevocationReason;
  });
  fields.end();
  return { status: 'revoked', revokedAt, ...(reason && { reason }) };
}

function criticalIn(extensions: readonly Extension[]): string[] {
  return extensions.flatMap(({ oid: id, critical }) => (critical ? [id] : []));
}
