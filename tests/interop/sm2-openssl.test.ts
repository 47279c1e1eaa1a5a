/** OpenSSL accepts our SM2 signatures and we accept its, with the national signer id and with another one. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { readDer } from '@medsign/engine/asn1/der-reader';
import { concatBytes } from '@medsign/engine/bytes/bytes';
import {
  generateSm2KeyPair,
  sm2Sign,
  sm2SignatureFromDer,
  sm2SignatureToDer,
  sm2Verify,
} from '@medsign/engine/crypto/sm2';
import { encodePem } from '@medsign/engine/pki/pem';
import { encodeSm2Spki, readSpki } from '@medsign/engine/pki/public-key';
import { seededRandom } from '@medsign/testing/random';
import { needsOpenSsl, openssl, openWorkspace } from './foreign-tools.ts';

const workspace = openWorkspace();
after(() => workspace.remove());
const random = seededRandom('interop sm2');
const NATIONAL_ID = '1234567812345678';
const MESSAGES = ['', 'message digest', '医嘱：0.9% 氯化钠注射液 250ml 静滴 qd × 3天', 'x'.repeat(100_000)].map(
  (text) => new TextEncoder().encode(text),
);

function opensslVerify(publicKeyPem: string, message: Uint8Array, signature: Uint8Array, id: string): boolean {
  const key = workspace.write('public.pem', publicKeyPem);
  const data = workspace.write('message', message);
  const file = workspace.write('signature', signature);
  const args = ['-pubin', '-inkey', key, '-in', data, '-rawin', '-digest', 'sm3', '-sigfile', file];
  return openssl('pkeyutl', '-verify', ...args, '-pkeyopt', `distid:${id}`).ok;
}

test('OpenSSL verifies our signatures', { skip: needsOpenSsl }, () => {
  for (const message of MESSAGES.slice(1)) {
    for (const id of [NATIONAL_ID, 'ALICE123@YAHOO.COM']) {
      const key = generateSm2KeyPair(random);
      const signature = sm2SignatureToDer(sm2Sign(key, message, random, new TextEncoder().encode(id)));
      const pem = encodePem('PUBLIC KEY', encodeSm2Spki(key.publicKey));
      assert.ok(opensslVerify(pem, message, signature, id));
      assert.equal(opensslVerify(pem, concatBytes(message, Uint8Array.of(0)), signature, id), false);
      assert.equal(opensslVerify(pem, message, signature, 'somebody else'), false);
    }
  }
});

test("we verify OpenSSL's signatures", { skip: needsOpenSsl }, () => {
  for (const message of MESSAGES.slice(1)) {
    const key = workspace.path('key.pem');
    assert.ok(openssl('ecparam', '-name', 'SM2', '-genkey', '-noout', '-out', key).ok);
    assert.ok(openssl('pkey', '-in', key, '-pubout', '-outform', 'DER', '-out', workspace.path('public.der')).ok);
    const data = workspace.write('message', message);
    const out = workspace.path('signature');
    const args = ['-sign', '-inkey', key, '-in', data, '-rawin', '-digest', 'sm3', '-out', out];
    assert.ok(openssl('pkeyutl', ...args, '-pkeyopt', `distid:${NATIONAL_ID}`).ok);
    const spki = readDer(new Uint8Array(readFileSync(workspace.path('public.der'))), readSpki);
    assert.equal(spki.algorithm, 'sm2');
    const signature = sm2SignatureFromDer(new Uint8Array(readFileSync(out)));
    const publicKey = spki.publicKey as Uint8Array;
    assert.ok(sm2Verify(publicKey, message, signature));
    assert.equal(sm2Verify(publicKey, concatBytes(message, Uint8Array.of(0)), signature), false);
    assert.equal(sm2Verify(publicKey, message, signature, new TextEncoder().encode('somebody else')), false);
  }
});
