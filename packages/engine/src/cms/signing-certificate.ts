import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { explicit, octetString, oid, sequence } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag, TAG } from '../asn1/tags.ts';
import { equalBytes } from '../bytes/bytes.ts';
import { sm3 } from '../crypto/sm3.ts';
import { readAlgorithmIdentifier } from '../pki/algorithm-identifier.ts';
import { digestAlgorithm, digestBytes } from '../pki/algorithms.ts';
import { type Certificate, readSerial } from '../pki/certificate.ts';
import { type GeneralName, readGeneralNames } from '../pki/general-names.ts';
import { equalNames } from '../pki/name.ts';
import type { PlatformCrypto } from '../pki/platform-crypto.ts';

/** First ESSCertID or ESSCertIDv2 of the attribute: the one that names the signer (RFC 5035 §3). */
export interface SigningCertificateReference {
  /** Identifier of the digest algorithm. */
  readonly digest: string;
  readonly hash: Uint8Array;
  readonly issuerSerial?: { readonly issuer: readonly GeneralName[]; readonly serial: Uint8Array };
}

/** Issuer and serial number of a certificate as encoded, from the head of its DER. Throws Asn1Error. */
export function issuerAndSerialOf(certificate: Uint8Array): { issuerDer: Uint8Array; serialDer: Uint8Array } {
  return readDer(certificate, (reader) => {
    const tbs = reader.sequence().sequence();
    tbs.optional(contextConstructedTag(0), (r) => r.any());
    const serialDer = tbs.element(TAG.integer).raw;
    tbs.element(TAG.sequence);
    return { issuerDer: tbs.element(TAG.sequence).raw, serialDer };
  });
}

/** DER of SigningCertificateV2 with one ESSCertIDv2 by SM3 (RFC 5035 §4), issuer and serial number included. */
export function signingCertificateV2(certificate: Uint8Array): Uint8Array {
  const { issuerDer, serialDer } = issuerAndSerialOf(certificate);
  const issuerSerial = sequence(sequence(explicit(4, issuerDer)), serialDer);
  return sequence(sequence(sequence(sequence(oid(OID.sm3)), octetString(sm3(certificate)), issuerSerial)));
}

/** Reads the value of signing-certificate (v1, SHA-1) or signing-certificate-v2. Throws Asn1Error. */
export function readSigningCertificate(value: Uint8Array, version: 1 | 2): SigningCertificateReference {
  return readDer(value, (reader) => {
    const fields = reader.sequence();
    const identifiers = fields.sequence();
    const first = readEssCertId(identifiers, version);
    identifiers.all((each) => readEssCertId(each, version));
    fields.optional(TAG.sequence, (r) => r.any());
    fields.end();
    return first;
  });
}

function readEssCertId(reader: DerReader, version: 1 | 2): SigningCertificateReference {
  const fields = reader.sequence();
  // SHA-256 is the default of version 2 and left out; version 1 knows SHA-1 only.
  const named = version === 2 ? fields.optional(TAG.sequence, readAlgorithmIdentifier)?.algorithm : OID.sha1;
  const hash = fields.octetString();
  const issuerSerial = fields.optional(TAG.sequence, (r) => {
    const inner = r.sequence();
    const issuer = readGeneralNames(inner.sequence());
    const serial = readSerial(inner);
    inner.end();
    return { issuer, serial };
  });
  fields.end();
  const reference = { digest: named ?? OID.sha256, hash };
  return issuerSerial === undefined ? reference : { ...reference, issuerSerial };
}

/** Whether the reference names this certificate; `unknown` when its digest cannot be computed here. */
export async function matchesSigningCertificate(
  reference: SigningCertificateReference,
  certificate: Certificate,
  platform?: PlatformCrypto,
): Promise<'match' | 'mismatch' | 'unknown'> {
  const { issuerSerial } = reference;
  if (issuerSerial !== undefined) {
    const named = issuerSerial.issuer.some(
      (name) => name.kind === 'directory' && equalNames(name.name, certificate.issuer),
    );
    if (!named || !equalBytes(issuerSerial.serial, certificate.serial)) return 'mismatch';
  }
  const algorithm = digestAlgorithm(reference.digest);
  const digest = algorithm && (await digestBytes(algorithm.name, certificate.der, platform));
  if (digest === undefined) return 'unknown';
  return equalBytes(digest, reference.hash) ? 'match' : 'mismatch';
}
