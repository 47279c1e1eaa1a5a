import { bigIntToBytes, compareBytes, concatBytes } from '../bytes/bytes.ts';
import { encodeOid } from './oid.ts';
import { contextConstructedTag, contextPrimitiveTag, TAG } from './tags.ts';
import { formatGeneralizedTime, formatUtcTime, isUtcTimeYear } from './time.ts';

const UTF8 = new TextEncoder();

/** One element: identifier octet, minimal definite length, contents (X.690 §8.1, §10.1). */
export function element(tag: number, value: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.of(tag), lengthOctets(value.length), value);
}

function lengthOctets(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  let size = 1;
  while (length >= 2 ** (8 * size)) size++;
  return concatBytes(Uint8Array.of(0x80 | size), bigIntToBytes(BigInt(length), size));
}

export function sequence(...members: readonly Uint8Array[]): Uint8Array {
  return element(TAG.sequence, concatBytes(...members));
}

/** SET OF: members are put into ascending order of their encodings (X.690 §11.6). */
export function setOf(...members: readonly Uint8Array[]): Uint8Array {
  return element(TAG.set, concatBytes(...[...members].sort(compareBytes)));
}

/** INTEGER from a bigint or a safe number, in two's complement with the fewest octets (X.690 §8.3). */
export function integer(value: bigint | number): Uint8Array {
  return element(TAG.integer, signedOctets(BigInt(value)));
}

export function enumerated(value: number): Uint8Array {
  return element(TAG.enumerated, signedOctets(BigInt(value)));
}

/** INTEGER whose non-negative value is given as big-endian octets: serial numbers, r, s. */
export function unsignedInteger(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const trimmed = bytes.subarray(start);
  if (trimmed.length === 0) return element(TAG.integer, Uint8Array.of(0));
  const needsSign = ((trimmed[0] as number) & 0x80) !== 0;
  return element(TAG.integer, needsSign ? concatBytes(Uint8Array.of(0), trimmed) : trimmed);
}

function signedOctets(value: bigint): Uint8Array {
  let size = 1;
  while (value < -(1n << BigInt(8 * size - 1)) || value >= 1n << BigInt(8 * size - 1)) size++;
  return bigIntToBytes(BigInt.asUintN(8 * size, value), size);
}

export function boolean(value: boolean): Uint8Array {
  return element(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
}

export function nullValue(): Uint8Array {
  return element(TAG.null, new Uint8Array(0));
}

/** OBJECT IDENTIFIER from dotted decimals. */
export function oid(dotted: string): Uint8Array {
  return element(TAG.oid, encodeOid(dotted));
}

export function octetString(value: Uint8Array): Uint8Array {
  return element(TAG.octetString, value);
}

/** BIT STRING of whole octets. */
export function bitString(value: Uint8Array): Uint8Array {
  return element(TAG.bitString, concatBytes(Uint8Array.of(0), value));
}

/** Named bit list: bit numbers that are set; trailing zero bits are dropped (X.690 §11.2.2). */
export function namedBits(bits: readonly number[]): Uint8Array {
  if (bits.length === 0) return element(TAG.bitString, Uint8Array.of(0));
  const highest = Math.max(...bits);
  const octets = new Uint8Array(1 + (highest >> 3) + 1);
  octets[0] = 7 - (highest & 7);
  for (const bit of bits) {
    const index = 1 + (bit >> 3);
    octets[index] = (octets[index] as number) | (0x80 >> (bit & 7));
  }
  return element(TAG.bitString, octets);
}

/** UTF8String; throws a RangeError for half a surrogate pair, which UTF-8 cannot hold. */
export function utf8String(text: string): Uint8Array {
  if (!text.isWellFormed()) throw new RangeError('not a UTF8String');
  return element(TAG.utf8String, UTF8.encode(text));
}

/** PrintableString; throws a RangeError for a character outside its repertoire (X.680 §41.4). */
export function printableString(text: string): Uint8Array {
  if (!/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(text)) throw new RangeError('not a PrintableString');
  return element(TAG.printableString, UTF8.encode(text));
}

/** IA5String; throws a RangeError for a character above U+007F. */
export function ia5String(text: string): Uint8Array {
  const bytes = UTF8.encode(text);
  if (bytes.some((byte) => byte > 0x7f)) throw new RangeError('not an IA5String');
  return element(TAG.ia5String, bytes);
}

export function utcTime(at: Date): Uint8Array {
  return element(TAG.utcTime, UTF8.encode(formatUtcTime(at)));
}

/** GeneralizedTime in UTC; milliseconds appear only when asked for and not zero (X.690 §11.7). */
export function generalizedTime(at: Date, options: { readonly milliseconds?: boolean } = {}): Uint8Array {
  return element(TAG.generalizedTime, UTF8.encode(formatGeneralizedTime(at, options.milliseconds ?? false)));
}

/** Time of certificates and CRLs: UTCTime to the year 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). */
export function time(at: Date): Uint8Array {
  return isUtcTimeYear(at) ? utcTime(at) : generalizedTime(at);
}

/** `[n] EXPLICIT`. */
export function explicit(n: number, ...members: readonly Uint8Array[]): Uint8Array {
  return element(contextConstructedTag(n), concatBytes(...members));
}

/** `[n] IMPLICIT` over an encoded element: the identifier octet is replaced, constructed stays constructed. */
export function implicit(n: number, encoded: Uint8Array): Uint8Array {
  const out = encoded.slice();
  out[0] = ((encoded[0] as number) & 0x20) !== 0 ? contextConstructedTag(n) : contextPrimitiveTag(n);
  return out;
}
