import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import {
  boolean,
  explicit,
  ia5String,
  implicit,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
} from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag, contextPrimitiveTag, TAG } from '../asn1/tags.ts';
import { sm3 } from '../crypto/sm3.ts';
import { encodeGeneralName, type GeneralName, readGeneralName, readGeneralNames, urisOf } from './general-names.ts';

/** One extension as it is encoded; `value` is the DER inside the OCTET STRING. */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** Bits of keyUsage in the order of RFC 5280 §4.2.1.3. */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

export interface BasicConstraints {
  readonly ca: boolean;
  readonly pathLength?: number;
}

export interface AuthorityKeyIdentifier {
  readonly keyIdentifier?: Uint8Array;
  readonly issuer?: readonly GeneralName[];
  /** Unsigned octets. */
  readonly serial?: Uint8Array;
}

export interface CertificatePolicy {
  readonly policy: string;
  /** DER of the qualifiers SEQUENCE, unread. */
  readonly qualifiers?: Uint8Array;
}

export interface AccessDescription {
  readonly method: string;
  readonly location: GeneralName;
}

export interface DistributionPoint {
  readonly uris: readonly string[];
  /** Covers some reasons only, or names another CRL issuer: its CRL does not tell the whole status. */
  readonly partial: boolean;
}

/** Extensions read: the known ones typed, all of them raw and in order. */
export interface Extensions {
  readonly all: readonly Extension[];
  readonly basicConstraints?: BasicConstraints;
  readonly keyUsage?: readonly KeyUsage[];
  /** Dotted identifiers. */
  readonly extendedKeyUsage?: readonly string[];
  readonly subjectKeyIdentifier?: Uint8Array;
  readonly authorityKeyIdentifier?: AuthorityKeyIdentifier;
  readonly certificatePolicies?: readonly CertificatePolicy[];
  readonly crlDistributionPoints?: readonly DistributionPoint[];
  readonly authorityInfoAccess?: readonly AccessDescription[];
  readonly subjectAltName?: readonly GeneralName[];
}

type Known = Omit<Extensions, 'all'>;

/** Reader of each known extension, into the field of the same meaning. */
const READERS: ReadonlyMap<string, (reader: DerReader) => Known> = new Map<string, (reader: DerReader) => Known>([
  [OID.basicConstraints, (reader) => ({ basicConstraints: readBasicConstraints(reader) })],
  [OID.keyUsage, (reader) => ({ keyUsage: readKeyUsage(reader) })],
  [OID.extendedKeyUsage, (reader) => ({ extendedKeyUsage: atLeastOne(reader.sequence(), (r) => r.oid()) })],
  [OID.subjectKeyIdentifier, (reader) => ({ subjectKeyIdentifier: reader.octetString() })],
  [OID.authorityKeyIdentifier, (reader) => ({ authorityKeyIdentifier: readAuthorityKeyIdentifier(reader) })],
  [OID.certificatePolicies, (reader) => ({ certificatePolicies: readPolicies(reader) })],
  [OID.cRLDistributionPoints, (reader) => ({ crlDistributionPoints: readDistributionPoints(reader) })],
  [OID.authorityInfoAccess, (reader) => ({ authorityInfoAccess: atLeastOne(reader.sequence(), readAccess) })],
  [OID.subjectAltName, (reader) => ({ subjectAltName: readGeneralNames(reader.sequence()) })],
]);

/** Critical extensions that path validation understands; any other critical one must make it fail (RFC 5280 §4.2). */
export const PROCESSED_EXTENSIONS: ReadonlySet<string> = new Set(READERS.keys());

/** Any extension, from the DER of its value. Private extensions are made with this. */
export function extension(id: string, value: Uint8Array, critical = false): Extension {
  return { oid: id, critical, value };
}

export function basicConstraintsExtension(constraints: BasicConstraints): Extension {
  const ca = constraints.ca ? [boolean(true)] : [];
  if (!constraints.ca && constraints.pathLength !== undefined) throw new RangeError('path length without CA');
  const pathLength = constraints.pathLength === undefined ? [] : [integer(constraints.pathLength)];
  return extension(OID.basicConstraints, sequence(...ca, ...pathLength), true);
}

