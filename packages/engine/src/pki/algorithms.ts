import { readDer } from '../asn1/der-reader.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag } from '../asn1/tags.ts';
import { sm2SignatureFromDer, sm2Verify } from '../crypto/sm2.ts';
import { sm3 } from '../crypto/sm3.ts';
import {
  type AlgorithmIdentifier,
  algorithmIdentifier,
  hasNoParameters,
  readAlgorithmIdentifier,
} from './algorithm-identifier.ts';
import type { ForeignHash, ForeignSignatureAlgorithm, PlatformCrypto } from './platform-crypto.ts';
import { plainRsaSpki, readSpki, type SubjectPublicKeyInfo } from './public-key.ts';

export type DigestName = 'SM3' | 'SHA-1' | ForeignHash;

interface DigestAlgorithm {
  readonly name: DigestName;
  readonly length: number;
}

const DIGESTS: ReadonlyMap<string, DigestAlgorithm> = new Map([
  [OID.sm3, { name: 'SM3', length: 32 }],
  [OID.sha1, { name: 'SHA-1', length: 20 }],
  [OID.sha256, { name: 'SHA-256', length: 32 }],
  [OID.sha384, { name: 'SHA-384', length: 48 }],
  [OID.sha512, { name: 'SHA-512', length: 64 }],
] as const);

type SignatureScheme = 'sm2' | 'rsa-pkcs1' | 'rsa-pss' | 'ecdsa';

export interface SignatureAlgorithm {
  readonly name: string;
  readonly scheme: SignatureScheme;
  /** Digest inside the scheme; undefined where the parameters name it (PSS). */
  readonly digest: DigestName | undefined;
}

const SIGNATURES: ReadonlyMap<string, SignatureAlgorithm> = new Map<string, SignatureAlgorithm>([
  [OID.sm2WithSm3, { name: 'SM2 with SM3', scheme: 'sm2', digest: 'SM3' }],
  // GB/T 35275 SignerInfo writes the identifier of the algorithm without its digest.
  [OID.sm2Signature, { name: 'SM2 with SM3', scheme: 'sm2', digest: 'SM3' }],
  [OID.sha1WithRsa, { name: 'RSA with SHA-1', scheme: 'rsa-pkcs1', digest: 'SHA-1' }],
  [OID.sha256WithRsa, { name: 'RSA with SHA-256', scheme: 'rsa-pkcs1', digest: 'SHA-256' }],
  [OID.sha384WithRsa, { name: 'RSA with SHA-384', scheme: 'rsa-pkcs1', digest: 'SHA-384' }],
  [OID.sha512WithRsa, { name: 'RSA with SHA-512', scheme: 'rsa-pkcs1', digest: 'SHA-512' }],
  [OID.rsaPss, { name: 'RSA-PSS', scheme: 'rsa-pss', digest: undefined }],
  [OID.ecdsaWithSha256, { name: 'ECDSA with SHA-256', scheme: 'ecdsa', digest: 'SHA-256' }],
  [OID.ecdsaWithSha384, { name: 'ECDSA with SHA-384', scheme: 'ecdsa', digest: 'SHA-384' }],
  [OID.ecdsaWithSha512, { name: 'ECDSA with SHA-512', scheme: 'ecdsa', digest: 'SHA-512' }],
]);

/** Shortest RSA modulus that still counts: shorter keys can be forged (GM/T 0015 and BR ask for 2048). */
const MIN_RSA_BITS = 2048;

const SM2_WITH_SM3 = algorithmIdentifier(OID.sm2WithSm3);

/** Identifier of certificates, CRLs and requests signed with SM2: 1.2.156.10197.1.501 without parameters. */
export function sm2SignatureAlgorithmIdentifier(): AlgorithmIdentifier {
  return SM2_WITH_SM3;
}

export function digestAlgorithm(oid: string): DigestAlgorithm | undefined {
  return DIGESTS.get(oid);
}

export function signatureAlgorithm(oid: string): SignatureAlgorithm | undefined {
  return SIGNATURES.get(oid);
}

/** Digest by name; undefined when it is foreign and no platform was given. */
export async function digestBytes(
  name: DigestName,
  data: Uint8Array,
  platform?: PlatformCrypto,
): Promise<Uint8Array | undefined> {
  return name === 'SM3' ? sm3(data) : platform?.digest(name, data);
}

/**
 * Outcome of checking one signature. `mismatch`: algorithm and key are of different kinds; `weak`: SHA-1, or RSA below 2048
 * bits; `unsupported`: an algorithm this engine does not know, or a foreign one without platform.
 */
