import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { explicit, sequence } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag, TAG } from '../asn1/tags.ts';
import { type Extension, encodeExtensions } from '../pki/extensions.ts';
import { type CertificateId, readCertificateId } from './certificate-id.ts';
import { nonceExtension, nonceOf, readExplicitExtensions } from './extensions.ts';

/** A request for one certificate with nonce stays below 200 octets. */
export const MAX_REQUEST_OCTETS = 4096;

export interface OcspRequest {
  /** At least one. */
  readonly certificates: readonly CertificateId[];
  /** 1 to 32 octets. */
  readonly nonce: Uint8Array | undefined;
}

/** Either the request, or why it gets malformedRequest. */
export type OcspRequestReading =
  | { readonly accepted: true; readonly request: OcspRequest }
  | { readonly accepted: false; readonly text: string };

/** DER of an unsigned OCSPRequest (RFC 6960 §4.1.1). Throws a RangeError for a nonce of other than 1 to 32 octets. */
export function buildOcspRequest(fields: {
  readonly certificates: readonly CertificateId[];
  readonly nonce?: Uint8Array;
}): Uint8Array {
  if (fields.certificates.length === 0) throw new RangeError('a request names at least one certificate');
  const list = sequence(...fields.certificates.map(({ der }) => sequence(der)));
  const extensions = fields.nonce === undefined ? [] : [explicit(2, encodeExtensions([nonceExtension(fields.nonce)]))];
  return sequence(sequence(list, ...extensions));
}

/** Reads a request. Never throws: whatever comes in has an answer. A signature is not needed and not judged (RFC 5019 §2.1.2). */
export function parseOcspRequest(der: Uint8Array): OcspRequestReading {
  if (der.length > MAX_REQUEST_OCTETS) return { accepted: false, text: `more than ${MAX_REQUEST_OCTETS} octets` };
  try {
    return { accepted: true, request: readDer(der, readRequest) };
  } catch (error) {
    if (error instanceof Asn1Error) return { accepted: false, text: error.message };
    throw error;
  }
}

function readRequest(reader: DerReader): OcspRequest {
  const outer = reader.sequence();
  const fields = outer.sequence();
  refuseVersion(fields);
  // GeneralName of who asks: not used, but nothing else may stand here.
  fields.optional(contextConstructedTag(1), (r) => r.context(1).any());
  const list = fields.sequence();
  const certificates = [readSingle(list), ...list.all(readSingle)];
  const extensions = fields.optional(contextConstructedTag(2), (r) => readExplicitExtensions(r, 2)) ?? [];
  fields.end();
  outer.optional(contextConstructedTag(0), readSignature);
  outer.end();
  refuseCritical(extensions, [OID.ocspNonce]);
  return { certificates, nonce: nonceOf(extensions) };
}

/** Version 1 is the default and never encoded (X.690 §11.5); there is no other. */
function refuseVersion(fields: DerReader): void {
  if (fields.peek() === contextConstructedTag(0)) {
    throw new Asn1Error('bad-value', 'version is not 1, or is encoded though it is the default', fields.offset);
  }
}

function readSingle(list: DerReader): CertificateId {
  const single = list.sequence();
  const id = readCertificateId(single);
  const extensions = single.optional(contextConstructedTag(0), (r) => readExplicitExtensions(r, 0)) ?? [];
  single.end();
  refuseCritical(extensions, []);
  return id;
}

function readSignature(reader: DerReader): void {
  const wrapper = reader.context(0);
  wrapper.element(TAG.sequence);
  wrapper.end();
}

function refuseCritical(extensions: readonly Extension[], known: readonly string[]): void {
  const unknown = extensions.find(({ oid, critical }) => critical && !known.includes(oid));
  if (unknown !== undefined) throw new Asn1Error('bad-value', `critical extension ${unknown.oid} is not known`, 0);
}