export function keyUsageExtension(usages: readonly KeyUsage[]): Extension {
  return extension(OID.keyUsage, namedBits(usages.map((usage) => KEY_USAGES.indexOf(usage))), true);
}

/** Not critical by default; a timestamp unit needs it critical (RFC 3161 §2.3). */
export function extendedKeyUsageExtension(usages: readonly string[], critical = false): Extension {
  return extension(OID.extendedKeyUsage, sequence(...usages.map(oid)), critical);
}

export function subjectKeyIdentifierExtension(identifier: Uint8Array): Extension {
  return extension(OID.subjectKeyIdentifier, octetString(identifier));
}

export function authorityKeyIdentifierExtension(keyIdentifier: Uint8Array): Extension {
  return extension(OID.authorityKeyIdentifier, sequence(implicit(0, octetString(keyIdentifier))));
}

export function certificatePoliciesExtension(policies: readonly string[]): Extension {
  return extension(OID.certificatePolicies, sequence(...policies.map((policy) => sequence(oid(policy)))));
}

/** One distribution point with the given addresses, all of the same CRL. */
export function crlDistributionPointsExtension(uris: readonly string[]): Extension {
  const fullName = uris.map((uri) => implicit(6, ia5String(uri)));
  return extension(OID.cRLDistributionPoints, sequence(sequence(explicit(0, explicit(0, ...fullName)))));
}

export function authorityInfoAccessExtension(access: {
  readonly ocsp?: string;
  readonly caIssuers?: string;
}): Extension {
  const describe = (method: string, uri: string | undefined) =>
    uri === undefined ? [] : [sequence(oid(method), implicit(6, ia5String(uri)))];
  return extension(
    OID.authorityInfoAccess,
    sequence(...describe(OID.ocsp, access.ocsp), ...describe(OID.caIssuers, access.caIssuers)),
  );
}

export function subjectAltNameExtension(names: readonly GeneralName[], critical = false): Extension {
  return extension(OID.subjectAltName, sequence(...names.map(encodeGeneralName)), critical);
}

/** Key identifier of a public key: the first 20 octets of its SM3 (RFC 7093 §2 method, with the national digest). */
export function keyIdentifierOf(publicKey: Uint8Array): Uint8Array {
  return sm3(publicKey).slice(0, 20);
}

/** Extensions SEQUENCE; an empty list may not be written (RFC 5280 §4.1.2.9). */
export function encodeExtensions(extensions: readonly Extension[]): Uint8Array {
  if (extensions.length === 0) throw new RangeError('no extensions to encode');
  if (new Set(extensions.map((each) => each.oid)).size !== extensions.length)
    throw new RangeError('extension repeated');
  return sequence(
    ...extensions.map(({ oid: id, critical, value }) =>
      sequence(oid(id), ...(critical ? [boolean(true)] : []), octetString(value)),
    ),
  );
}

/** No extension at all. */
export const NO_EXTENSIONS: Extensions = { all: [] };

/** Raw extensions of an Extensions SEQUENCE: at least one, none twice (RFC 5280 §4.2). */
export function readRawExtensions(reader: DerReader): Extension[] {
  const seen = new Set<string>();
  return atLeastOne(reader.sequence(), (members) => {
    const at = members.offset;
    const fields = members.sequence();
    const id = fields.oid();
    const critical = fields.booleanDefaultFalse();
    const value = fields.octetString();
    fields.end();
    if (seen.has(id)) throw new Asn1Error('bad-value', `extension ${id} appears twice`, at);
    seen.add(id);
    return { oid: id, critical, value };
  });
}

/** Extensions of a certificate or request. */
export function readExtensions(reader: DerReader): Extensions {
  const all = readRawExtensions(reader);
  const known: Known[] = all.map(({ oid: id, value }) => {
    const read = READERS.get(id);
    return read === undefined ? {} : readDer(value, read);
  });
  return Object.assign({ all }, ...known) as Extensions;
}

/** Raw extension by identifier. */
export function findExtension(extensions: Extensions, id: string): Extension | undefined {
  return extensions.all.find((each) => each.oid === id);
}

