import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { bitString, explicit, integer, sequence, time, unsignedInteger } from '../asn1/der-writer.ts';
import { contextConstructedTag, contextPrimitiveTag, TAG } from '../asn1/tags.ts';
import { equalBytes } from '../bytes/bytes.ts';
import { sm3 } from '../crypto/sm3.ts';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm-identifier.ts';
import { sm2SignatureAlgorithmIdentifier } from './algorithms.ts';
import { type Extension, type Extensions, encodeExtensions, NO_EXTENSIONS, readExtensions } from './extensions.ts';
import { encodeName, type Name, readName } from './name.ts';
import { readSpki, type SubjectPublicKeyInfo } from './public-key.ts';

/** Longest serial number, counted as encoded with its sign octet (RFC 5280 §4.1.2.2). */
const MAX_SERIAL_OCTETS = 20;

export interface TbsCertificateFields {
  /** Big-endian, positive, below 2^159. */
  readonly serial: Uint8Array;
  readonly issuer: Name;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** DER of SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly extensions: readonly Extension[];
  /** Of the issuer's signature; SM2 with SM3 when absent. */
  readonly signatureAlgorithm?: AlgorithmIdentifier;
}

/** A certificate as read. Byte strings are views of `der`. */
export interface Certificate {
  readonly der: Uint8Array;
  /** The octets the issuer signed. */
  readonly tbs: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** Big-endian without sign octet. */
  readonly serial: Uint8Array;
  readonly issuer: Name;
  readonly issuerDer: Uint8Array;
  readonly subject: Name;
  readonly subjectDer: Uint8Array;
  readonly notBefore: Date;
  /** Last second of validity. */
  readonly notAfter: Date;
  readonly spki: SubjectPublicKeyInfo;
  readonly extensions: Extensions;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/**
 * DER of a version 3 TBSCertificate (RFC 5280 §4.1): the octets the issuer signs. Throws a RangeError for fields no
 * certificate may have.
 */
export function buildTbsCertificate(fields: TbsCertificateFields): Uint8Array {
  const serial = unsignedInteger(fields.serial);
  assertSerial(serial.subarray(2), (message) => new RangeError(message));
  if (fields.issuer.length === 0) throw new RangeError('certificate without issuer');
  if (fields.notAfter.getTime() < fields.notBefore.getTime()) throw new RangeError('certificate ends before it begins');
  return sequence(
    explicit(0, integer(2)),
    serial,
    (fields.signatureAlgorithm ?? sm2SignatureAlgorithmIdentifier()).der,
    encodeName(fields.issuer),
    sequence(time(fields.notBefore), time(fields.notAfter)),
    encodeName(fields.subject),
    fields.spki,
    explicit(3, encodeExtensions(fields.extensions)),
  );
}

/** Certificate from the signed octets and the issuer's signature (SM2: DER SEQUENCE of r and s). */
export function assembleCertificate(
  tbs: Uint8Array,
  signatureDer: Uint8Array,
  signatureAlgorithm: AlgorithmIdentifier = sm2SignatureAlgorithmIdentifier(),
): Uint8Array {
  return sequence(tbs, signatureAlgorithm.der, bitString(signatureDer));
}

/** Reads a certificate; anything RFC 5280 forbids in its syntax throws {@link Asn1Error}. */
export function parseCertificate(der: Uint8Array): Certificate {
  return readDer(der, (reader) => {
    const element = reader.element(TAG.sequence);
    const members = reader.inside(element);
    const tbs = members.element(TAG.sequence);
    const signatureAlgorithm = readAlgorithmIdentifier(members);
    const signature = members.bitString();
    members.end();
    const fields = readTbs(members.inside(tbs), signatureAlgorithm);
    return { der: element.raw, tbs: tbs.raw, ...fields, signatureAlgorithm, signature };
  });
}

function readTbs(reader: DerReader, outer: AlgorithmIdentifier) {
  const version = readVersion(reader);
  const serial = readSerial(reader);
  const at = reader.offset;
  // RFC 5280 §4.1.1.2: otherwise the signed algorithm and the one used could differ.
  if (!equalBytes(readAlgorithmIdentifier(reader).der, outer.der)) {
    throw new Asn1Error('bad-value', 'signature algorithms inside and outside differ', at);
  }
  const issuerDer = reader.element(TAG.sequence).raw;
  const issuer = readDer(issuerDer, readName);
  if (issuer.length === 0) throw new Asn1Error('bad-value', 'certificate without issuer', at);
  const { notBefore, notAfter } = readValidity(reader);
  const subjectDer = reader.element(TAG.sequence).raw;
  const subject = readDer(subjectDer, readName);
  const spki = readSpki(reader);
  skipUniqueIdentifiers(reader, version);
  const extensions = readOptionalExtensions(reader, version);
  reader.end();
  return { version, serial, issuer, issuerDer, subject, subjectDer, notBefore, notAfter, spki, extensions };
}

function readVersion(reader: DerReader): 1 | 2 | 3 {
  const encoded = reader.optional(contextConstructedTag(0), (r) => {
    const inner = r.context(0);
    // The default v1(0) is never encoded (X.690 §11.5).
    const value = inner.smallInteger(1, 2);
    inner.end();
    return value;
  });
  return ((encoded ?? 0) + 1) as 1 | 2 | 3;
}

/** Serial number: positive, at most 20 octets as encoded. */
export function readSerial(reader: DerReader): Uint8Array {
  const at = reader.offset;
  const octets = reader.integerOctets();
  assertSerial(octets, (message) => new Asn1Error('bad-value', message, at));
  return octets[0] === 0 ? octets.subarray(1) : octets;
}

function assertSerial(octets: Uint8Array, refusal: (message: string) => Error): void {
  if (octets.length > MAX_SERIAL_OCTETS) throw refusal('serial number of more than 20 octets');
  if (((octets[0] as number) & 0x80) !== 0 || octets.every((octet) => octet === 0)) {
    throw refusal('serial number is not positive');
  }
}

function readValidity(reader: DerReader): { notBefore: Date; notAfter: Date } {
  const at = reader.offset;
  const fields = reader.sequence();
  const notBefore = fields.time();
  const notAfter = fields.time();
  fields.end();
  if (notAfter.getTime() < notBefore.getTime()) {
    throw new Asn1Error('bad-value', 'certificate ends before it begins', at);
  }
  return { notBefore, notAfter };
}

function skipUniqueIdentifiers(reader: DerReader, version: number): void {
  for (const n of [1, 2]) {
    const tag = contextPrimitiveTag(n);
    if (reader.peek() !== tag) continue;
    if (version === 1) throw new Asn1Error('bad-value', 'unique identifier in version 1', reader.offset);
    reader.any();
  }
}

function readOptionalExtensions(reader: DerReader, version: number): Extensions {
  if (reader.peek() !== contextConstructedTag(3)) return NO_EXTENSIONS;
  if (version !== 3) throw new Asn1Error('bad-value', 'extensions need version 3', reader.offset);
  const wrapper = reader.context(3);
  const extensions = readExtensions(wrapper);
  wrapper.end();
  return extensions;
}

/** SM3 of the whole certificate: names it in records and in signing-certificate attributes. */
export function fingerprint(der: Uint8Array): Uint8Array {
  return sm3(der);
}

/** Issuer and subject are the same name. */
export function isSelfIssued(certificate: Certificate): boolean {
  return equalBytes(certificate.issuerDer, certificate.subjectDer);
}
