import { Asn1Error } from '../asn1/asn1-error.ts';
import type { DerReader } from '../asn1/der-reader.ts';
import { octetString, sequence, unsignedInteger } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { equalBytes } from '../bytes/bytes.ts';
import {
  type AlgorithmIdentifier,
  algorithmIdentifier,
  hasNoParameters,
  readAlgorithmIdentifier,
} from '../pki/algorithm-identifier.ts';
import { digestAlgorithm, digestBytes } from '../pki/algorithms.ts';
import { type Certificate, readSerial } from '../pki/certificate.ts';
import type { PlatformCrypto } from '../pki/platform-crypto.ts';

/** Digests that name issuers. SHA-1 is no signature here: it only finds the issuer, and most clients know nothing else (RFC 5019 §2.1.1). */
export const CERTIFICATE_ID_DIGESTS = { SM3: OID.sm3, 'SHA-1': OID.sha1, 'SHA-256': OID.sha256 } as const;

export type CertificateIdDigest = keyof typeof CERTIFICATE_ID_DIGESTS;

/** CertID (RFC 6960 §4.1.1). Byte strings are views of what was read. */
export interface CertificateId {
  readonly hashAlgorithm: AlgorithmIdentifier;
  /** Of the DER of the issuer's subject name. */
  readonly issuerNameHash: Uint8Array;
  /** Of the contents of the issuer's public key BIT STRING. */
  readonly issuerKeyHash: Uint8Array;
  /** Big-endian without sign octet. */
  readonly serial: Uint8Array;
  readonly der: Uint8Array;
}

/** Makes a CertID from digests that were computed elsewhere. */
export function certificateId(fields: {
  readonly digest: CertificateIdDigest;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serial: Uint8Array;
}): CertificateId {
  const { digest, ...rest } = fields;
  const hashAlgorithm = algorithmIdentifier(CERTIFICATE_ID_DIGESTS[digest], 'null');
  const der = sequence(
    hashAlgorithm.der,
    octetString(rest.issuerNameHash),
    octetString(rest.issuerKeyHash),
    unsignedInteger(rest.serial),
  );
  return { ...rest, hashAlgorithm, der };
}

/** CertID of a certificate; undefined when the digest is foreign and no platform was given. */
export async function certificateIdOf(
  digest: CertificateIdDigest,
  issuer: Certificate,
  serial: Uint8Array,
  platform?: PlatformCrypto,
): Promise<CertificateId | undefined> {
  const issuerNameHash = await digestBytes(digest, issuer.subjectDer, platform);
  const issuerKeyHash = await digestBytes(digest, issuer.spki.publicKey, platform);
  if (issuerNameHash === undefined || issuerKeyHash === undefined) return undefined;
  return certificateId({ digest, issuerNameHash, issuerKeyHash, serial });
}

/** Reads a CertID; digests whose length does not fit a known algorithm are refused. */
export function readCertificateId(reader: DerReader): CertificateId {
  const element = reader.element(TAG.sequence);
  const fields = reader.inside(element);
  const hashAlgorithm = readAlgorithmIdentifier(fields);
  const issuerNameHash = fields.octetString();
  const issuerKeyHash = fields.octetString();
  const serial = readSerial(fields);
  fields.end();
  const known = digestAlgorithm(hashAlgorithm.algorithm);
  if (known !== undefined && !hasNoParameters(hashAlgorithm)) {
    throw new Asn1Error('bad-value', 'digest algorithm with parameters', element.offset);
  }
  const lengths = [issuerNameHash.length, issuerKeyHash.length];
  if (lengths.some((length) => (known === undefined ? length === 0 || length > 64 : length !== known.length))) {
    throw new Asn1Error('bad-value', 'digest length does not fit its algorithm', element.offset);
  }
  return { hashAlgorithm, issuerNameHash, issuerKeyHash, serial, der: element.raw };
}

/** Digest a CertID was made with; undefined for one that names no issuer here. */
export function digestOf({ hashAlgorithm }: CertificateId): CertificateIdDigest | undefined {
  const found = Object.entries(CERTIFICATE_ID_DIGESTS).find(([, oid]) => oid === hashAlgorithm.algorithm);
  return found?.[0] as CertificateIdDigest | undefined;
}

/** Same issuer and serial number; how absent parameters are written makes no difference. */
export function sameCertificateId(a: CertificateId, b: CertificateId): boolean {
  return (
    a.hashAlgorithm.algorithm === b.hashAlgorithm.algorithm &&
    equalBytes(a.issuerNameHash, b.issuerNameHash) &&
    equalBytes(a.issuerKeyHash, b.issuerKeyHash) &&
    equalBytes(a.serial, b.serial)
  );
}

/** Whether a CertID means the certificate with this serial number of this issuer; `unknown-digest` when that cannot be computed. */
export async function identifies(
  id: CertificateId,
  issuer: Certificate,
  serial: Uint8Array,
  platform?: PlatformCrypto,
): Promise<'yes' | 'no' | 'unknown-digest'> {
  const digest = digestOf(id);
  const expected = digest && (await certificateIdOf(digest, issuer, serial, platform));
  if (expected === undefined) return 'unknown-digest';
  return sameCertificateId(id, expected) ? 'yes' : 'no';
}
