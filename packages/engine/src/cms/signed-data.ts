import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { explicit, implicit, integer, octetString, oid, sequence, setOf } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag, contextPrimitiveTag, TAG } from '../asn1/tags.ts';
import { sm2SignatureFromDer } from '../crypto/sm2.ts';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from '../pki/algorithm-identifier.ts';
import { readSerial } from '../pki/certificate.ts';
import { type Name, readName } from '../pki/name.ts';
import { type Attribute, encodeAttribute, readAttributes } from './attributes.ts';
import { type CmsProfile, WRITING_PROFILES } from './profiles.ts';
import { issuerAndSerialOf } from './signing-certificate.ts';

/** More of either is refused: no real message comes near, and each signer costs a path. */
const MAX_SIGNERS = 16;
const MAX_CERTIFICATES = 64;

export interface SignerToWrite {
  /** DER of the signer's certificate. */
  readonly certificate: Uint8Array;
  /** DER SET OF that was signed; absent for a signature over the content itself. */
  readonly signedAttributes?: Uint8Array;
  /** DER SM2Signature. */
  readonly signature: Uint8Array;
  /** Timestamp over the octets of `signature`. */
  readonly timestampToken?: Uint8Array;
}

export interface SignedDataToWrite {
  readonly profile: CmsProfile;
  /** Octets of the content; absent makes a detached signature. */
  readonly content?: Uint8Array;
  /** Type of the content; the profile's data when absent. */
  readonly contentType?: string;
  /** DER certificates, the signers' own and those above. */
  readonly certificates: readonly Uint8Array[];
  readonly crls?: readonly Uint8Array[];
  readonly signers: readonly SignerToWrite[];
}

export interface SignerInfo {
  readonly version: 1 | 3;
  /** Exactly one of issuer with serial number, and key identifier. */
  readonly identifier:
    | { readonly kind: 'issuer'; readonly issuer: Name; readonly serial: Uint8Array }
    | { readonly kind: 'key'; readonly keyIdentifier: Uint8Array };
  readonly digestAlgorithm: AlgorithmIdentifier;
  readonly signedAttributes?: {
    readonly list: readonly Attribute[];
    /** The received octets under the tag of SET OF: what was signed. */
    readonly der: Uint8Array;
  };
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: readonly Attribute[];
}

/** SignedData as read. Byte strings are views of `der`, but for the re-tagged signed attributes. */
export interface SignedData {
  readonly der: Uint8Array;
  /** Identifier of the ContentInfo: which family the message belongs to. */
  readonly type: string;
  readonly version: number;
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly contentType: string;
  /** Absent when detached. `octets` is what is digested; `der` the element, which PKCS#7 lets be of any type. */
  readonly content?: { readonly octets: Uint8Array; readonly der: Uint8Array };
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly signers: readonly SignerInfo[];
}

/** ContentInfo with SignedData, DER. Throws Asn1Error for a signature that is no DER SM2Signature. */
export function assembleSignedData(message: SignedDataToWrite): Uint8Array {
  const profile = WRITING_PROFILES[message.profile];
  const contentType = message.contentType ?? profile.data;
  const content = message.content === undefined ? [] : [explicit(0, octetString(message.content))];
  // RFC 5652 §5.1: version 3 as soon as the content is not plain data. PKCS#7 knows 1 only.
  const version = message.profile === 'rfc' && contentType !== profile.data ? 3 : 1;
  const { certificates, crls = [], signers } = message;
  const signedData = sequence(
    integer(version),
    setOf(profile.digest.der),
    sequence(oid(contentType), ...content),
    ...(certificates.length > 0 ? [implicit(0, setOf(...certificates))] : []),
    ...(crls.length > 0 ? [implicit(1, setOf(...crls))] : []),
    setOf(...signers.map((signer) => encodeSigner(message.profile, signer))),
  );
  return sequence(oid(profile.signedData), explicit(0, signedData));
}

function encodeSigner(profileName: CmsProfile, signer: SignerToWrite): Uint8Array {
  const profile = WRITING_PROFILES[profileName];
  const { issuerDer, serialDer } = issuerAndSerialOf(signer.certificate);
  sm2SignatureFromDer(signer.signature);
  return sequence(
    integer(1),
    sequence(issuerDer, serialDer),
    profile.digest.der,
    ...(signer.signedAttributes ? [implicit(0, signer.signedAttributes)] : []),
    profile.signature.der,
    octetString(signer.signature),
    ...(signer.timestampToken
      ? [implicit(1, setOf(encodeAttribute(OID.signatureTimeStampToken, signer.timestampToken)))]
      : []),
  );
}

