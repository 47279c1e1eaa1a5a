import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { ia5String, oid, printableString, sequence, setOf, utf8String } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { equalBytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';

/** One attribute of a distinguished name. */
export interface NameAttribute {
  /** Dotted identifier of the attribute type. */
  readonly type: string;
  /** Text; `#` and hex of the encoding where the value is not a character string (RFC 4514 §2.4). */
  readonly value: string;
  /** Encoding of the value as received. It is written back unchanged; absent for names made here. */
  readonly encoded?: Uint8Array;
}

export type RelativeDistinguishedName = readonly NameAttribute[];

/** Distinguished name in the order of its encoding: country first, common name last. */
export type Name = readonly RelativeDistinguishedName[];

const LABELS: ReadonlyMap<string, string> = new Map([
  [OID.commonName, 'CN'],
  [OID.surname, 'SN'],
  [OID.serialNumber, 'serialNumber'],
  [OID.countryName, 'C'],
  [OID.localityName, 'L'],
  [OID.stateOrProvinceName, 'ST'],
  [OID.organizationName, 'O'],
  [OID.organizationalUnitName, 'OU'],
  [OID.title, 'title'],
  [OID.givenName, 'GN'],
  [OID.userId, 'UID'],
  [OID.domainComponent, 'DC'],
  [OID.emailAddress, 'emailAddress'],
]);

const STRING_TAGS: ReadonlySet<number> = new Set([
  TAG.utf8String,
  TAG.printableString,
  TAG.ia5String,
  TAG.numericString,
  TAG.visibleString,
  TAG.teletexString,
  TAG.bmpString,
]);

/** Attribute types whose syntax RFC 5280 appendix A fixes; every other type is written as UTF8String. */
const ENCODERS: ReadonlyMap<string, (text: string) => Uint8Array> = new Map([
  [OID.countryName, printableString],
  [OID.serialNumber, printableString],
  [OID.emailAddress, ia5String],
  [OID.domainComponent, ia5String],
]);

/** Name of single-valued RDNs from `[attribute type, text]` pairs, most significant (country) first. */
export function nameOf(attributes: readonly (readonly [type: string, value: string])[]): Name {
  return attributes.map(([type, value]) => [{ type, value }]);
}

/** DER of a Name (RFC 5280 §4.1.2.4). Throws a RangeError where a text does not fit its attribute's syntax. */
export function encodeName(name: Name): Uint8Array {
  return sequence(...name.map((rdn) => setOf(...rdn.map(encodeAttribute))));
}

function encodeAttribute({ type, value, encoded }: NameAttribute): Uint8Array {
  return sequence(oid(type), encoded ?? (ENCODERS.get(type) ?? utf8String)(value));
}

/** Reads a Name; an RDN is not empty. */
export function readName(reader: DerReader): Name {
  return reader.sequence().all((rdns) => {
    const attributes = rdns.setOf({ sorted: true });
    return [readAttribute(attributes), ...attributes.all(readAttribute)];
  });
}

function readAttribute(reader: DerReader): NameAttribute {
  const attribute = reader.sequence();
  const type = attribute.oid();
  const { tag, raw } = attribute.any();
  attribute.end();
  const value = STRING_TAGS.has(tag) ? readDer(raw, (text) => text.string()) : `#${toHex(raw)}`;
  return { type, value, encoded: raw };
}

/** Text in the manner of RFC 4514: last RDN first, special characters escaped, Chinese characters as they are. */
export function formatName(name: Name): string {
  return [...name]
    .reverse()
    .map((rdn) => rdn.map(formatAttribute).join('+'))
    .join(',');
}

function formatAttribute({ type, value }: NameAttribute): string {
  const text = value
    .replace(/[\\",;<>+=]/g, '\\$&')
    .replace(/^[ #]| $/g, '\\$&')
    // Control and direction characters could forge a line or reverse a name on a screen.
    .replace(/[\p{Cc}\p{Cf}]/gu, (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`);
  return `${LABELS.get(type) ?? type}=${text}`;
}

/**
 * Whether two names are the same (RFC 5280 §7.1): RDNs in order, attributes of an RDN in any order; character strings
 * compared after compatibility composition, without regard to case and to the amount of white space.
 */
export function equalNames(a: Name, b: Name): boolean {
  return a.length === b.length && a.every((rdn, index) => equalRdns(rdn, b[index] as RelativeDistinguishedName));
}

function equalRdns(a: RelativeDistinguishedName, b: RelativeDistinguishedName): boolean {
  const left = a.map(comparable).sort();
  const right = b.map(comparable).sort();
  return left.length === right.length && left.every((text, index) => text === right[index]);
}

function comparable({ type, value, encoded }: NameAttribute): string {
  const isText = encoded === undefined || STRING_TAGS.has(encoded[0] as number);
  const text = isText ? value.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim() : value;
  return `${type}=${isText ? 's' : 'x'}${text}`;
}

/** Same encoding, or the same name by {@link equalNames}. The encodings are compared first because they nearly always agree. */
export function equalNameEncodings(a: { der: Uint8Array; name: Name }, b: { der: Uint8Array; name: Name }): boolean {
  return equalBytes(a.der, b.der) || equalNames(a.name, b.name);
}

/** Text of the most specific attribute of a type, or undefined. */
export function attributeOf(name: Name, type: string): string | undefined {
  for (const rdn of [...name].reverse()) {
    const found = rdn.find((attribute) => attribute.type === type);
    if (found !== undefined) return found.value;
  }
  return undefined;
}

export function commonNameOf(name: Name): string | undefined {
  return attributeOf(name, OID.commonName);
}
