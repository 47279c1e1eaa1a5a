import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { bitString, nullValue, oid, sequence } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { assertSm2PublicKey } from '../crypto/sm2.ts';
import { Sm2Error } from '../crypto/sm2-error.ts';
import { algorithmIdentifier, hasNoParameters, readAlgorithmIdentifier } from './algorithm-identifier.ts';

export type EcCurve = 'P-256' | 'P-384' | 'P-521';

/** SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). `publicKey` is the contents of the BIT STRING. */
export type SubjectPublicKeyInfo = { readonly der: Uint8Array; readonly publicKey: Uint8Array } & (
  | { readonly algorithm: 'sm2' }
  | { readonly algorithm: 'rsa'; readonly modulusBits: number }
  | { readonly algorithm: 'ec'; readonly curve: EcCurve }
  | { readonly algorithm: 'unknown'; readonly oid: string }
);

const CURVES: ReadonlyMap<string, { readonly curve: EcCurve; readonly octets: number }> = new Map([
  [OID.p256, { curve: 'P-256', octets: 65 }],
  [OID.p384, { curve: 'P-384', octets: 97 }],
  [OID.p521, { curve: 'P-521', octets: 133 }],
]);

/** SubjectPublicKeyInfo of an SM2 key: id-ecPublicKey with curve 1.2.156.10197.1.301, 04‖X‖Y. Throws Sm2Error for a bad point. */
export function encodeSm2Spki(publicKey65: Uint8Array): Uint8Array {
  assertSm2PublicKey(publicKey65);
  return sequence(algorithmIdentifier(OID.ecPublicKey, oid(OID.sm2)).der, bitString(publicKey65));
}

/** SubjectPublicKeyInfo of an RSA key with the plain algorithm identifier, which every platform can import. */
export function plainRsaSpki(publicKey: Uint8Array): Uint8Array {
  return sequence(algorithmIdentifier(OID.rsaEncryption, nullValue()).der, bitString(publicKey));
}

/** Reads SubjectPublicKeyInfo. An SM2 point must lie on the curve, so no later step meets an invalid one. */
export function readSpki(reader: DerReader): SubjectPublicKeyInfo {
  const element = reader.element(TAG.sequence);
  const members = reader.inside(element);
  const identifier = readAlgorithmIdentifier(members);
  const publicKey = members.bitString();
  members.end();
  const common = { der: element.raw, publicKey };
  if (identifier.algorithm === OID.ecPublicKey) {
    return readEcKey(common, identifier.parameters, element.offset);
  }
  if (identifier.algorithm === OID.rsaEncryption || identifier.algorithm === OID.rsaPss) {
    if (identifier.algorithm === OID.rsaEncryption && !hasNoParameters(identifier)) {
      throw new Asn1Error('bad-value', 'rsaEncryption with parameters', element.offset);
    }
    return { ...common, algorithm: 'rsa', modulusBits: readDer(publicKey, readModulusBits) };
  }
  return { ...common, algorithm: 'unknown', oid: identifier.algorithm };
}

function readEcKey(
  common: { der: Uint8Array; publicKey: Uint8Array },
  parameters: Uint8Array | undefined,
  offset: number,
): SubjectPublicKeyInfo {
  if (parameters === undefined || parameters[0] !== TAG.oid) {
    // Explicit curve parameters are the road of CVE-2020-0601.
    throw new Asn1Error('bad-value', 'elliptic curve is not given by name', offset);
  }
  const curveOid = readDer(parameters, (reader) => reader.oid());
  if (curveOid === OID.sm2) {
    assertSm2Point(common.publicKey, offset);
    return { ...common, algorithm: 'sm2' };
  }
  const known = CURVES.get(curveOid);
  if (known === undefined) return { ...common, algorithm: 'unknown', oid: curveOid };
  if (common.publicKey.length !== known.octets || common.publicKey[0] !== 4) {
    throw new Asn1Error('bad-value', 'elliptic curve point is not uncompressed or of another curve', offset);
  }
  return { ...common, algorithm: 'ec', curve: known.curve };
}

function assertSm2Point(publicKey: Uint8Array, offset: number): void {
  try {
    assertSm2PublicKey(publicKey);
  } catch (error) {
    if (error instanceof Sm2Error) throw new Asn1Error('bad-value', `SM2 public key: ${error.message}`, offset);
    throw error;
  }
}

function readModulusBits(reader: DerReader): number {
  const key = reader.sequence();
  const modulus = key.unsignedOctets();
  key.unsignedOctets();
  key.end();
  return 8 * modulus.length - Math.clz32(modulus[0] as number) + 24;
}
