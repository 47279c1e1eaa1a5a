import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../../../testing/random.ts';
import { element, explicit, implicit, nullValue, sequence, setOf } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag } from '../asn1/tags.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { generateSm2KeyPair, type Sm2KeyPair, sm2Sign, sm2SignatureToDer } from '../crypto/sm2.ts';
import { assembleCertificate, buildTbsCertificate } from './certificate.ts';
import { buildCsrResponse, openCsrResponse, parseCsrResponse } from './csr-response.ts';
import { encodeEnvelopedKey, sealEnvelopedKey } from './enveloped-key.ts';
import { keyUsageExtension } from './extensions.ts';
import { nameOf } from './name.ts';
import { encodeSm2Spki } from './public-key.ts';

const random = seededRandom('csr response');
const issuer = generateSm2KeyPair(random);
const signing = generateSm2KeyPair(random);
const encryption = generateSm2KeyPair(random);

function certificateFor({ publicKey }: Sm2KeyPair): Uint8Array {
  const tbs = buildTbsCertificate({
    serial: Uint8Array.from(random(16), (octet, i) => (i === 0 ? 0x40 : octet)),
    issuer: nameOf([[OID.commonName, '签发机构']]),
    subject: nameOf([[OID.commonName, '医生']]),
    notBefore: new Date('2026-01-01T00:00:00Z'),
    notAfter: new Date('2028-01-01T00:00:00Z'),
    spki: encodeSm2Spki(publicKey),
    extensions: [keyUsageExtension(['digitalSignature'])],
  });
  return assembleCertificate(tbs, sm2SignatureToDer(sm2Sign(issuer, tbs, random)));
}

const chain = certificateFor(issuer);
const signingDer = certificateFor(signing);
const encryptionDer = certificateFor(encryption);
const envelopedKey = sealEnvelopedKey(encryption, signing.publicKey, random);
const dual = {
  signingCertificates: [signingDer, chain],
  envelopedKey,
  encryptionCertificates: [encryptionDer, chain],
};

test('the holder takes both certificates and the pair out of an answer', () => {
  const explicitSet = sequence(
    setOf(signingDer, chain),
    explicit(0, encodeEnvelopedKey(envelopedKey)),
    explicit(1, setOf(encryptionDer, chain)),
  );
  const forms = [buildCsrResponse(dual), buildCsrResponse(dual, { keyTagging: 'explicit' }), explicitSet];
  for (const der of forms) {
    const opened = openCsrResponse(parseCsrResponse(der), signing.privateKey);
    assert.deepEqual(opened.signingCertificate.der, signingDer);
    assert.deepEqual(opened.encryption?.certificate.der, encryptionDer);
    assert.deepEqual(opened.encryption?.keyPair, encryption);
  }
  assert.notDeepEqual(forms[0], forms[1]);
});

test('an answer may bring a signing certificate alone', () => {
  const opened = openCsrResponse(
    parseCsrResponse(buildCsrResponse({ signingCertificates: [signingDer] })),
    signing.privateKey,
  );
  assert.deepEqual(opened.signingCertificate.der, signingDer);
  assert.equal(opened.encryption, undefined);
});

test('certificates of other keys are refused', () => {
  const stranger = generateSm2KeyPair(random);
  const response = parseCsrResponse(buildCsrResponse(dual));
  assert.throws(() => openCsrResponse(response, stranger.privateKey), { code: 'bad-public-key' });
  const wrongCertificate = buildCsrResponse({ ...dual, encryptionCertificates: [certificateFor(stranger)] });
  assert.throws(() => openCsrResponse(parseCsrResponse(wrongCertificate), signing.privateKey), {
    code: 'bad-public-key',
  });
  const forOther = buildCsrResponse({
    ...dual,
    envelopedKey: sealEnvelopedKey(encryption, stranger.publicKey, random),
  });
  assert.throws(() => openCsrResponse(parseCsrResponse(forOther), signing.privateKey), { code: 'bad-ciphertext' });
});

test('half a pair is neither written nor read', () => {
  const { envelopedKey: _key, ...withoutKey } = dual;
  const { encryptionCertificates: _certificates, ...withoutCertificates } = dual;
  assert.throws(() => buildCsrResponse(withoutKey), RangeError);
  assert.throws(() => buildCsrResponse(withoutCertificates), RangeError);
  assert.throws(() => buildCsrResponse({ signingCertificates: [] }), RangeError);
  const key = implicit(0, encodeEnvelopedKey(envelopedKey));
  assert.throws(() => parseCsrResponse(sequence(setOf(signingDer), key)), { code: 'bad-value' });
  assert.throws(() => parseCsrResponse(sequence(setOf(signingDer), implicit(1, setOf(encryptionDer)))), {
    code: 'bad-value',
  });
});

test('what is no CSRResponse is refused', () => {
  const key = encodeEnvelopedKey(envelopedKey);
  const set = implicit(1, setOf(encryptionDer));
  const many = Array.from({ length: 17 }, () => chain);
  const bad: Readonly<Record<string, Uint8Array>> = {
    'no certificate': sequence(setOf()),
    'too many certificates': sequence(setOf(...many)),
    'not a certificate': sequence(setOf(nullValue())),
    'certificates in a sequence': sequence(sequence(signingDer)),
    'empty encryption set': sequence(setOf(signingDer), implicit(0, key), implicit(1, setOf())),
    'something after the set': sequence(
      setOf(signingDer),
      implicit(0, key),
      element(contextConstructedTag(1), concatBytes(setOf(encryptionDer), nullValue())),
    ),
    'two keys': sequence(setOf(signingDer), explicit(0, key, key), set),
    'empty key': sequence(setOf(signingDer), explicit(0), set),
    'wrong order': sequence(setOf(signingDer), set, implicit(0, key)),
    'member too many': sequence(setOf(signingDer), implicit(0, key), set, nullValue()),
  };
  for (const [name, der] of Object.entries(bad)) {
    assert.throws(() => parseCsrResponse(der), { name: 'Asn1Error' }, name);
  }
  const der = buildCsrResponse(dual);
  assert.throws(() => parseCsrResponse(concatBytes(der, Uint8Array.of(0))), { code: 'trailing-data' });
  for (let length = 0; length < der.length; length += 7) {
    assert.throws(() => parseCsrResponse(der.subarray(0, length)), { name: 'Asn1Error' }, `${length} octets`);
  }
});
