import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import {
  bitString,
  enumerated,
  explicit,
  generalizedTime,
  ia5String,
  implicit,
  integer,
  sequence,
  time,
  unsignedInteger,
} from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag, contextPrimitiveTag, TAG } from '../asn1/tags.ts';
import { equalBytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm-identifier.ts';
import { sm2SignatureAlgorithmIdentifier } from './algorithms.ts';
import { readSerial } from './certificate.ts';
import {
  authorityKeyIdentifierExtension,
  type Extension,
  encodeExtensions,
  extension,
  readDistributionPoints,
  readPointUris,
  readRawExtensions,
} from './extensions.ts';
import { encodeName, type Name, readName } from './name.ts';

/** CRLReason codes (RFC 5280 §5.3.1). */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const;

export type RevocationReason = keyof typeof REVOCATION_REASONS;

const REASON_NAMES = new Map(
  (Object.entries(REVOCATION_REASONS) as [RevocationReason, number][]).map(([name, code]) => [code, name]),
);

export interface RevokedCertificate {
  /** Big-endian without sign octet. */
  readonly serial: Uint8Array;
  readonly revokedAt: Date;
  readonly reason?: RevocationReason;
  /** Since when the key is suspected or the certificate was wrong. */
  readonly invalidityDate?: Date;
}

export interface TbsCrlFields {
  readonly issuer: Name;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly crlNumber: bigint;
  /** Key identifier of the issuer. */
  readonly authorityKeyIdentifier: Uint8Array;
  readonly revoked: readonly RevokedCertificate[];
  /** In place of `revoked`: entries from {@link encodeRevokedEntry} one after the other, kept from list to list. */
  readonly encodedRevoked?: readonly Uint8Array[];
  /** Makes it a delta: only what changed since the list of this number (RFC 5280 §5.2.4). */
  readonly baseCrlNumber?: bigint;
  /** Where the delta of this list is (RFC 5280 §5.2.6). */
  readonly freshestCrl?: string;
  /** Covers the certificates that name this address, and no others (RFC 5280 §5.2.5). */
  readonly distributionPoint?: string;
  readonly signatureAlgorithm?: AlgorithmIdentifier;
  /** Also listed: certificates that expired since this time (X.509 expiredCertsOnCRL). */
  readonly expiredCertificatesSince?: Date;
}

/** What an issuingDistributionPoint restricts a CRL to (RFC 5280 §5.2.5). */
export interface CrlScope {
  /** Covers certificates that name one of these; undefined: the issuer's, wherever they send their reader. */
  readonly distributionPoint: readonly string[] | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyCaCertificates: boolean;
  /** Indirect, some reasons only, or attribute certificates: not judged by this engine. */
  readonly other: boolean;
}

/** A CRL as read. Byte strings are views of `der`. */
export interface CertificateRevocationList {
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly issuer: Name;
  readonly issuerDer: Uint8Array;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  readonly crlNumber: bigint | undefined;
  /** Present on a delta: it tells what changed since the list of this number, and nothing alone. */
  readonly baseCrlNumber: bigint | undefined;
  /** Addresses of this list's delta. */
  readonly freshestCrl: readonly string[];
  readonly authorityKeyIdentifier: Uint8Array | undefined;
  readonly scope: CrlScope | undefined;
  readonly expiredCertificatesSince: Date | undefined;
  /** Identifiers of critical extensions of the list or its entries that are not processed; then it proves nothing. */
  readonly unknownCritical: readonly string[];
  /** By serial number in hexadecimal. */
  readonly revoked: ReadonlyMap<string, RevokedCertificate>;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** DER of a version 2 TBSCertList (RFC 5280 §5.1): the octets the issuer signs. Throws a RangeError for impossible fields. */
export function buildTbsCrl(fields: TbsCrlFields): Uint8Array {
  if (fields.nextUpdate.getTime() <= fields.thisUpdate.getTime()) throw new RangeError('CRL ends before it begins');
  if (new Set(fields.revoked.map(({ serial }) => toHex(serial))).size !== fields.revoked.length) {
    throw new RangeError('serial number revoked twice');
  }
  const entries = fields.encodedRevoked ?? fields.revoked.map(encodeRevokedEntry);
  return sequence(
    integer(1),
    (fields.signatureAlgorithm ?? sm2SignatureAlgorithmIdentifier()).der,
    encodeName(fields.issuer),
    time(fields.thisUpdate),
    time(fields.nextUpdate),
    // An empty list is left out (RFC 5280 §5.1.2.6).
    ...(entries.some(({ length }) => length > 0) ? [sequence(...entries)] : []),
    explicit(0, encodeExtensions(listExtensionsOf(fields))),
  );
}

function listExtensionsOf(fields: TbsCrlFields): Extension[] {
  const { baseCrlNumber, freshestCrl, distributionPoint, expiredCertificatesSince } = fields;
  if (baseCrlNumber !== undefined && (freshestCrl !== undefined || baseCrlNumber >= fields.crlNumber)) {
    throw new RangeError('a delta follows its base and has no delta of its own');
  }
  const extensions = [
    authorityKeyIdentifierExtension(fields.authorityKeyIdentifier),
    extension(OID.cRLNumber, integer(fields.crlNumber)),
  ];
  const pointName = (uri: string) => explicit(0, explicit(0, implicit(6, ia5String(uri))));
  if (baseCrlNumber !== undefined) extensions.push(extension(OID.deltaCRLIndicator, integer(baseCrlNumber), true));
  if (distributionPoint !== undefined) {
    extensions.push(extension(OID.issuingDistributionPoint, sequence(pointName(distributionPoint)), true));
  }
  if (freshestCrl !== undefined)
    extensions.push(extension(OID.freshestCRL, sequence(sequence(pointName(freshestCrl)))));
  if (expiredCertificatesSince !== undefined) {
    extensions.push(extension(OID.expiredCertsOnCRL, generalizedTime(expiredCertificatesSince)));
  }
  return extensions;
}

/** DER of one member of revokedCertificates. */
export function encodeRevokedEntry({ serial, revokedAt, reason, invalidityDate }: RevokedCertificate): Uint8Array {
  const extensions: Extension[] = [];
  // unspecified is left out (RFC 5280 §5.3.1).
  if (reason !== undefined && reason !== 'unspecified') {
    extensions.push(extension(OID.reasonCode, enumerated(REVOCATION_REASONS[reason])));
  }
  if (invalidityDate !== undefined) extensions.push(extension(OID.invalidityDate, generalizedTime(invalidityDate)));
  return sequence(
    unsignedInteger(serial),
    time(revokedAt),
    ...(extensions.length > 0 ? [encodeExtensions(extensions)] : []),
  );
}

export function assembleCrl(
  tbs: Uint8Array,
  signatureDer: Uint8Array,
  signatureAlgorithm: AlgorithmIdentifier = sm2SignatureAlgorithmIdentifier(),
): Uint8Array {
  return sequence(tbs, signatureAlgorithm.der, bitString(signatureDer));
}

/** Entry of a certificate, or undefined when it is not listed. `serial` big-endian without sign octet. */
export function findRevoked(crl: CertificateRevocationList, serial: Uint8Array): RevokedCertificate | undefined {
  return crl.revoked.get(toHex(serial));
}

/** Reads a CRL of version 1 or 2; malformed input throws {@link Asn1Error}. */
export function parseCrl(der: Uint8Array): CertificateRevocationList {
  return readDer(der, (reader) => {
    const outer = reader.element(TAG.sequence);
    const members = reader.inside(outer);
    const tbs = members.element(TAG.sequence);
    const signatureAlgorithm = readAlgorithmIdentifier(members);
    const signature = members.bitString();
    members.end();
    const fields = readTbs(members.inside(tbs), signatureAlgorithm);
    return { der: outer.raw, tbs: tbs.raw, ...fields, signatureAlgorithm, signature };
  });
}

function readTbs(reader: DerReader, outer: AlgorithmIdentifier) {
  const version = reader.optional(TAG.integer, (r) => r.smallInteger(1, 1)) ?? 0;
  const at = reader.offset;
  if (!equalBytes(readAlgorithmIdentifier(reader).der, outer.der)) {
    throw new Asn1Error('bad-value', 'signature algorithms inside and outside differ', at);
  }
  const issuerDer = reader.element(TAG.sequence).raw;
  const issuer = readDer(issuerDer, readName);
  if (issuer.length === 0) throw new Asn1Error('bad-value', 'CRL without issuer', at);
  const thisUpdate = reader.time();
  const hasNext = reader.peek() === TAG.utcTime || reader.peek() === TAG.generalizedTime;
  const nextUpdate = hasNext ? reader.time() : undefined;
  const unknownCritical = new Set<string>();
  const revoked =
    reader.optional(TAG.sequence, (r) => readEntries(r, version, unknownCritical)) ??
    new Map<string, RevokedCertificate>();
  const listExtensions =
    version === 0 ? undefined : reader.optional(contextConstructedTag(0), (r) => readListExtensions(r.context(0)));
  reader.end();
  for (const id of listExtensions?.unknownCritical ?? []) unknownCritical.add(id);
  return {
    issuer,
    issuerDer,
    thisUpdate,
    nextUpdate,
    crlNumber: listExtensions?.crlNumber,
    baseCrlNumber: listExtensions?.baseCrlNumber,
    freshestCrl: listExtensions?.freshestCrl ?? [],
    authorityKeyIdentifier: listExtensions?.authorityKeyIdentifier,
    scope: listExtensions?.scope,
    expiredCertificatesSince: listExtensions?.expiredCertificatesSince,
    unknownCritical: [...unknownCritical],
    revoked,
  };
}

function readEntries(reader: DerReader, version: number, unknownCritical: Set<string>) {
  const revoked = new Map<string, RevokedCertificate>();
  const members = reader.sequence();
  while (!members.done) {
    const at = members.offset;
    const fields = members.sequence();
    const serial = readSerial(fields);
    const revokedAt = fields.time();
    const extensions = version === 0 || fields.done ? [] : readRawExtensions(fields);
    fields.end();
    const key = toHex(serial);
    if (revoked.has(key)) throw new Asn1Error('bad-value', 'serial number is listed twice', at);
    revoked.set(key, { serial, revokedAt, ...readEntryExtensions(extensions, unknownCritical) });
  }
  return revoked;
}

function readEntryExtensions(extensions: readonly Extension[], unknownCritical: Set<string>) {
  let reason: RevocationReason | undefined;
  let invalidityDate: Date | undefined;
  for (const { oid, critical, value } of extensions) {
    if (oid === OID.reasonCode) reason = readDer(value, readReason);
    else if (oid === OID.invalidityDate) invalidityDate = readDer(value, (r) => r.generalizedTime());
    else if (critical) unknownCritical.add(oid);
  }
  return { ...(reason && { reason }), ...(invalidityDate && { invalidityDate }) };
}

function readReason(reader: DerReader): RevocationReason {
  const reason = REASON_NAMES.get(reader.smallInteger(0, 10, TAG.enumerated));
  if (reason === undefined) throw new Asn1Error('bad-value', 'unknown revocation reason', 0);
  return reason;
}

function readListExtensions(wrapper: DerReader) {
  const extensions = readRawExtensions(wrapper);
  wrapper.end();
  const read = <T>(id: string, reader: (r: DerReader) => T): T | undefined => {
    const found = extensions.find((each) => each.oid === id);
    return found && readDer(found.value, reader);
  };
  const keyIdentifier = (r: DerReader): Uint8Array | undefined =>
    r.sequence().optional(contextPrimitiveTag(0), (s) => s.element(contextPrimitiveTag(0)).value);
  const processed: readonly string[] = [
    OID.cRLNumber,
    OID.deltaCRLIndicator,
    OID.authorityKeyIdentifier,
    OID.issuingDistributionPoint,
  ];
  return {
    crlNumber: read(OID.cRLNumber, (r) => r.integer()),
    baseCrlNumber: read(OID.deltaCRLIndicator, (r) => r.integer()),
    freshestCrl: read(OID.freshestCRL, (r) => readDistributionPoints(r).flatMap(({ uris }) => uris)),
    authorityKeyIdentifier: read(OID.authorityKeyIdentifier, keyIdentifier),
    scope: read(OID.issuingDistributionPoint, readScope),
    expiredCertificatesSince: read(OID.expiredCertsOnCRL, (r) => r.generalizedTime()),
    unknownCritical: extensions.filter((each) => each.critical && !processed.includes(each.oid)).map(({ oid }) => oid),
  };
}

function readScope(reader: DerReader): CrlScope {
  const fields = reader.sequence();
  const distributionPoint = fields.optional(contextConstructedTag(0), readPointUris);
  const flag = (n: number): boolean =>
    fields.optional(contextPrimitiveTag(n), (r) => {
      const { value, offset } = r.any();
      if (value.length !== 1 || value[0] !== 0xff) throw new Asn1Error('bad-boolean', 'BOOLEAN is not FF', offset);
      return true;
    }) ?? false;
  const onlyUserCertificates = flag(1);
  const onlyCaCertificates = flag(2);
  const someReasons = fields.optional(contextPrimitiveTag(3), (r) => r.any()) !== undefined;
  const indirect = flag(4);
  const onlyAttributeCertificates = flag(5);
  fields.end();
  return {
    distributionPoint,
    onlyUserCertificates,
    onlyCaCertificates,
    other: someReasons || indirect || onlyAttributeCertificates,
  };
}