function readBasicConstraints(reader: DerReader): BasicConstraints {
  const fields = reader.sequence();
  const ca = fields.booleanDefaultFalse();
  const offset = fields.offset;
  const pathLength = fields.optional(TAG.integer, (r) => r.smallInteger());
  fields.end();
  // RFC 5280 §4.2.1.9 forbids it; a reader that ignores it would judge a malformed certificate.
  if (!ca && pathLength !== undefined) throw new Asn1Error('bad-value', 'path length without CA', offset);
  return pathLength === undefined ? { ca } : { ca, pathLength };
}

function readKeyUsage(reader: DerReader): KeyUsage[] {
  const offset = reader.offset;
  const bits = reader.namedBits();
  const usages = bits.flatMap((bit) => KEY_USAGES[bit] ?? []);
  if (usages.length === 0 || usages.length !== bits.length) {
    throw new Asn1Error('bad-value', 'key usage is empty or has unknown bits', offset);
  }
  return usages;
}

function readAuthorityKeyIdentifier(reader: DerReader): AuthorityKeyIdentifier {
  const fields = reader.sequence();
  const keyIdentifier = fields.optional(contextPrimitiveTag(0), (r) => r.element(contextPrimitiveTag(0)).value);
  const issuer = fields.optional(contextConstructedTag(1), (r) => readGeneralNames(r.context(1)));
  const serial = fields.optional(contextPrimitiveTag(2), (r) => unsignedOf(r.integerOctets(contextPrimitiveTag(2))));
  fields.end();
  return {
    ...(keyIdentifier && { keyIdentifier }),
    ...(issuer && { issuer }),
    ...(serial && { serial }),
  };
}

function unsignedOf(octets: Uint8Array): Uint8Array {
  return octets[0] === 0 && octets.length > 1 ? octets.subarray(1) : octets;
}

function readPolicies(reader: DerReader): CertificatePolicy[] {
  const seen = new Set<string>();
  return atLeastOne(reader.sequence(), (members) => {
    const fields = members.sequence();
    const policy = fields.oid();
    const qualifiers = fields.optional(TAG.sequence, (r) => r.any().raw);
    fields.end();
    if (seen.has(policy)) throw new Asn1Error('bad-value', `policy ${policy} appears twice`, fields.offset);
    seen.add(policy);
    return qualifiers === undefined ? { policy } : { policy, qualifiers };
  });
}

/** CRLDistributionPoints, which freshestCRL has the form of (RFC 5280 §4.2.1.13, §4.2.1.15). */
export function readDistributionPoints(reader: DerReader): DistributionPoint[] {
  return atLeastOne(reader.sequence(), readDistributionPoint);
}

function readDistributionPoint(reader: DerReader): DistributionPoint {
  const fields = reader.sequence();
  const names = fields.optional(contextConstructedTag(0), readPointName);
  const reasons = fields.optional(contextPrimitiveTag(1), (r) => r.namedBits(contextPrimitiveTag(1)));
  const issuer = fields.optional(contextConstructedTag(2), (r) => readGeneralNames(r.context(2)));
  fields.end();
  return { uris: urisOf(names ?? []), partial: reasons !== undefined || issuer !== undefined };
}

/** Addresses of a DistributionPointName in its [0]. */
export function readPointUris(reader: DerReader): string[] {
  return urisOf(readPointName(reader));
}

/** DistributionPointName; a name relative to the issuer has no address. */
function readPointName(reader: DerReader): GeneralName[] {
  const choice = reader.context(0);
  const isFullName = choice.peek() === contextConstructedTag(0);
  const names = isFullName ? readGeneralNames(choice.context(0)) : [];
  if (!isFullName) choice.element(contextConstructedTag(1));
  choice.end();
  return names;
}

function readAccess(reader: DerReader): AccessDescription {
  const fields = reader.sequence();
  const method = fields.oid();
  const location = readGeneralName(fields);
  fields.end();
  return { method, location };
}

function atLeastOne<T>(members: DerReader, read: (reader: DerReader) => T): T[] {
  return [read(members), ...members.all(read)];
}
