import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { bitString, element, integer, oid, sequence, setOf, utf8String } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag, TAG } from '../asn1/tags.ts';
import { compareBytes, concatBytes } from '../bytes/bytes.ts';
import { type AlgorithmIdentifier, readAlgorithmIdentifier } from './algorithm-identifier.ts';
import { checkSignature, sm2SignatureAlgorithmIdentifier } from './algorithms.ts';
import { type Extension, type Extensions, encodeExtensions, NO_EXTENSIONS, readExtensions } from './extensions.ts';
import { encodeName, type Name, readName } from './name.ts';
import type { PlatformCrypto } from './platform-crypto.ts';
import { readSpki, type SubjectPublicKeyInfo } from './public-key.ts';

export interface CertificationRequestFields {
  readonly subject: Name;
  /** DER of SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /** Asked for in the certificate; written as extensionRequest. */
  readonly extensions?: readonly Extension[];
  readonly challengePassword?: string;
}

/** PKCS#10 request as read (RFC 2986, GM/T 0092). Byte strings are views of `der`. */
export interface CertificationRequest {
  readonly der: Uint8Array;
  /** The octets the requester signed. */
  readonly info: Uint8Array;
  readonly subject: Name;
  readonly subjectDer: Uint8Array;
  readonly spki: SubjectPublicKeyInfo;
  /** Every attribute with the DER of its values. */
  readonly attributes: readonly { readonly type: string; readonly values: readonly Uint8Array[] }[];
  readonly requestedExtensions: Extensions;
  readonly challengePassword?: string;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** DER of CertificationRequestInfo: the octets the requester signs. */
export function buildCertificationRequestInfo(fields: CertificationRequestFields): Uint8Array {
  const { extensions = [], challengePassword } = fields;
  const attributes: Uint8Array[] = [];
  if (challengePassword !== undefined) attributes.push(attribute(OID.challengePassword, utf8String(challengePassword)));
  if (extensions.length > 0) attributes.push(attribute(OID.extensionRequest, encodeExtensions(extensions)));
  return sequence(
    integer(0),
    encodeName(fields.subject),
    fields.spki,
    element(contextConstructedTag(0), concatBytes(...attributes.sort(compareBytes))),
  );
}

function attribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(oid(type), setOf(value));
}

export function assembleCsr(
  info: Uint8Array,
  signatureDer: Uint8Array,
  signatureAlgorithm: AlgorithmIdentifier = sm2SignatureAlgorithmIdentifier(),
): Uint8Array {
  return sequence(info, signatureAlgorithm.der, bitString(signatureDer));
}

/** Reads a certification request; malformed input throws {@link Asn1Error}. The signature is not checked here. */
export function parseCsr(der: Uint8Array): CertificationRequest {
  return readDer(der, (reader) => {
    const outer = reader.element(TAG.sequence);
    const members = reader.inside(outer);
    const info = members.element(TAG.sequence);
    const signatureAlgorithm = readAlgorithmIdentifier(members);
    const signature = members.bitString();
    members.end();
    return { der: outer.raw, info: info.raw, ...readInfo(members.inside(info)), signatureAlgorithm, signature };
  });
}

function readInfo(fields: DerReader) {
  fields.smallInteger(0, 0);
  const subjectDer = fields.element(TAG.sequence).raw;
  const subject = readDer(subjectDer, readName);
  const spki = readSpki(fields);
  const attributes = fields.context(0).all(readAttribute);
  fields.end();
  if (new Set(attributes.map(({ type }) => type)).size !== attributes.length) {
    throw new Asn1Error('bad-value', 'attribute appears twice', 0);
  }
  const single = (type: string): Uint8Array | undefined => {
    const values = attributes.find((each) => each.type === type)?.values;
    if (values !== undefined && values.length !== 1) throw new Asn1Error('bad-value', 'attribute of several values', 0);
    return values?.[0];
  };
  const extensions = single(OID.extensionRequest);
  const password = single(OID.challengePassword);
  return {
    subject,
    subjectDer,
    spki,
    attributes,
    requestedExtensions: extensions === undefined ? NO_EXTENSIONS : readDer(extensions, readExtensions),
    ...(password !== undefined && { challengePassword: readDer(password, (r) => r.string()) }),
  };
}

function readAttribute(reader: DerReader): { type: string; values: Uint8Array[] } {
  const fields = reader.sequence();
  const type = fields.oid();
  const values = fields.setOf().all((r) => r.any().raw);
  fields.end();
  return { type, values };
}

/** Proof of possession: the request is signed by the key it asks a certificate for. */
export async function verifyCsr(request: CertificationRequest, platform?: PlatformCrypto): Promise<boolean> {
  const { signatureAlgorithm, spki, signature, info } = request;
  return (await checkSignature(signatureAlgorithm, spki, signature, info, platform)) === 'valid';
}
