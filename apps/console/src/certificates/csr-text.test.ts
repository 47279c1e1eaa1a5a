import assert from 'node:assert/strict';
import test from 'node:test';
import { csrBase64, csrTextOf } from './csr-text.ts';

const PEM = '-----BEGIN CERTIFICATE REQUEST-----\r\nMIIB\r\nAAA=\r\n-----END CERTIFICATE REQUEST-----\n';

test('a request is taken from PEM, from Base64 with line ends, and from nothing else', () => {
  assert.equal(csrBase64(PEM), 'MIIBAAA=');
  assert.equal(csrBase64(PEM.replaceAll('CERTIFICATE', 'NEW CERTIFICATE')), 'MIIBAAA=');
  assert.equal(csrBase64(' MIIB\nAAA= '), 'MIIBAAA=');
  for (const text of ['', 'MIIBA', '姓名', PEM.replaceAll(' REQUEST', '')]) assert.equal(csrBase64(text), undefined);
});

test('a file is DER or text', () => {
  assert.equal(csrTextOf(Uint8Array.of(0x30, 0x82, 0x01)), 'MIIB');
  assert.equal(csrTextOf(new TextEncoder().encode(PEM)), PEM);
});
