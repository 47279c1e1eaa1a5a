import { compareBytes } from '../bytes/bytes.ts';
import { Asn1Error } from './asn1-error.ts';
import { decodeOid } from './oid.ts';
import { contextConstructedTag, TAG } from './tags.ts';
import { parseGeneralizedTime, parseUtcTime } from './time.ts';

/** Deeper nesting is refused (CVE-2025-66031); certificates and CMS messages stay below 20. */
export const MAX_DEPTH = 32;

/** One element. `value` and `raw` are views of the input, never copies. */
export interface DerElement {
  readonly tag: number;
  /** Contents octets. */
  readonly value: Uint8Array;
  /** The whole element with its header, as received. */
  readonly raw: Uint8Array;
  /** Of the element's first octet in the input. */
  readonly offset: number;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * A cursor over DER (X.690). Every method reads the next element, checks that it is of the named type and in its
 * only allowed encoding, and moves on; a constructed element gives a new cursor. What was read re-encodes to the
 * input. Malformed input throws {@link Asn1Error}. Call {@link DerReader.end} where nothing may follow.
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #base: number;
  readonly #depth: number;
  #position = 0;

  constructor(bytes: Uint8Array, base = 0, depth = 0) {
    if (depth > MAX_DEPTH) throw new Asn1Error('too-deep', `nested deeper than ${MAX_DEPTH}`, base);
    this.#bytes = bytes;
    this.#base = base;
    this.#depth = depth;
  }

  /** Octets from the start of the outermost input. */
  get offset(): number {
    return this.#base + this.#position;
  }

  get done(): boolean {
    return this.#position === this.#bytes.length;
  }

  /** Identifier octet of the next element, or undefined at the end. */
  peek(): number | undefined {
    return this.#bytes[this.#position];
  }

  /** Refuses anything after the last expected element. */
  end(): void {
    if (!this.done) throw new Asn1Error('trailing-data', 'unexpected data after the last element', this.offset);
  }

  /** Next element of any type. */
  any(): DerElement {
    const start = this.#position;
    const offset = this.offset;
    const tag = this.#octet();
    // Octets 00 00 end an indefinite length (X.690 §8.1.5) and are no element.
    if (tag === 0) throw new Asn1Error('unexpected-tag', 'tag 0 is reserved', offset);
    if ((tag & 0x1f) === 0x1f) throw new Asn1Error('high-tag-number', 'tag number above 30', offset);
    const length = this.#length();
    if (length > this.#bytes.length - this.#position) {
      throw new Asn1Error('truncated', `element of ${length} octets is cut off`, offset);
    }
    const value = this.#bytes.subarray(this.#position, this.#position + length);
    this.#position += length;
    return { tag, value, raw: this.#bytes.subarray(start, this.#position), offset };
  }

  /** Next element, whose identifier octet must be `tag`. */
  element(tag: number): DerElement {
    const actual = this.peek();
    if (actual !== tag) {
      const found = actual === undefined ? 'nothing' : `0x${actual.toString(16).padStart(2, '0')}`;
      throw new Asn1Error(
        'unexpected-tag',
        `expected tag 0x${tag.toString(16).padStart(2, '0')}, found ${found}`,
        this.offset,
      );
    }
    return this.any();
  }

  /** Cursor over the contents of the next element, which must carry `tag` (constructed). */
  into(tag: number): DerReader {
    return this.inside(this.element(tag));
  }

  /** Cursor over the contents of an element read earlier from this cursor. */
  inside(parent: DerElement): DerReader {
    const header = parent.raw.length - parent.value.length;
    return new DerReader(parent.value, parent.offset + header, this.#depth + 1);
  }

  sequence(): DerReader {
    return this.into(TAG.sequence);
  }

  /**
   * Members of a SET OF. Order is checked only when asked: CMS attributes of vendors in use today are not sorted and are
   * verified over the received octets.
   */
  setOf(options: { readonly sorted?: boolean } = {}): DerReader {
    const parent = this.element(TAG.set);
    if (options.sorted === true) this.#checkOrder(parent);
    return this.inside(parent);
  }

  #checkOrder(parent: DerElement): void {
    const members = this.inside(parent);
    let previous: Uint8Array | undefined;
    while (!members.done) {
      const member = members.any();
      if (previous !== undefined && compareBytes(previous, member.raw) > 0) {
        throw new Asn1Error('bad-set-order', 'SET OF is not in ascending order', member.offset);
      }
      previous = member.raw;
    }
  }

  /** Contents of `[n]` constructed: EXPLICIT tagging, or IMPLICIT over a SEQUENCE or SET. */
  context(n: number): DerReader {
    return this.into(contextConstructedTag(n));
  }

  /** Runs `read` on this cursor when the next element carries `tag`; otherwise undefined and nothing is consumed. */
  optional<T>(tag: number, read: (reader: DerReader) => T): T | undefined {
    return this.peek() === tag ? read(this) : undefined;
  }

  /** Reads elements to the end with `read`. */
  all<T>(read: (reader: DerReader) => T): T[] {
    const out: T[] = [];
    while (!this.done) out.push(read(this));
    return out;
  }

  boolean(): boolean {
    const { value, offset } = this.element(TAG.boolean);
    if (value.length !== 1 || (value[0] !== 0 && value[0] !== 0xff)) {
      throw new Asn1Error('bad-boolean', 'BOOLEAN is neither 00 nor FF', offset);
    }
    return value[0] === 0xff;
  }

  /** BOOLEAN DEFAULT FALSE: absent is false, an explicit FALSE is refused (X.690 §11.5). */
  booleanDefaultFalse(): boolean {
    if (this.peek() !== TAG.boolean) return false;
    const at = this.offset;
    if (!this.boolean()) throw new Asn1Error('bad-boolean', 'default value FALSE is encoded', at);
    return true;
  }

  /** Contents octets of an INTEGER, minimal two's complement; at most 2048 octets. */
  integerOctets(tag: number = TAG.integer): Uint8Array {
    const { value, offset } = this.element(tag);
    const first = value[0];
    if (first === undefined || value.length > 2048)
      throw new Asn1Error('bad-integer', 'INTEGER is empty or too long', offset);
    const second = value[1];
    if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
      throw new Asn1Error('bad-integer', 'INTEGER is padded', offset);
    }
    return value;
  }

