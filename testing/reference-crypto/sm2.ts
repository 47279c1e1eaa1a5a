import { Asn1Error } from '@medsign/engine/asn1/asn1-error';
import { readDer } from '@medsign/engine/asn1/der-reader';
import { sequence, unsignedInteger } from '@medsign/engine/asn1/der-writer';
import { bigIntToBytes, bytesToBigInt, concatBytes } from '@medsign/engine/bytes/bytes';
import type { RandomBytes } from '@medsign/engine/crypto/random-bytes';
import { Sm2Error } from '@medsign/engine/crypto/sm2-error';
import { N } from './curve.ts';
import { publicPointOf, readPrivateKey, readPublicKey, writePoint } from './keys.ts';
import { hedgedNonces, randomScalar } from './scalars.ts';
import { signDigest, verifyDigest } from './signature.ts';
import { sm3Of } from './sm3.ts';
import { verificationKey } from './verification-keys.ts';

/** Signer id that holds when nothing else is agreed: ASCII 1234567812345678 (GM/T 0009-2012 §10). */
export const SM2_DEFAULT_ID: Uint8Array = Uint8Array.from('1234567812345678', (digit) => digit.charCodeAt(0));

export interface Sm2KeyPair {
  /** d, 32 octets big-endian, 1 ≤ d ≤ n − 2. */
  readonly privateKey: Uint8Array;
  /** 04‖x‖y, 65 octets. */
  readonly publicKey: Uint8Array;
}

/** A new key pair, d uniform in 1 … n − 2 (GB/T 32918.1-2016 §6.1). Throws {@link Sm2Error} `bad-random`. */
export function generateSm2KeyPair(random: RandomBytes): Sm2KeyPair {
  const privateKey = bigIntToBytes(randomScalar(random, N - 2n), 32);
  return { privateKey, publicKey: sm2PublicKey(privateKey) };
}

/** Public key of a private key: d·G as 65 octets. Throws {@link Sm2Error} `bad-private-key`. */
export function sm2PublicKey(privateKey: Uint8Array): Uint8Array {
  return writePoint(publicPointOf(readPrivateKey(privateKey)));
}

/** Refuses anything but an uncompressed point of the curve in 65 octets. Throws {@link Sm2Error} `bad-public-key`. */
export function assertSm2PublicKey(bytes: Uint8Array): void {
  readPublicKey(bytes);
}

/** Z of a public key and signer id, 32 octets (GB/T 32918.2-2016 §5.5). Throws {@link Sm2Error}. */
export function sm2Z(publicKey: Uint8Array, signerId: Uint8Array = SM2_DEFAULT_ID): Uint8Array {
  return verificationKey(publicKey, signerId).z.slice();
}

/** SM3(Z‖M), 32 octets: what an SM2 signature is computed over. Throws {@link Sm2Error}. */
export function sm2Digest(
  publicKey: Uint8Array,
  message: Uint8Array,
  signerId: Uint8Array = SM2_DEFAULT_ID,
): Uint8Array {
  return sm3Of(verificationKey(publicKey, signerId).z, message);
}

/**
 * Signs a message (GB/T 32918.2-2016 §6.1): 64 octets r‖s. The public key goes into Z, so it must belong to the private key.
 * Throws {@link Sm2Error} `bad-private-key`, `bad-public-key`, `bad-signer-id`, `bad-random`.
 */
export function sm2Sign(
  key: Sm2KeyPair,
  message: Uint8Array,
  random: RandomBytes,
  signerId: Uint8Array = SM2_DEFAULT_ID,
): Uint8Array {
  const d = readPrivateKey(key.privateKey);
  const digest = sm2Digest(key.publicKey, message, signerId);
  const { r, s } = signDigest(d, bytesToBigInt(digest), hedgedNonces(key.privateKey, digest, random));
  return concatBytes(bigIntToBytes(r, 32), bigIntToBytes(s, 32));
}

/**
 * Verifies r‖s over a message (GB/T 32918.2-2016 §7.1). A signature of another length or out of range is false; a public
 * key that is none throws {@link Sm2Error} `bad-public-key`.
 */
export function sm2Verify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature64: Uint8Array,
  signerId: Uint8Array = SM2_DEFAULT_ID,
): boolean {
  const key = verificationKey(publicKey, signerId);
  if (signature64.length !== 64) return false;
  const e = bytesToBigInt(sm3Of(key.z, message));
  const [r, s] = [bytesToBigInt(signature64.subarray(0, 32)), bytesToBigInt(signature64.subarray(32))];
  return verifyDigest(key.point, e, { r, s });
}

/** SM2Signature ::= SEQUENCE { R INTEGER, S INTEGER } (GM/T 0009-2012 §7.3). Throws {@link Sm2Error} `bad-signature`. */
export function sm2SignatureToDer(rs64: Uint8Array): Uint8Array {
  if (rs64.length !== 64 || !isScalar(rs64.subarray(0, 32)) || !isScalar(rs64.subarray(32))) {
    throw new Sm2Error('bad-signature', 'signature is not r‖s in 64 octets, each in 1 … n − 1');
  }
  return sequence(unsignedInteger(rs64.subarray(0, 32)), unsignedInteger(rs64.subarray(32)));
}

/**
 * r‖s of an SM2Signature. Strict, so that one signature has one form: DER only, nothing behind it, 1 ≤ r, s ≤ n − 1.
 * Throws {@link Asn1Error}.
 */
export function sm2SignatureFromDer(der: Uint8Array): Uint8Array {
  return readDer(der, (reader) => {
    const members = reader.sequence();
    const out = new Uint8Array(64);
    for (const end of [32, 64]) {
      const offset = members.offset;
      const octets = members.unsignedOctets();
      if (octets.length > 32 || !isScalar(octets)) throw new Asn1Error('bad-value', 'r or s outside 1 … n − 1', offset);
      out.set(octets, end - octets.length);
    }
    members.end();
    return out;
  });
}

function isScalar(octets: Uint8Array): boolean {
  const value = bytesToBigInt(octets);
  return value >= 1n && value < N;
}
