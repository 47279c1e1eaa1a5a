import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign, webcrypto } from 'node:crypto';
import { test } from 'node:test';
import { random, signDer } from '../../test-support/authority.ts';
import { readDer } from '../asn1/der-reader.ts';
import { explicit, integer, nullValue, oid, sequence } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { generateSm2KeyPair } from '../crypto/sm2.ts';
import { type AlgorithmIdentifier, algorithmIdentifier } from './algorithm-identifier.ts';
import { checkSignature, digestBytes, verifySignature } from './algorithms.ts';
import { platformCryptoFrom } from './platform-crypto.ts';
import { encodeSm2Spki, readSpki } from './public-key.ts';

const platform = platformCryptoFrom(webcrypto.subtle);
const DATA = new TextEncoder().encode('处方');
const sm2 = generateSm2KeyPair(random);
const sm2Spki = encodeSm2Spki(sm2.publicKey);
const spkiOf = (key: { export(options: { type: 'spki'; format: 'der' }): Buffer }) =>
  Uint8Array.from(key.export({ type: 'spki', format: 'der' }));
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const shortRsa = generateKeyPairSync('rsa', { modulusLength: 1024 });
const curves = {
  'P-256': generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  'P-384': generateKeyPairSync('ec', { namedCurve: 'P-384' }),
  'P-521': generateKeyPairSync('ec', { namedCurve: 'P-521' }),
};

const mgf = (hash: string) => sequence(oid(OID.mgf1), sequence(oid(hash), nullValue()));
const pss = (salt: number, hash: string = OID.sha256, maskHash = hash) =>
  algorithmIdentifier(
    OID.rsaPss,
    sequence(explicit(0, sequence(oid(hash), nullValue())), explicit(1, mgf(maskHash)), explicit(2, integer(salt))),
  );

async function outcome(
  algorithm: AlgorithmIdentifier,
  spki: Uint8Array,
  signature: Uint8Array,
  data: Uint8Array = DATA,
) {
  return checkSignature(algorithm, readDer(spki, readSpki), signature, data, platform);
}

for (const id of [OID.sm2WithSm3, OID.sm2Signature]) {
  for (const parameters of ['absent', 'null'] as const) {
    test(`SM2 by ${id}, parameters ${parameters}, without platform`, async () => {
      const signature = signDer(sm2, DATA);
      assert.equal(await verifySignature(algorithmIdentifier(id, parameters), sm2Spki, signature, DATA), true);
      const other = Uint8Array.of(...DATA, 0);
      assert.equal(await verifySignature(algorithmIdentifier(id, parameters), sm2Spki, signature, other), false);
    });
  }
}

for (const [hash, id] of [
  ['sha256', OID.sha256WithRsa],
  ['sha384', OID.sha384WithRsa],
  ['sha512', OID.sha512WithRsa],
] as const) {
  test(`RSA with ${hash}`, async () => {
    const signature = sign(hash, DATA, rsa.privateKey);
    assert.equal(await outcome(algorithmIdentifier(id, 'null'), spkiOf(rsa.publicKey), signature), 'valid');
    assert.equal(await outcome(algorithmIdentifier(id, 'null'), spkiOf(rsa.publicKey), signature, sm2Spki), 'invalid');
  });
}

for (const [namedCurve, hash, id] of [
  ['P-256', 'sha256', OID.ecdsaWithSha256],
  ['P-384', 'sha384', OID.ecdsaWithSha384],
  ['P-521', 'sha512', OID.ecdsaWithSha512],
  ['P-256', 'sha384', OID.ecdsaWithSha384],
] as const) {
  test(`ECDSA on ${namedCurve} with ${hash}, many signatures so that short r and s occur`, async () => {
    const { privateKey, publicKey } = curves[namedCurve];
    for (let round = 0; round < 40; round++) {
      const signature = sign(hash, DATA, privateKey);
      assert.equal(await outcome(algorithmIdentifier(id), spkiOf(publicKey), signature), 'valid');
    }
    const trailing = Uint8Array.of(...sign(hash, DATA, privateKey), 0);
    assert.equal(await outcome(algorithmIdentifier(id), spkiOf(publicKey), trailing), 'invalid');
  });
}