  integer(): bigint {
    const octets = this.integerOctets();
    let value = 0n;
    for (const octet of octets) value = (value << 8n) | BigInt(octet);
    return BigInt.asIntN(8 * octets.length, value);
  }

  /** INTEGER that must lie in `min…max` (safe integers). */
  smallInteger(min = 0, max = 0x7fffffff, tag: number = TAG.integer): number {
    const offset = this.offset;
    const octets = this.integerOctets(tag);
    let value = octets.length > 6 ? Number.NaN : ((octets[0] as number) << 24) >> 24;
    for (const octet of octets.subarray(1)) value = value * 256 + octet;
    if (!(value >= min && value <= max)) throw new Asn1Error('bad-integer', `INTEGER outside ${min}…${max}`, offset);
    return value;
  }

  /** INTEGER ≥ 0 as big-endian octets without sign octet. */
  unsignedOctets(): Uint8Array {
    const offset = this.offset;
    const octets = this.integerOctets();
    if (((octets[0] as number) & 0x80) !== 0) throw new Asn1Error('bad-integer', 'INTEGER is negative', offset);
    return octets[0] === 0 && octets.length > 1 ? octets.subarray(1) : octets;
  }

  null(): void {
    const { value, offset } = this.element(TAG.null);
    if (value.length !== 0) throw new Asn1Error('bad-null', 'NULL has contents', offset);
  }

  oid(): string {
    const { value, offset } = this.element(TAG.oid);
    return decodeOid(value, offset);
  }

  octetString(): Uint8Array {
    return this.element(TAG.octetString).value;
  }

  /** BIT STRING of whole octets. */
  bitString(tag: number = TAG.bitString): Uint8Array {
    const { value, offset } = this.element(tag);
    if (value[0] !== 0) throw new Asn1Error('bad-bit-string', 'BIT STRING is not of whole octets', offset);
    return value.subarray(1);
  }

