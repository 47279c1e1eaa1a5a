import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { octetString, sequence, unsignedInteger } from '../asn1/der-writer.ts';
import { concatBytes, equalBytesConstantTime } from '../bytes/bytes.ts';
import { maskWithKdf } from './kdf.ts';
import type { RandomBytes } from './random-bytes.ts';
import { assertSm2PublicKey } from './sm2.ts';
import { Sm2Error } from './sm2-error.ts';
import { Sm3 } from './sm3.ts';
import { engine } from './wasm/engine.ts';
import * as io from './wasm/io.ts';
import { freshOctets, MAX_DRAWS, noUsableDraw } from './wasm/random.ts';

const POINT_OCTETS = 65;
const HASH_OCTETS = 32;

/** Order of the parts: C1C3C2 is the standard's, C1C2C3 that of products before 2012. */
export type Sm2CipherOrder = 'C1C3C2' | 'C1C2C3';

/**
 * Encrypts for a public key (GB/T 32918.4-2016 §6.1): C1‖C3‖C2, C1 = 04‖x‖y, 97 octets longer than the plaintext.
 * Throws {@link Sm2Error} `bad-public-key`, `bad-plaintext` (empty), `bad-random`.
 */
export function sm2Encrypt(publicKey: Uint8Array, plaintext: Uint8Array, random: RandomBytes): Uint8Array {
  assertSm2PublicKey(publicKey);
  if (plaintext.length === 0) throw new Sm2Error('bad-plaintext', 'there is nothing to encrypt');
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const k = freshOctets(random);
    const shared = sharedPoint(k, publicKey.subarray(1));
    if (shared === undefined) continue;
    const c1 = generatorMultiple(k);
    const c2 = plaintext.slice();
    const masked = maskWithKdf(shared, c2);
    const c3 = checkOf(shared, plaintext);
    shared.fill(0);
    // A mask of zeros would send the plaintext (step A5).
    if (masked) return concatBytes(Uint8Array.of(0x04), c1, c3, c2);
  }
  throw noUsableDraw();
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
  refuseBadPrivateKey(privateKey);
  if (ciphertext.length <= POINT_OCTETS + HASH_OCTETS || ciphertext[0] !== 0x04) throw badCiphertext();
  const rest = ciphertext.subarray(POINT_OCTETS);
  const hashAt = options.order === 'C1C2C3' ? rest.length - HASH_OCTETS : 0;
  const c3 = rest.subarray(hashAt, hashAt + HASH_OCTETS);
  const plaintext = (hashAt === 0 ? rest.subarray(HASH_OCTETS) : rest.subarray(0, hashAt)).slice();
  const shared = sharedPoint(privateKey, ciphertext.subarray(1, POINT_OCTETS));
  if (shared === undefined) throw badCiphertext();
  const masked = maskWithKdf(shared, plaintext);
  const matches = equalBytesConstantTime(checkOf(shared, plaintext), c3);
  shared.fill(0);
  if (!matches || !masked) {
    plaintext.fill(0);
    throw badCiphertext();
  }
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

/** x‖y of scalar·point, or undefined when the point is none or the scalar out of 1 … n − 1. */
function sharedPoint(scalar: Uint8Array, point: Uint8Array): Uint8Array | undefined {
  io.put(scalar, io.SCALAR);
  io.put(point, io.POINT);
  const status = engine().call.multiplyPoint(io.SCALAR, io.POINT, io.OUT);
  const shared = status === io.DONE ? io.take(io.OUT, 64) : undefined;
  io.wipe(io.SCALAR, 32);
  io.wipe(io.OUT, 64);
  return shared;
}

function generatorMultiple(scalar: Uint8Array): Uint8Array {
  io.put(scalar, io.SCALAR);
  engine().call.multiplyGenerator(io.SCALAR, io.OUT);
  io.wipe(io.SCALAR, 32);
  return io.take(io.OUT, 64);
}

/** C3 = SM3(x2‖M‖y2). */
function checkOf(shared: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return new Sm3().update(shared.subarray(0, 32)).update(plaintext).update(shared.subarray(32)).digest();
}

function refuseBadPrivateKey(privateKey: Uint8Array): void {
  let status: number = io.BAD_KEY;
  if (privateKey.length === 32) {
    io.put(privateKey, io.SCALAR);
    status = engine().call.checkPrivateKey(io.SCALAR);
    io.wipe(io.SCALAR, 32);
  }
  if (status !== io.DONE) throw new Sm2Error('bad-private-key', 'private key is not 32 octets in 1 … n − 2');
}

function badCiphertext(): Sm2Error {
  return new Sm2Error('bad-ciphertext', 'not a ciphertext for this key');
}