export type SignatureOutcome = 'valid' | 'invalid' | 'mismatch' | 'weak' | 'unsupported';

/** Checks a signature as X.509 and CMS carry it (SM2 and ECDSA: DER SEQUENCE). SM2 uses the default signer id. */
export async function checkSignature(
  algorithm: AlgorithmIdentifier,
  spki: SubjectPublicKeyInfo,
  signature: Uint8Array,
  data: Uint8Array,
  platform?: PlatformCrypto,
): Promise<SignatureOutcome> {
  const entry = SIGNATURES.get(algorithm.algorithm);
  if (entry === undefined) return 'unsupported';
  if (entry.scheme === 'sm2') {
    if (spki.algorithm !== 'sm2' || !hasNoParameters(algorithm)) return 'mismatch';
    return verifySm2(spki.publicKey, signature, data) ? 'valid' : 'invalid';
  }
  const foreign = foreignAlgorithm(entry, algorithm, spki);
  if (foreign === 'mismatch' || foreign === 'weak' || foreign === 'unsupported') return foreign;
  if (platform === undefined) return 'unsupported';
  // WebCrypto imports RSA keys under rsaEncryption only, also those certified for PSS.
  const key = spki.algorithm === 'rsa' ? plainRsaSpki(spki.publicKey) : spki.der;
  return (await platform.verify(foreign, key, signature, data)) ? 'valid' : 'invalid';
}

function verifySm2(publicKey: Uint8Array, signature: Uint8Array, data: Uint8Array): boolean {
  let raw: Uint8Array;
  try {
    raw = sm2SignatureFromDer(signature);
  } catch {
    return false;
  }
  return sm2Verify(publicKey, data, raw);
}

function foreignAlgorithm(
  entry: SignatureAlgorithm,
  algorithm: AlgorithmIdentifier,
  spki: SubjectPublicKeyInfo,
): ForeignSignatureAlgorithm | 'mismatch' | 'weak' | 'unsupported' {
  if (entry.scheme === 'ecdsa') {
    if (spki.algorithm !== 'ec' || algorithm.parameters !== undefined) return 'mismatch';
    return { name: 'ECDSA', hash: entry.digest as ForeignHash, namedCurve: spki.curve };
  }
  if (spki.algorithm !== 'rsa') return 'mismatch';
  if (spki.modulusBits < MIN_RSA_BITS || entry.digest === 'SHA-1') return 'weak';
  if (entry.scheme === 'rsa-pss') return pssAlgorithm(algorithm.parameters);
  if (!hasNoParameters(algorithm)) return 'mismatch';
  return { name: 'RSASSA-PKCS1-v1_5', hash: entry.digest as ForeignHash };
}

/** RSASSA-PSS-params (RFC 4055 §3.1): one SHA-2 for both uses. The defaults mean SHA-1, so absent fields are weak. */
function pssAlgorithm(parameters: Uint8Array | undefined): ForeignSignatureAlgorithm | 'weak' | 'unsupported' {
  if (parameters === undefined) return 'weak';
  return readDer(parameters, (reader) => {
    const fields = reader.sequence();
    const hash = fields.optional(contextConstructedTag(0), (r) => readAlgorithmIdentifier(r.context(0)));
    const mask = fields.optional(contextConstructedTag(1), (r) => readAlgorithmIdentifier(r.context(1)));
    const saltLength = fields.optional(contextConstructedTag(2), (r) => r.context(2).smallInteger(0, 512)) ?? 20;
    const trailer = fields.optional(contextConstructedTag(3), (r) => r.context(3).smallInteger()) ?? 1;
    fields.end();
    if (hash === undefined || mask?.parameters === undefined) return 'weak';
    const maskHash = readDer(mask.parameters, readAlgorithmIdentifier);
    const digest = DIGESTS.get(hash.algorithm)?.name;
    if (digest === 'SHA-1') return 'weak';
    const supported = mask.algorithm === OID.mgf1 && maskHash.algorithm === hash.algorithm && trailer === 1;
    if (digest === undefined || digest === 'SM3' || !supported) return 'unsupported';
    return { name: 'RSA-PSS', hash: digest, saltLength };
  });
}

/** True only for a signature that is valid, by an algorithm that is known, fits the key and is not weak. */
export async function verifySignature(
  algorithm: AlgorithmIdentifier,
  spkiDer: Uint8Array,
  signature: Uint8Array,
  data: Uint8Array,
  platform?: PlatformCrypto,
): Promise<boolean> {
  const spki = readDer(spkiDer, readSpki);
  return (await checkSignature(algorithm, spki, signature, data, platform)) === 'valid';
}