  /** Numbers of the bits that are set, ascending; trailing zero bits are refused (X.690 §11.2.2). */
  namedBits(tag: number = TAG.bitString): number[] {
    const { value, offset } = this.element(tag);
    const unused = value[0];
    const last = value[value.length - 1] as number;
    const badEmpty = value.length === 1 && unused !== 0;
    const badTail =
      value.length > 1 && (unused === undefined || ((last >> unused) & 1) === 0 || (last & ((1 << unused) - 1)) !== 0);
    if (unused === undefined || unused > 7 || badEmpty || badTail || value.length > 9) {
      throw new Asn1Error('bad-bit-string', 'named bit list is not minimal', offset);
    }
    const bits: number[] = [];
    for (let bit = 0; bit < 8 * (value.length - 1); bit++) {
      if (((value[1 + (bit >> 3)] as number) & (0x80 >> (bit & 7))) !== 0) bits.push(bit);
    }
    return bits;
  }

  /** Text of a UTF8String, PrintableString, IA5String, NumericString, VisibleString, TeletexString (Latin-1) or BMPString. */
  string(): string {
    const { tag, value, offset } = this.any();
    return decodeString(tag, value, offset);
  }

  utf8String(): string {
    const { value, offset } = this.element(TAG.utf8String);
    return decodeString(TAG.utf8String, value, offset);
  }

  generalizedTime(): Date {
    const { value, offset } = this.element(TAG.generalizedTime);
    return parseGeneralizedTime(latin1(value), offset);
  }

  /** Time: UTCTime or GeneralizedTime. */
  time(): Date {
    if (this.peek() === TAG.generalizedTime) return this.generalizedTime();
    const { value, offset } = this.element(TAG.utcTime);
    return parseUtcTime(latin1(value), offset);
  }

  #octet(): number {
    const octet = this.#bytes[this.#position];
    if (octet === undefined) throw new Asn1Error('truncated', 'data ends inside an element', this.offset);
    this.#position++;
    return octet;
  }

  #length(): number {
    const at = this.offset;
    const first = this.#octet();
    if (first < 0x80) return first;
    if (first === 0x80) throw new Asn1Error('indefinite-length', 'indefinite length', at);
    const size = first & 0x7f;
    // Four octets hold 4 GiB: more than this platform takes in, and within exact numbers.
    if (size > 4) throw new Asn1Error('too-long', 'length of more than four octets', at);
    let length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + this.#octet();
    if (length < 0x80 || length < 2 ** (8 * (size - 1))) {
      throw new Asn1Error('non-minimal-length', 'length is not in its shortest form', at);
    }
    return length;
  }
}

/** Reads exactly one element from `bytes` with `read`; trailing octets are refused. */
export function readDer<T>(bytes: Uint8Array, read: (reader: DerReader) => T): T {
  const reader = new DerReader(bytes);
  const value = read(reader);
  reader.end();
  return value;
}

function latin1(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += String.fromCharCode(octet);
  return text;
}

const REPERTOIRE: Readonly<Record<number, RegExp>> = {
  [TAG.printableString]: /^[A-Za-z0-9 '()+,\-./:=?]*$/,
  [TAG.numericString]: /^[0-9 ]*$/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IA5String is exactly these (X.680 §41)
  [TAG.ia5String]: /^[\u0000-\u007f]*$/,
  [TAG.visibleString]: /^[ -~]*$/,
  [TAG.teletexString]: /^[\s\S]*$/,
};

function decodeString(tag: number, value: Uint8Array, offset: number): string {
  if (tag === TAG.utf8String) {
    try {
      return UTF8.decode(value);
    } catch {
      throw new Asn1Error('bad-string', 'UTF8String is not UTF-8', offset);
    }
  }
  if (tag === TAG.bmpString) {
    if (value.length % 2 !== 0) throw new Asn1Error('bad-string', 'BMPString has an odd length', offset);
    let text = '';
    for (let i = 0; i < value.length; i += 2)
      text += String.fromCharCode(((value[i] as number) << 8) | (value[i + 1] as number));
    // Some products write UTF-16; half a surrogate pair is no character and would be replaced silently later on.
    if (!text.isWellFormed()) throw new Asn1Error('bad-string', 'BMPString holds half a surrogate pair', offset);
    return text;
  }
  const allowed = REPERTOIRE[tag];
  const text = latin1(value);
  if (allowed === undefined || !allowed.test(text)) {
    throw new Asn1Error('bad-string', 'not a character string, or a character outside its type', offset);
  }
  return text;
}