test('RSA-PSS, also under a key certified for PSS alone', async () => {
  const signature = sign('sha256', DATA, { key: rsa.privateKey, padding: 6, saltLength: 32 });
  assert.equal(await outcome(pss(32), spkiOf(rsa.publicKey), signature), 'valid');
  const pssKey = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  const own = sign('sha256', DATA, { key: pssKey.privateKey, padding: 6, saltLength: 32 });
  assert.equal(await outcome(pss(32), spkiOf(pssKey.publicKey), own), 'valid');
  assert.equal(await outcome(pss(20), spkiOf(rsa.publicKey), signature), 'invalid');
});

test('PSS whose parameters mean SHA-1 is weak; mixed digests are not supported', async () => {
  const spki = spkiOf(rsa.publicKey);
  assert.equal(await outcome(algorithmIdentifier(OID.rsaPss), spki, DATA), 'weak');
  assert.equal(await outcome(algorithmIdentifier(OID.rsaPss, sequence()), spki, DATA), 'weak');
  assert.equal(await outcome(pss(20, OID.sha1), spki, DATA), 'weak');
  assert.equal(await outcome(pss(32, OID.sha256, OID.sha512), spki, DATA), 'unsupported');
  assert.equal(await outcome(pss(32, OID.sm3), spki, DATA), 'unsupported');
});

test('SHA-1 and RSA below 2048 bits are weak even when the signature is right', async () => {
  const sha1 = sign('sha1', DATA, rsa.privateKey);
  assert.equal(await outcome(algorithmIdentifier(OID.sha1WithRsa, 'null'), spkiOf(rsa.publicKey), sha1), 'weak');
  const short = sign('sha256', DATA, shortRsa.privateKey);
  assert.equal(
    await outcome(algorithmIdentifier(OID.sha256WithRsa, 'null'), spkiOf(shortRsa.publicKey), short),
    'weak',
  );
});

test('an algorithm never meets a key of another kind', async () => {
  const keys = { sm2: sm2Spki, rsa: spkiOf(rsa.publicKey), ec: spkiOf(curves['P-256'].publicKey) };
  const signature = signDer(sm2, DATA);
  for (const [algorithm, spki] of [
    [algorithmIdentifier(OID.ecdsaWithSha256), keys.sm2],
    [algorithmIdentifier(OID.sm2WithSm3), keys.ec],
    [algorithmIdentifier(OID.sm2WithSm3), keys.rsa],
    [algorithmIdentifier(OID.sha256WithRsa, 'null'), keys.sm2],
    [pss(32), keys.ec],
    [algorithmIdentifier(OID.sm2WithSm3, integer(1)), keys.sm2],
    [algorithmIdentifier(OID.ecdsaWithSha256, 'null'), keys.ec],
    [algorithmIdentifier(OID.sha256WithRsa, integer(1)), keys.rsa],
  ] as const) {
    assert.equal(await outcome(algorithm, spki, signature), 'mismatch');
  }
});

test('what is not known, or foreign without platform, is unsupported and never valid', async () => {
  assert.equal(await outcome(algorithmIdentifier('1.2.3'), sm2Spki, DATA), 'unsupported');
  const signature = sign('sha256', DATA, rsa.privateKey);
  const spki = spkiOf(rsa.publicKey);
  assert.equal(await verifySignature(algorithmIdentifier(OID.sha256WithRsa, 'null'), spki, signature, DATA), false);
});

test('an elliptic point off its curve verifies nothing', async () => {
  const spki = spkiOf(curves['P-256'].publicKey);
  spki[spki.length - 1] = (spki[spki.length - 1] as number) ^ 1;
  const signature = sign('sha256', DATA, curves['P-256'].privateKey);
  assert.equal(await outcome(algorithmIdentifier(OID.ecdsaWithSha256), spki, signature), 'invalid');
});

test('digests by name', async () => {
  for (const [name, node] of [
    ['SM3', 'sm3'],
    ['SHA-1', 'sha1'],
    ['SHA-256', 'sha256'],
    ['SHA-384', 'sha384'],
    ['SHA-512', 'sha512'],
  ] as const) {
    assert.deepEqual(await digestBytes(name, DATA, platform), new Uint8Array(createHash(node).update(DATA).digest()));
  }
  assert.equal(await digestBytes('SHA-256', DATA), undefined);
});
