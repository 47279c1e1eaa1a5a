import { readDer } from '@medsign/engine/asn1/der-reader';
import type { Certificate } from '@medsign/engine/pki/certificate';
import { findExtension } from '@medsign/engine/pki/extensions';

/**
 * Arc of our own identifiers when the installation has none registered: under the enterprise number that RFC 5612 sets aside for
 * examples. A hospital configures its own before the first start; a certificate keeps the identifiers it was made with.
 */
export const OID_ARC = '1.3.6.1.4.1.32473.7';

/** Our own identifiers under an arc. */
export function privateOids(arc: string = OID_ARC) {
  return {
    /** Certificate extension, never critical: OCTET STRING with the SM3 of the approval a session certificate stands on. */
    approvalHash: `${arc}.1.1`,
    certificatePolicy: (last: number) => `${arc}.2.${last}`,
    timestampPolicy: `${arc}.3.1`,
    /** Of the unit that stamps the invented past of a demo hospital. */
    demoTimestampPolicy: `${arc}.3.2`,
  };
}

/** SM3 of the approval that a session certificate names; undefined on others. Throws Asn1Error when the extension is malformed. */
export function approvalHashOf(certificate: Certificate, arc?: string): Uint8Array | undefined {
  const found = findExtension(certificate.extensions, privateOids(arc).approvalHash);
  return found && readDer(found.value, (reader) => reader.octetString());
}
