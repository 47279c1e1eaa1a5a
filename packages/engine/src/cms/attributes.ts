import type { DerReader } from '../asn1/der-reader.ts';
import { octetString, oid, sequence, setOf, time } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { type CmsProfile, WRITING_PROFILES } from './profiles.ts';
import { signingCertificateV2 } from './signing-certificate.ts';

/** One attribute with the DER of its values. */
export interface Attribute {
  readonly type: string;
  readonly values: readonly Uint8Array[];
}

export interface SignedAttributeFields {
  readonly profile: CmsProfile;
  /** SM3 of the content octets, without Z: 32 octets. */
  readonly messageDigest: Uint8Array;
  /** The signer's own clock; a claim, not a proof. */
  readonly signingTime?: Date;
  /** DER of the certificate; written as signing-certificate-v2. */
  readonly signingCertificate?: Uint8Array;
  /** Type of the content; the profile's data when absent. */
  readonly contentType?: string;
}

export function encodeAttribute(type: string, ...values: readonly Uint8Array[]): Uint8Array {
  return sequence(oid(type), setOf(...values));
}

/** DER SET OF the signed attributes: exactly the octets that are signed (RFC 5652 §5.4). */
export function buildSignedAttributes(fields: SignedAttributeFields): Uint8Array {
  if (fields.messageDigest.length !== 32) throw new RangeError('message digest is not 32 octets of SM3');
  const contentType = fields.contentType ?? WRITING_PROFILES[fields.profile].data;
  return setOf(
    encodeAttribute(OID.contentType, oid(contentType)),
    encodeAttribute(OID.messageDigest, octetString(fields.messageDigest)),
    ...(fields.signingTime ? [encodeAttribute(OID.signingTime, time(fields.signingTime))] : []),
    ...(fields.signingCertificate
      ? [encodeAttribute(OID.signingCertificateV2, signingCertificateV2(fields.signingCertificate))]
      : []),
  );
}

/** Attributes to the end of the cursor; at least one, each with at least one value. Repeated types are left to the verifier. */
export function readAttributes(members: DerReader): Attribute[] {
  return [readAttribute(members), ...members.all(readAttribute)];
}

function readAttribute(reader: DerReader): Attribute {
  const fields = reader.sequence();
  const type = fields.oid();
  const set = fields.setOf();
  const values = [set.any().raw, ...set.all((value) => value.any().raw)];
  fields.end();
  return { type, values };
}

/** Value of an attribute that must appear exactly once with one value; `absent` and `repeated` otherwise. */
export function singleValue(attributes: readonly Attribute[], type: string): Uint8Array | 'absent' | 'repeated' {
  const found = attributes.filter((attribute) => attribute.type === type);
  const value = found[0]?.values[0];
  if (value === undefined) return 'absent';
  return found.length > 1 || (found[0] as Attribute).values.length > 1 ? 'repeated' : value;
}
