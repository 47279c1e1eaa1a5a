import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { octetString } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { type Extension, extension, readRawExtensions } from '../pki/extensions.ts';

/** RFC 8954 §2.1: 1 to 32 octets. */
export const MAX_NONCE_OCTETS = 32;

/** Throws a RangeError for a nonce no request may have. */
export function nonceExtension(nonce: Uint8Array): Extension {
  if (nonce.length === 0 || nonce.length > MAX_NONCE_OCTETS) throw new RangeError('nonce is not of 1 to 32 octets');
  return extension(OID.ocspNonce, octetString(nonce));
}

/** The nonce among extensions. Throws Asn1Error for one that is not an OCTET STRING of 1 to 32 octets. */
export function nonceOf(extensions: readonly Extension[]): Uint8Array | undefined {
  const found = extensions.find(({ oid }) => oid === OID.ocspNonce);
  if (found === undefined) return undefined;
  const nonce = readDer(found.value, (reader) => reader.octetString());
  if (nonce.length === 0 || nonce.length > MAX_NONCE_OCTETS) {
    throw new Asn1Error('bad-value', 'nonce is not of 1 to 32 octets', 0);
  }
  return nonce;
}

/** `[n] EXPLICIT Extensions`. */
export function readExplicitExtensions(reader: DerReader, n: number): Extension[] {
  const wrapper = reader.context(n);
  const extensions = readRawExtensions(wrapper);
  wrapper.end();
  return extensions;
}
