import { Asn1Error } from '../asn1/asn1-error.ts';
import { readDer } from '../asn1/der-reader.ts';
import { sequence, unsignedInteger } from '../asn1/der-writer.ts';
import { compareBytes, concatBytes } from '../bytes/bytes.ts';
import { fromHex } from '../bytes/hex.ts';
import type { RandomBytes } from './random-bytes.ts';
import { Sm2Error } from './sm2-error.ts';
import { placeDigest, zOf } from './wasm/digest.ts';
import { engine } from './wasm/engine.ts';
import * as io from './wasm/io.ts';
import { ensureTable, type KnownKey, knownKey } from './wasm/known-keys.ts';
import { freshNonceOctets, freshOctets, MAX_DRAWS, noUsableDraw } from './wasm/random.ts';

/** n, the order of the base point. */
const ORDER = fromHex('fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123');

/** Signer id that holds when nothing else is agreed: ASCII 1234567812345678 (GM/T 0009-2012 §10). */
export const SM2_DEFAULT_ID: Uint8Array = Uint8Array.from('1234567812345678', (digit) => digit.charCodeAt(0));

export interface Sm2KeyPair {
  /** d, 32 octets big-endian, 1 ≤ d ≤ n − 2. */
  readonly privateKey: Uint8Array;
  /** 04‖x‖y, 65 octets. */
  readonly publicKey: Uint8Array;
}

export interface Sm2SignOptions {
  /** Verify the signature before it is handed out, against faults and damaged tables. Costs one verification. */
  readonly verify?: boolean;
}

/** A new key pair, d uniform in 1 … n − 2 (GB/T 32918.1-2016 §6.1). Throws {@link Sm2Error} `bad-random`. */
export function generateSm2KeyPair(random: RandomBytes): Sm2KeyPair {
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    const privateKey = freshOctets(random).slice();
    const publicKey = publicKeyOf(privateKey);
    if (publicKey !== undefined) return { privateKey, publicKey };
  }
  throw noUsableDraw();
}

/** Public key of a private key: d·G as 65 octets. Throws {@link Sm2Error} `bad-private-key`. */
export function sm2PublicKey(privateKey: Uint8Array): Uint8Array {
  const publicKey = privateKey.length === 32 ? publicKeyOf(privateKey) : undefined;
  if (publicKey === undefined) throw badPrivateKey();
  return publicKey;
}

function publicKeyOf(privateKey: Uint8Array): Uint8Array | undefined {
  io.put(privateKey, io.SCALAR);
  const status = engine().call.publicKey(io.SCALAR, io.OUT);
  io.wipe(io.SCALAR, 32);
  return status === io.DONE ? concatBytes(Uint8Array.of(0x04), io.take(io.OUT, 64)) : undefined;
}

/** Refuses anything but an uncompressed point of the curve in 65 octets. Throws {@link Sm2Error} `bad-public-key`. */
export function assertSm2PublicKey(bytes: Uint8Array): void {
  knownKey(bytes);
}

/** Z of a public key and signer id, 32 octets (GB/T 32918.2-2016 §5.5). Throws {@link Sm2Error}. */
export function sm2Z(publicKey: Uint8Array, signerId: Uint8Array = SM2_DEFAULT_ID): Uint8Array {
  return zFor(knownKey(publicKey), signerId).slice();
}

/** SM3(Z‖M), 32 octets: what an SM2 signature is computed over. Throws {@link Sm2Error}. */
export function sm2Digest(
  publicKey: Uint8Array,
  message: Uint8Array,
  signerId: Uint8Array = SM2_DEFAULT_ID,
): Uint8Array {
  placeDigest(zFor(knownKey(publicKey), signerId), message, io.DIGEST);
  return io.take(io.DIGEST, 32);
}

function zFor(key: KnownKey, signerId: Uint8Array): Uint8Array {
  return zOf(key, signerId, signerId === SM2_DEFAULT_ID);
}

/**
 * Signs a message (GB/T 32918.2-2016 §6.1): 64 octets r‖s. The public key goes into Z, so it must belong to the private key.
 * The nonce is HMAC-SM3(d, e‖fresh randomness). Throws {@link Sm2Error} `bad-private-key`, `bad-public-key`, `bad-signer-id`,
 * `bad-random`, and `faulty-signature` when it was asked to verify and the result does not.
 */
export function sm2Sign(
  key: Sm2KeyPair,
  message: Uint8Array,
  random: RandomBytes,
  signerId: Uint8Array = SM2_DEFAULT_ID,
  options: Sm2SignOptions = {},
): Uint8Array {
  if (key.privateKey.length !== 32) throw badPrivateKey();
  const known = knownKey(key.publicKey);
  const z = zFor(known, signerId);
  for (let draw = 0; draw < MAX_DRAWS; draw++) {
    // First of all, because the generator may use the engine itself.
    const fresh = freshNonceOctets(random);
    placeDigest(z, message, io.DIGEST);
    const { call, octets } = engine();
    octets.set(key.privateKey, io.SCALAR);
    octets.set(fresh, io.RANDOM);
    const status = call.sign(io.SCALAR, io.DIGEST, io.RANDOM, io.SIGNATURE);
    octets.fill(0, io.SCALAR, io.SCALAR + 32);
    if (status === io.BAD_KEY) throw badPrivateKey();
    if (status !== io.DONE) continue;
    const signature = octets.slice(io.SIGNATURE, io.SIGNATURE + 64);
    if (options.verify === true && !verifyKnown(known, z, message, signature)) {
      throw new Sm2Error('faulty-signature', 'the signature did not verify and is withheld');
    }
    return signature;
  }
  throw noUsableDraw();
}

/**
 * Verifies r‖s over a message (GB/T 32918.2-2016 §7.1). A signature of another length or out of range is false; a public
 * key that is none throws {@link Sm2Error} `bad-public-key`. From a key's second verification on a table makes it faster.
 */
export function sm2Verify(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature64: Uint8Array,
  signerId: Uint8Array = SM2_DEFAULT_ID,
): boolean {
  const key = knownKey(publicKey);
  const z = zFor(key, signerId);
  return signature64.length === 64 && verifyKnown(key, z, message, signature64);
}

function verifyKnown(key: KnownKey, z: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  key.verifications++;
  const withTable = key.verifications > 1 && ensureTable(key);
  placeDigest(z, message, io.DIGEST);
  const { call, octets } = engine();
  octets.set(signature, io.SIGNATURE);
  octets.set(key.coordinates, io.POINT);
  const verdict = withTable
    ? call.verifyWithTable(key.table, io.POINT, io.DIGEST, io.SIGNATURE)
    : call.verify(io.POINT, io.DIGEST, io.SIGNATURE);
  return verdict === io.ACCEPTED;
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
  if (octets.every((octet) => octet === 0)) return false;
  return octets.length < 32 || compareBytes(octets, ORDER) < 0;
}

function badPrivateKey(): Sm2Error {
  return new Sm2Error('bad-private-key', 'private key is not 32 octets in 1 … n − 2');
}
