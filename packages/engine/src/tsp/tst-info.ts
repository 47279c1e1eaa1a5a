import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import {
  explicit,
  generalizedTime,
  implicit,
  integer,
  octetString,
  oid,
  sequence,
  unsignedInteger,
} from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag, contextPrimitiveTag, TAG } from '../asn1/tags.ts';
import { type AlgorithmIdentifier, algorithmIdentifier, readAlgorithmIdentifier } from '../pki/algorithm-identifier.ts';
import { type Extension, readRawExtensions } from '../pki/extensions.ts';
import { type GeneralName, readGeneralName } from '../pki/general-names.ts';
import { encodeName, type Name } from '../pki/name.ts';

/** Serial numbers have up to 160 bits (RFC 3161 §2.4.2). */
const MAX_SERIAL_OCTETS = 20;

/** Digest of what is stamped (RFC 3161 §2.4.1). `der` is kept so that a token repeats the request octet for octet. */
export interface MessageImprint {
  readonly algorithm: AlgorithmIdentifier;
  readonly digest: Uint8Array;
  readonly der: Uint8Array;
}

/** True time lies within genTime ± this; missing parts are zero. */
export interface Accuracy {
  readonly seconds?: number;
  /** 1 to 999. */
  readonly millis?: number;
  /** 1 to 999. */
  readonly micros?: number;
}

export interface TstInfoFields {
  /** Dotted identifier. */
  readonly policy: string;
  readonly imprint: MessageImprint;
  /** Big-endian, unsigned, at most 20 octets; never repeated by one unit. */
  readonly serial: Uint8Array;
  /** Written with milliseconds unless they are zero. */
  readonly genTime: Date;
  readonly accuracy?: Accuracy;
  /** DER INTEGER of the request, repeated octet for octet. */
  readonly nonce?: Uint8Array;
  /** Subject of the unit's certificate. */
  readonly tsa?: Name;
}

export interface TstInfo {
  readonly der: Uint8Array;
  readonly policy: string;
  readonly imprint: MessageImprint;
  readonly serial: Uint8Array;
  readonly genTime: Date;
  readonly accuracy?: Accuracy;
  readonly ordering: boolean;
  readonly nonce?: Uint8Array;
  readonly tsa?: GeneralName;
  readonly extensions: readonly Extension[];
}

/** MessageImprint of an SM3 digest, 32 octets. */
export function sm3Imprint(digest: Uint8Array): MessageImprint {
  if (digest.length !== 32) throw new RangeError('SM3 digest is not 32 octets');
  const algorithm = algorithmIdentifier(OID.sm3);
  return { algorithm, digest, der: sequence(algorithm.der, octetString(digest)) };
}

export function readMessageImprint(reader: DerReader): MessageImprint {
  const element = reader.element(TAG.sequence);
  const fields = reader.inside(element);
  const algorithm = readAlgorithmIdentifier(fields);
  const digest = fields.octetString();
  fields.end();
  return { algorithm, digest, der: element.raw };
}

/** DER of TSTInfo, the content of a token (RFC 3161 §2.4.2). `ordering` is left out: FALSE. */
export function encodeTstInfo(fields: TstInfoFields): Uint8Array {
  if (fields.serial.length > MAX_SERIAL_OCTETS) throw new RangeError('serial number of more than 160 bits');
  return sequence(
    integer(1),
    oid(fields.policy),
    fields.imprint.der,
    unsignedInteger(fields.serial),
    generalizedTime(fields.genTime, { milliseconds: true }),
    ...(fields.accuracy ? [encodeAccuracy(fields.accuracy)] : []),
    ...(fields.nonce ? [fields.nonce] : []),
    ...(fields.tsa ? [explicit(0, explicit(4, encodeName(fields.tsa)))] : []),
  );
}

function encodeAccuracy({ seconds, millis, micros }: Accuracy): Uint8Array {
  for (const part of [millis, micros]) {
    if (part !== undefined && (part < 1 || part > 999)) throw new RangeError('accuracy part outside 1…999');
  }
  return sequence(
    ...(seconds === undefined ? [] : [integer(seconds)]),
    ...(millis === undefined ? [] : [implicit(0, integer(millis))]),
    ...(micros === undefined ? [] : [implicit(1, integer(micros))]),
  );
}

/** Reads TSTInfo; malformed input throws {@link Asn1Error}. */
export function parseTstInfo(der: Uint8Array): TstInfo {
  return readDer(der, (reader) => {
    const element = reader.element(TAG.sequence);
    const fields = reader.inside(element);
    fields.smallInteger(1, 1);
    const policy = fields.oid();
    const imprint = readMessageImprint(fields);
    const serial = readTokenSerial(fields);
    const genTime = fields.generalizedTime();
    const accuracy = fields.optional(TAG.sequence, readAccuracy);
    const ordering = fields.booleanDefaultFalse();
    const nonce = fields.optional(TAG.integer, readNonce);
    const tsa = fields.optional(contextConstructedTag(0), (r) => {
      const wrapper = r.context(0);
      const name = readGeneralName(wrapper);
      wrapper.end();
      return name;
    });
    const extensions = fields.optional(contextConstructedTag(1), readImplicitExtensions) ?? [];
    fields.end();
    return {
      der: element.raw,
      policy,
      imprint,
      serial,
      genTime,
      ...(accuracy && { accuracy }),
      ordering,
      ...(nonce && { nonce }),
      ...(tsa && { tsa }),
      extensions,
    };
  });
}

function readTokenSerial(fields: DerReader): Uint8Array {
  const at = fields.offset;
  const serial = fields.unsignedOctets();
  if (serial.length > MAX_SERIAL_OCTETS) throw new Asn1Error('bad-integer', 'serial number of more than 160 bits', at);
  return serial;
}

/** DER INTEGER, checked and kept as it is. */
export function readNonce(fields: DerReader): Uint8Array {
  const element = fields.element(TAG.integer);
  readDer(element.raw, (reader) => reader.integerOctets());
  return element.raw;
}

function readAccuracy(reader: DerReader): Accuracy {
  const fields = reader.sequence();
  const seconds = fields.optional(TAG.integer, (r) => r.smallInteger());
  const part = (n: number): number | undefined =>
    fields.optional(contextPrimitiveTag(n), (r) => r.smallInteger(1, 999, contextPrimitiveTag(n)));
  const millis = part(0);
  const micros = part(1);
  fields.end();
  return {
    ...(seconds !== undefined && { seconds }),
    ...(millis !== undefined && { millis }),
    ...(micros !== undefined && { micros }),
  };
}

/** `[n] IMPLICIT Extensions`: the list under another tag. */
export function readImplicitExtensions(fields: DerReader): Extension[] {
  const retagged = fields.any().raw.slice();
  retagged[0] = TAG.sequence;
  return readDer(retagged, readRawExtensions);
}

/** Accuracy in milliseconds, rounded up. */
export function accuracyMilliseconds(accuracy: Accuracy | undefined): number {
  const { seconds = 0, millis = 0, micros = 0 } = accuracy ?? {};
  return seconds * 1000 + millis + Math.ceil(micros / 1000);
}