/** Reads ContentInfo with SignedData of either family; anything else throws {@link Asn1Error}. */
export function parseSignedData(der: Uint8Array): SignedData {
  return readDer(der, (reader) => {
    const outer = reader.element(TAG.sequence);
    const info = reader.inside(outer);
    const at = info.offset;
    const type = info.oid();
    if (type !== OID.signedData && type !== OID.gmSignedData) {
      throw new Asn1Error('bad-value', 'content is not SignedData', at);
    }
    const wrapper = info.context(0);
    info.end();
    const fields = wrapper.sequence();
    wrapper.end();
    return { der: outer.raw, type, ...readFields(fields) };
  });
}

function readFields(fields: DerReader) {
  const version = fields.smallInteger(1, 5);
  const digestAlgorithms = fields.setOf().all(readAlgorithmIdentifier);
  const encapsulated = readEncapsulated(fields.sequence());
  const certificates = readChoices(fields, 0);
  const crls = readChoices(fields, 1);
  const at = fields.offset;
  const signers = fields.setOf().all(readSigner);
  fields.end();
  if (signers.length > MAX_SIGNERS || certificates.length > MAX_CERTIFICATES || crls.length > MAX_CERTIFICATES) {
    throw new Asn1Error('too-long', 'too many signers, certificates or lists', at);
  }
  return { version, digestAlgorithms, ...encapsulated, certificates, crls, signers };
}

function readEncapsulated(info: DerReader): Pick<SignedData, 'contentType' | 'content'> {
  const contentType = info.oid();
  if (info.done) return { contentType };
  const wrapper = info.context(0);
  const { tag, value, raw, offset } = wrapper.any();
  // A constructed OCTET STRING is BER: its contents octets would not be the content.
  if (tag === 0x24) throw new Asn1Error('unexpected-tag', 'content in pieces', offset);
  wrapper.end();
  info.end();
  return { contentType, content: { octets: value, der: raw } };
}

/** Certificates `[0]` or lists `[1]`: plain ones are kept; the other choices of RFC 5652 §10.2 have no use here. */
function readChoices(fields: DerReader, n: 0 | 1): Uint8Array[] {
  const members = fields.optional(contextConstructedTag(n), (reader) => reader.context(n).all((each) => each.any()));
  return (members ?? []).filter(({ tag }) => tag === TAG.sequence).map(({ raw }) => raw);
}

function readSigner(reader: DerReader): SignerInfo {
  const fields = reader.sequence();
  const at = fields.offset;
  const version = fields.smallInteger(1, 3);
  const identifier = readIdentifier(fields);
  if (version !== (identifier.kind === 'issuer' ? 1 : 3)) {
    throw new Asn1Error('bad-value', 'version of SignerInfo does not fit its identifier', at);
  }
  const digestAlgorithm = readAlgorithmIdentifier(fields);
  const signedAttributes = fields.optional(contextConstructedTag(0), readSignedAttributes);
  const signatureAlgorithm = readAlgorithmIdentifier(fields);
  const signature = fields.octetString();
  const unsigned = fields.optional(contextConstructedTag(1), (r) => readAttributes(r.context(1)));
  fields.end();
  return {
    version: version as 1 | 3,
    identifier,
    digestAlgorithm,
    ...(signedAttributes && { signedAttributes }),
    signatureAlgorithm,
    signature,
    unsignedAttributes: unsigned ?? [],
  };
}

function readIdentifier(fields: DerReader): SignerInfo['identifier'] {
  const keyTag = contextPrimitiveTag(0);
  if (fields.peek() === keyTag) return { kind: 'key', keyIdentifier: fields.element(keyTag).value };
  const pair = fields.sequence();
  const issuer = readName(pair);
  const serial = readSerial(pair);
  pair.end();
  return { kind: 'issuer', issuer, serial };
}

function readSignedAttributes(fields: DerReader): NonNullable<SignerInfo['signedAttributes']> {
  const element = fields.element(contextConstructedTag(0));
  const list = readAttributes(fields.inside(element));
  const der = element.raw.slice();
  der[0] = TAG.set;
  return { list, der };
}
