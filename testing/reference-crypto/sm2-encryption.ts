import { Asn1Error } from '@medsign/engine/asn1/asn1-error';
import { type DerReader, readDer } from '@medsign/engine/asn1/der-reader';
import { octetString, sequence, unsignedInteger } from '@medsign/engine/asn1/der-writer';
import { bigIntToBytes, concatBytes, equalBytesConstantTime } from '@medsign/engine/bytes/bytes';
import type { RandomBytes } from '@medsign/engine/crypto/random-bytes';
import { Sm2Error } from '@medsign/engine/crypto/sm2-error';
import { type AffinePoint, affineOfSecret, N } from './curve.ts';
import { kdfSm3 } from './kdf.ts';
import { readPoint, readPrivateKey, readPublicKey, writePoint } from './keys.ts';
import { multiply, multiplyBase } from './multiplication.ts';
import { randomScalar } from './scalars.ts';
import { sm3Of } from './sm3.ts';

const POINT_OCTETS = 65;
const HASH_OCTETS = 32;

/** Order of the parts: C1C3C2 is the standard's, C1C2C3 that of products before 2012. */
export type Sm2CipherOrder = 'C1C3C2' | 'C1C2C3';

/**
 * Encrypts for a public key (GB/T 32918.4-2016 §6.1): C1‖C3‖C2, C1 = 04‖x‖y, 97 octets longer than the plaintext.
 * Throws {@link Sm2Error} `bad-public-key`, `bad-plaintext` (empty), `bad-random`.
 */
export function sm2Encrypt(publicKey: Uint8Array, plaintext: Uint8Array, random: RandomBytes): Uint8Array {
  const recipient = readPublicKey(publicKey);
  if (plaintext.length === 0) throw new Sm2Error('bad-plaintext', 'there is nothing to encrypt');
  for (;;) {
    const k = randomScalar(random, N - 1n);
    const shared = sharedOctets(multiplyAffine(k, recipient));
    const mask = kdfSm3(concatBytes(shared.x, shared.y), plaintext.length);
    // A mask of zeros would send the plaintext (step A5).
    if (mask.every((octet) => octet === 0)) continue;
    const c1 = writePoint(affineOfSecret(multiplyBase(k)));
    return concatBytes(c1, sm3Of(shared.x, plaintext, shared.y), xor(plaintext, mask));
  }
}

/**
 * Decrypts C1‖C3‖C2, or C1‖C2‖C3 when `order` says so (GB/T 32918.4-2016 §7.1). Whatever is wrong with a ciphertext throws
 * the same {@link Sm2Error} `bad-ciphertext`, so that it cannot be probed; a bad key throws `bad-private-key`.
 */
export function sm2Decrypt(
  privateKey: Uint8Array,
  ciphertext: Uint8Array,
  options: { readonly order?: Sm2CipherOrder } = {},
): Uint8Array {
  const d = readPrivateKey(privateKey);
  const c1 = readPoint(ciphertext.subarray(0, POINT_OCTETS));
  if (c1 === undefined || ciphertext.length <= POINT_OCTETS + HASH_OCTETS) throw badCiphertext();
  const rest = ciphertext.subarray(POINT_OCTETS);
  const hashAt = options.order === 'C1C2C3' ? rest.length - HASH_OCTETS : 0;
  const c3 = rest.subarray(hashAt, hashAt + HASH_OCTETS);
  const c2 = hashAt === 0 ? rest.subarray(HASH_OCTETS) : rest.subarray(0, hashAt);
  const shared = sharedOctets(multiplyAffine(d, c1));
  const mask = kdfSm3(concatBytes(shared.x, shared.y), c2.length);
  const plaintext = xor(c2, mask);
  const isEmptyMask = mask.every((octet) => octet === 0);
  if (!equalBytesConstantTime(sm3Of(shared.x, plaintext, shared.y), c3) || isEmptyMask) throw badCiphertext();
  return plaintext;
}

/** SM2Cipher ::= SEQUENCE { x INTEGER, y INTEGER, hash OCTET STRING, cipherText OCTET STRING } of C1‖C3‖C2 (GM/T 0009-2012 §7.2). */
export function sm2CipherToDer(ciphertext: Uint8Array): Uint8Array {
  if (ciphertext.length <= POINT_OCTETS + HASH_OCTETS || ciphertext[0] !== 0x04) throw badCiphertext();
  return sequence(
    unsignedInteger(ciphertext.subarray(1, 33)),
    unsignedInteger(ciphertext.subarray(33, POINT_OCTETS)),
    octetString(ciphertext.subarray(POINT_OCTETS, POINT_OCTETS + HASH_OCTETS)),
    octetString(ciphertext.subarray(POINT_OCTETS + HASH_OCTETS)),
  );
}

/** C1‖C3‖C2 of a DER SM2Cipher. Throws Asn1Error; the point is checked when decrypting. */
export function sm2CipherFromDer(der: Uint8Array): Uint8Array {
  return readDer(der, (reader) => {
    const members = reader.sequence();
    const x = coordinate(members);
    const y = coordinate(members);
    const offset = members.offset;
    const hash = members.octetString();
    const cipherText = members.octetString();
    members.end();
    if (hash.length !== HASH_OCTETS || cipherText.length === 0) {
      throw new Asn1Error('bad-value', 'hash is not 32 octets, or there is no cipher text', offset);
    }
    return concatBytes(Uint8Array.of(0x04), x, y, hash, cipherText);
  });
}

function coordinate(members: DerReader): Uint8Array {
  const offset = members.offset;
  const octets = members.unsignedOctets();
  if (octets.length > 32) throw new Asn1Error('bad-value', 'coordinate is longer than 32 octets', offset);
  return concatBytes(new Uint8Array(32 - octets.length), octets);
}

/** The order is prime and above k, so the product is never infinity. */
function multiplyAffine(k: bigint, point: AffinePoint): AffinePoint {
  return affineOfSecret(multiply(k, point));
}

function sharedOctets({ x, y }: AffinePoint): { x: Uint8Array; y: Uint8Array } {
  return { x: bigIntToBytes(x, 32), y: bigIntToBytes(y, 32) };
}

function xor(data: Uint8Array, mask: Uint8Array): Uint8Array {
  return data.map((octet, i) => octet ^ (mask[i] as number));
}

function badCiphertext(): Sm2Error {
  return new Sm2Error('bad-ciphertext', 'not a ciphertext for this key');
}
