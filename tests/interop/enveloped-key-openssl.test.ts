/** OpenSSL opens an SM2EnvelopedKey of ours step by step: SM2 for the symmetric key, SM4-ECB for the private key. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { explicit, integer, octetString, oid, sequence } from '@medsign/engine/asn1/der-writer';
import { OID } from '@medsign/engine/asn1/oids';
import { toHex } from '@medsign/engine/bytes/hex';
import { generateSm2KeyPair, type Sm2KeyPair } from '@medsign/engine/crypto/sm2';
import { sm2CipherToDer } from '@medsign/engine/crypto/sm2-encryption';
import { encodeEnvelopedKey, parseEnvelopedKey, sealEnvelopedKey } from '@medsign/engine/pki/enveloped-key';
import { seededRandom } from '@medsign/testing/random';
import { needsOpenSsl, openssl, openWorkspace } from './foreign-tools.ts';

const workspace = openWorkspace();
after(() => workspace.remove());
const random = seededRandom('interop enveloped key');

/** ECPrivateKey (RFC 5915) on the SM2 curve. */
function ecPrivateKey({ privateKey }: Sm2KeyPair): Uint8Array {
  return sequence(integer(1), octetString(privateKey), explicit(0, oid(OID.sm2)));
}

test('OpenSSL finds in an enveloped key what was put into it', { skip: needsOpenSsl }, () => {
  for (let i = 0; i < 3; i++) {
    const [holder, pair] = [generateSm2KeyPair(random), generateSm2KeyPair(random)];
    const envelope = parseEnvelopedKey(encodeEnvelopedKey(sealEnvelopedKey(pair, holder.publicKey, random)));
    const key = workspace.write('holder.der', ecPrivateKey(holder));
    const wrapped = workspace.write('wrapped', sm2CipherToDer(envelope.encryptedSymmetricKey));
    const symmetric = join(wrapped, '..', 'symmetric');
    const decrypted = openssl('pkeyutl', '-decrypt', '-inkey', key, '-in', wrapped, '-out', symmetric);
    assert.ok(decrypted.ok, decrypted.output);
    const encrypted = workspace.write('encrypted', envelope.encryptedPrivateKey);
    const plain = join(wrapped, '..', 'plain');
    const cipher = ['-d', '-sm4-ecb', '-nopad', '-K', toHex(new Uint8Array(readFileSync(symmetric)))];
    const opened = openssl('enc', ...cipher, '-in', encrypted, '-out', plain);
    assert.ok(opened.ok, opened.output);
    assert.deepEqual(new Uint8Array(readFileSync(plain)), pair.privateKey);
  }
});
