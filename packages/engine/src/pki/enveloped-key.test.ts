import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../../testing/random.ts';
import { bitString, nullValue, octetString, sequence } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { generateSm2KeyPair } from '../crypto/sm2.ts';
import { sm2CipherToDer, sm2Encrypt } from '../crypto/sm2-encryption.ts';
import { sm4EcbEncrypt } from '../crypto/sm4.ts';
import { algorithmIdentifier } from './algorithm-identifier.ts';
import {
  type EnvelopedKey,
  encodeEnvelopedKey,
  openEnvelopedKey,
  parseEnvelopedKey,
  sealEnvelopedKey,
} from './enveloped-key.ts';
import { envelopedKeyFromBlob, envelopedKeyToBlob } from './enveloped-key-blob.ts';

const random = seededRandom('enveloped key');
const holder = generateSm2KeyPair(random);
const pair = generateSm2KeyPair(random);
const envelope = sealEnvelopedKey(pair, holder.publicKey, random);

/** The same pair as a product writes it that pads the private key on the left before encrypting. */
function padded(pad = new Uint8Array(32)): EnvelopedKey {
  const key = random(16);
  return {
    publicKey: pair.publicKey,
    encryptedSymmetricKey: sm2Encrypt(holder.publicKey, key, random),
    encryptedPrivateKey: sm4EcbEncrypt(key, concatBytes(pad, pair.privateKey)),
  };
}

const withBytes = (changes: Partial<EnvelopedKey>): EnvelopedKey => ({ ...envelope, ...changes });

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const out = bytes.slice();
  out[at] = (out[at] as number) ^ 1;
  return out;
}

test('the holder opens what was sealed, through DER and through the form of smart keys', () => {
  const der = encodeEnvelopedKey(envelope);
  assert.deepEqual(encodeEnvelopedKey(parseEnvelopedKey(der)), der);
  const blob = envelopedKeyToBlob(envelope);
  assert.equal(blob.length, 388);
  assert.equal(toHex(blob.subarray(0, 12)), '010000000104000000010000');
  assert.deepEqual(envelopedKeyToBlob(envelopedKeyFromBlob(blob)), blob);
  for (const read of [envelope, parseEnvelopedKey(der), envelopedKeyFromBlob(blob)]) {
    assert.deepEqual(openEnvelopedKey(read, holder.privateKey, pair.publicKey), pair);
  }
});

test('two envelopes of one pair have nothing secret in common', () => {
  const other = sealEnvelopedKey(pair, holder.publicKey, random);
  assert.notDeepEqual(other.encryptedPrivateKey, envelope.encryptedPrivateKey);
  assert.notDeepEqual(other.encryptedSymmetricKey, envelope.encryptedSymmetricKey);
});

test('a private key padded to 64 octets is read; other padding is refused', () => {
  const wide = padded();
  for (const read of [
    wide,
    parseEnvelopedKey(encodeEnvelopedKey(wide)),
    envelopedKeyFromBlob(envelopedKeyToBlob(wide)),
  ]) {
    assert.deepEqual(openEnvelopedKey(read, holder.privateKey), pair);
  }
  const dirty = padded(Uint8Array.from({ length: 32 }, (_, i) => (i === 31 ? 1 : 0)));
  assert.throws(() => openEnvelopedKey(dirty, holder.privateKey), { code: 'bad-ciphertext' });
});

test('a smart key that fills its array from the front is read', () => {
  const blob = envelopedKeyToBlob(envelope);
  blob.copyWithin(12, 44, 76);
  blob.fill(0, 44, 76);
  assert.deepEqual(openEnvelopedKey(envelopedKeyFromBlob(blob), holder.privateKey), pair);
});

test('the bare SM4 identifier and absent parameters are read', () => {
  for (const symmetric of [
    algorithmIdentifier(OID.sm4, nullValue()),
    algorithmIdentifier(OID.sm4Ecb),
    algorithmIdentifier(OID.sm4),
  ]) {
    const der = sequence(
      symmetric.der,
      sm2CipherToDer(envelope.encryptedSymmetricKey),
      bitString(envelope.publicKey),
      bitString(envelope.encryptedPrivateKey),
    );
    assert.deepEqual(openEnvelopedKey(parseEnvelopedKey(der), holder.privateKey), pair);
  }
});

