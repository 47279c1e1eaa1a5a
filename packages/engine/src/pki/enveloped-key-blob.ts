import { Asn1Error } from '../asn1/asn1-error.ts';
import { concatBytes, equalBytes } from '../bytes/bytes.ts';
import { assertEnvelopedKey, type EnvelopedKey } from './enveloped-key.ts';

/** GB/T 33560-2017 table 1. */
const SGD_SM4_ECB = 0x00000401;
const VERSION = 1;
const BITS = 256;
/** Arrays are sized for 512 bits; values of 256 bits stand in their last half. */
const ARRAY = 64;
const HALF = 32;
const SYMMETRIC_KEY = 16;
const BLOB_OCTETS = 12 + ARRAY + (4 + 2 * ARRAY) + (2 * ARRAY + HALF + 4 + SYMMETRIC_KEY);

/**
 * ENVELOPEDKEYBLOB, the binary form that smart keys import (GM/T 0016-2012 §6.4.10, GB/T 35291): integers of 32 bits in
 * little-endian order. A private key padded to 64 octets keeps its 64.
 */
export function envelopedKeyToBlob(envelope: EnvelopedKey): Uint8Array {
  const { publicKey, encryptedSymmetricKey: wrapped, encryptedPrivateKey } = envelope;
  return concatBytes(
    littleEndian(VERSION),
    littleEndian(SGD_SM4_ECB),
    littleEndian(BITS),
    padded(encryptedPrivateKey),
    littleEndian(BITS),
    padded(publicKey.subarray(1, 33)),
    padded(publicKey.subarray(33)),
    padded(wrapped.subarray(1, 33)),
    padded(wrapped.subarray(33, 65)),
    wrapped.subarray(65, 97),
    littleEndian(SYMMETRIC_KEY),
    wrapped.subarray(97),
  );
}

/**
 * Reads ENVELOPEDKEYBLOB. Its key array holds 32 octets of ciphertext behind or before 32 octets of zero, or the ciphertext of
 * a padded key; opening tells whether the right one was meant. Throws Asn1Error `truncated`, `trailing-data`, `bad-value`.
 */
export function envelopedKeyFromBlob(blob: Uint8Array): EnvelopedKey {
  if (blob.length !== BLOB_OCTETS) {
    const code = blob.length < BLOB_OCTETS ? 'truncated' : 'trailing-data';
    throw new Asn1Error(code, `ENVELOPEDKEYBLOB has ${BLOB_OCTETS} octets`, Math.min(blob.length, BLOB_OCTETS));
  }
  let position = 0;
  const take = (length: number) => {
    position += length;
    return blob.subarray(position - length, position);
  };
  const expect = (value: number, what: string) => {
    const offset = position;
    if (!equalBytes(take(4), littleEndian(value))) {
      throw new Asn1Error('bad-value', `${what} is not ${value}`, offset);
    }
  };
  const coordinate = () => {
    const offset = position;
    const array = take(ARRAY);
    if (!isZero(array.subarray(0, HALF))) throw new Asn1Error('bad-value', 'value of more than 256 bits', offset);
    return array.subarray(HALF);
  };
  expect(VERSION, 'Version');
  expect(SGD_SM4_ECB, 'ulSymmAlgID');
  expect(BITS, 'ulBits');
  const encryptedPrivateKey = withoutPadding(take(ARRAY));
  expect(BITS, 'BitLen');
  const publicKey = concatBytes(Uint8Array.of(4), coordinate(), coordinate());
  const point = concatBytes(Uint8Array.of(4), coordinate(), coordinate());
  const hash = take(HALF);
  expect(SYMMETRIC_KEY, 'CipherLen');
  const envelope = {
    publicKey,
    encryptedSymmetricKey: concatBytes(point, hash, take(SYMMETRIC_KEY)),
    encryptedPrivateKey,
  };
  assertEnvelopedKey(envelope);
  return envelope;
}

function withoutPadding(array: Uint8Array): Uint8Array {
  if (isZero(array.subarray(0, HALF))) return array.subarray(HALF);
  if (isZero(array.subarray(HALF))) return array.subarray(0, HALF);
  return array;
}

function isZero(octets: Uint8Array): boolean {
  return octets.every((octet) => octet === 0);
}

function padded(value: Uint8Array): Uint8Array {
  return concatBytes(new Uint8Array(ARRAY - value.length), value);
}

function littleEndian(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}
