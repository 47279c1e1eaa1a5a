import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { bitString, nullValue, sequence } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { equalBytes } from '../bytes/bytes.ts';
import type { RandomBytes } from '../crypto/random-bytes.ts';
import { assertSm2PublicKey, type Sm2KeyPair, sm2PublicKey } from '../crypto/sm2.ts';
import { sm2CipherFromDer, sm2CipherToDer, sm2Decrypt, sm2Encrypt } from '../crypto/sm2-encryption.ts';
import { Sm2Error } from '../crypto/sm2-error.ts';
import { sm4EcbDecrypt, sm4EcbEncrypt } from '../crypto/sm4.ts';
import { algorithmIdentifier, hasNoParameters, readAlgorithmIdentifier } from './algorithm-identifier.ts';

/** Octets of a private key, and of the field that keeps it left-padded (GM/T 0016-2012 §6.4.10). */
const KEY_OCTETS = 32;
const PADDED_OCTETS = 64;
/** C1‖C3‖C2 of a SM4 key of 16 octets. */
const WRAPPED_KEY_OCTETS = 65 + 32 + 16;
/** Products write the bare SM4 identifier too. */
const CODEBOOK: ReadonlySet<string> = new Set([OID.sm4Ecb, OID.sm4]);

/** An encryption key pair on its way to its holder (GM/T 0009-2012 §7.4). Byte strings may be views of what was read. */
export interface EnvelopedKey {
  /** Of the protected pair, 04‖X‖Y, on the curve. */
  readonly publicKey: Uint8Array;
  /** SM4 key under the recipient's public key, C1‖C3‖C2. */
  readonly encryptedSymmetricKey: Uint8Array;
  /** SM4-ECB of the private key: 32 octets, or 64 when it was padded on the left. */
  readonly encryptedPrivateKey: Uint8Array;
}

/**
 * Protects `pair` for the holder of `recipient` (04‖X‖Y, in practice the signing key) under a fresh SM4 key. Throws Sm2Error
 * `bad-public-key`, `bad-private-key`, also when the halves of the pair do not belong together.
 */
export function sealEnvelopedKey(pair: Sm2KeyPair, recipient: Uint8Array, random: RandomBytes): EnvelopedKey {
  refuseStrangers(pair.privateKey, pair.publicKey);
  const symmetricKey = random(16);
  const envelope = {
    publicKey: pair.publicKey,
    encryptedSymmetricKey: sm2Encrypt(recipient, symmetricKey, random),
    encryptedPrivateKey: sm4EcbEncrypt(symmetricKey, pair.privateKey),
  };
  symmetricKey.fill(0);
  return envelope;
}

/**
 * The pair in an envelope, for the holder of `recipientPrivateKey`. The private key must yield the envelope's public key, and
 * `expectedPublicKey` (of the certificate that came with it) when given. Throws Sm2Error: `bad-ciphertext` when it is not for
 * this recipient or was changed, `bad-public-key` when it is not the expected pair, `bad-private-key` for a bad recipient's key.
 */
export function openEnvelopedKey(
  envelope: EnvelopedKey,
  recipientPrivateKey: Uint8Array,
  expectedPublicKey?: Uint8Array,
): Sm2KeyPair {
  if (expectedPublicKey !== undefined && !equalBytes(expectedPublicKey, envelope.publicKey)) {
    throw new Sm2Error('bad-public-key', 'the envelope holds another pair than the certificate names');
  }
  const symmetricKey = sm2Decrypt(recipientPrivateKey, envelope.encryptedSymmetricKey);
  if (symmetricKey.length !== 16) throw notForThisRecipient();
  const plain = sm4EcbDecrypt(symmetricKey, envelope.encryptedPrivateKey);
  symmetricKey.fill(0);
  const privateKey = plain.slice(-KEY_OCTETS);
  const padding = plain.subarray(0, -KEY_OCTETS);
  const belongs = padding.every((octet) => octet === 0) && yields(privateKey, envelope.publicKey);
  plain.fill(0);
  if (belongs) return { privateKey, publicKey: envelope.publicKey.slice() };
  privateKey.fill(0);
  throw notForThisRecipient();
}

function yields(privateKey: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    return equalBytes(sm2PublicKey(privateKey), publicKey);
  } catch (error) {
    if (error instanceof Sm2Error) return false;
    throw error;
  }
}

function refuseStrangers(privateKey: Uint8Array, publicKey: Uint8Array): void {
  if (!equalBytes(sm2PublicKey(privateKey), publicKey)) {
    throw new Sm2Error('bad-public-key', 'the public key does not belong to the private key');
  }
}

function notForThisRecipient(): Sm2Error {
  return new Sm2Error('bad-ciphertext', 'not an enveloped key for this recipient');
}

/** SM2EnvelopedKey ::= SEQUENCE { symAlgID, symEncryptedKey SM2Cipher, Sm2PublicKey BIT STRING, Sm2EncryptedPrivateKey BIT STRING }. */
export function encodeEnvelopedKey(envelope: EnvelopedKey): Uint8Array {
  return sequence(
    // Products write NULL here although SM4-ECB takes no parameters.
    algorithmIdentifier(OID.sm4Ecb, nullValue()).der,
    sm2CipherToDer(envelope.encryptedSymmetricKey),
    bitString(envelope.publicKey),
    bitString(envelope.encryptedPrivateKey),
  );
}

/** Reads DER SM2EnvelopedKey. Throws Asn1Error. */
export function parseEnvelopedKey(der: Uint8Array): EnvelopedKey {
  return readDer(der, (reader) => readEnvelopedKeyMembers(reader.sequence()));
}

/** The members of an SM2EnvelopedKey whose SEQUENCE, or the tag in its place, was entered. Throws Asn1Error. */
export function readEnvelopedKeyMembers(members: DerReader): EnvelopedKey {
  const offset = members.offset;
  const symmetric = readAlgorithmIdentifier(members);
  if (!CODEBOOK.has(symmetric.algorithm) || !hasNoParameters(symmetric)) {
    throw new Asn1Error('bad-value', 'the private key is not under SM4-ECB', offset);
  }
  const envelope = {
    encryptedSymmetricKey: sm2CipherFromDer(members.element(TAG.sequence).raw),
    publicKey: members.bitString(),
    encryptedPrivateKey: members.bitString(),
  };
  members.end();
  assertEnvelopedKey(envelope, offset);
  return envelope;
}

/** Throws Asn1Error `bad-value` for lengths no enveloped key has and for a point that is not on the curve. */
export function assertEnvelopedKey(envelope: EnvelopedKey, offset = 0): void {
  const { length } = envelope.encryptedPrivateKey;
  if (length !== KEY_OCTETS && length !== PADDED_OCTETS) {
    throw new Asn1Error('bad-value', 'encrypted private key is neither 32 nor 64 octets', offset);
  }
  if (envelope.encryptedSymmetricKey.length !== WRAPPED_KEY_OCTETS) {
    throw new Asn1Error('bad-value', 'symmetric key is not 16 octets', offset);
  }
  try {
    assertSm2PublicKey(envelope.publicKey);
  } catch (error) {
    if (!(error instanceof Sm2Error)) throw error;
    throw new Asn1Error('bad-value', `SM2 public key: ${error.message}`, offset);
  }
}