test('nobody else opens it, and no octet can be changed', () => {
  const stranger = generateSm2KeyPair(random);
  assert.throws(() => openEnvelopedKey(envelope, stranger.privateKey), { code: 'bad-ciphertext' });
  for (let at = 0; at < 32; at++) {
    const changed = withBytes({ encryptedPrivateKey: flipped(envelope.encryptedPrivateKey, at) });
    assert.throws(() => openEnvelopedKey(changed, holder.privateKey), { code: 'bad-ciphertext' });
  }
  for (const at of [1, 40, 66, 100, 112]) {
    const changed = withBytes({ encryptedSymmetricKey: flipped(envelope.encryptedSymmetricKey, at) });
    assert.throws(() => openEnvelopedKey(changed, holder.privateKey), { code: 'bad-ciphertext' });
  }
});

test('the pair must be the one the envelope and the certificate name', () => {
  const other = generateSm2KeyPair(random);
  assert.throws(() => openEnvelopedKey(withBytes({ publicKey: other.publicKey }), holder.privateKey), {
    code: 'bad-ciphertext',
  });
  assert.throws(() => openEnvelopedKey(envelope, holder.privateKey, other.publicKey), { code: 'bad-public-key' });
  assert.throws(
    () => sealEnvelopedKey({ privateKey: pair.privateKey, publicKey: other.publicKey }, holder.publicKey, random),
    { code: 'bad-public-key' },
  );
  assert.throws(() => sealEnvelopedKey(pair, new Uint8Array(65).fill(4), random), { code: 'bad-public-key' });
  assert.throws(() => openEnvelopedKey(envelope, new Uint8Array(32)), { code: 'bad-private-key' });
});

test('a symmetric key of another length is refused even when it decrypts', () => {
  const long = withBytes({ encryptedSymmetricKey: sm2Encrypt(holder.publicKey, new Uint8Array(32), random) });
  assert.throws(() => openEnvelopedKey(long, holder.privateKey), { code: 'bad-ciphertext' });
  assert.throws(() => parseEnvelopedKey(encodeEnvelopedKey(long)), { code: 'bad-value' });
});

test('what is no SM2EnvelopedKey is refused', () => {
  const { encryptedSymmetricKey, publicKey, encryptedPrivateKey } = envelope;
  const build = (symmetric: Uint8Array, ...rest: Uint8Array[]) => sequence(symmetric, ...rest);
  const ecb = algorithmIdentifier(OID.sm4Ecb, nullValue()).der;
  const cipher = sm2CipherToDer(encryptedSymmetricKey);
  const bad: Readonly<Record<string, Uint8Array>> = {
    'cipher block chaining': build(
      algorithmIdentifier(OID.sm4Cbc, octetString(new Uint8Array(16))).der,
      ...[cipher, bitString(publicKey), bitString(encryptedPrivateKey)],
    ),
    'ECB with parameters': build(
      algorithmIdentifier(OID.sm4Ecb, octetString(new Uint8Array(16))).der,
      ...[cipher, bitString(publicKey), bitString(encryptedPrivateKey)],
    ),
    'short private key': build(ecb, cipher, bitString(publicKey), bitString(encryptedPrivateKey.subarray(16))),
    'point off the curve': build(ecb, cipher, bitString(flipped(publicKey, 64)), bitString(encryptedPrivateKey)),
    'compressed point': build(ecb, cipher, bitString(publicKey.subarray(0, 33)), bitString(encryptedPrivateKey)),
    'member missing': build(ecb, cipher, bitString(publicKey)),
    'member too many': build(ecb, cipher, bitString(publicKey), bitString(encryptedPrivateKey), nullValue()),
  };
  for (const [name, der] of Object.entries(bad)) {
    assert.throws(() => parseEnvelopedKey(der), { name: 'Asn1Error' }, name);
  }
  const der = encodeEnvelopedKey(envelope);
  assert.throws(() => parseEnvelopedKey(concatBytes(der, Uint8Array.of(0))), { code: 'trailing-data' });
  for (let length = 0; length < der.length; length++) {
    assert.throws(() => parseEnvelopedKey(der.subarray(0, length)), { name: 'Asn1Error' }, `${length} octets`);
  }
});

test('what is no ENVELOPEDKEYBLOB is refused', () => {
  const blob = envelopedKeyToBlob(envelope);
  assert.throws(() => envelopedKeyFromBlob(blob.subarray(1)), { code: 'truncated' });
  assert.throws(() => envelopedKeyFromBlob(concatBytes(blob, Uint8Array.of(0))), { code: 'trailing-data' });
  // Version, algorithm (SM1), bits, BitLen, upper halves of the four coordinates, off the curve, CipherLen.
  for (const at of [0, 5, 9, 77, 80, 144, 208, 272, 368]) {
    assert.throws(() => envelopedKeyFromBlob(flipped(blob, at)), { name: 'Asn1Error' }, `octet ${at}`);
  }
  assert.throws(() => envelopedKeyFromBlob(flipped(blob, 207)), { code: 'bad-value' });
});
