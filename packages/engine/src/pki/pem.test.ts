import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePem, encodePem } from './pem.ts';

const der = Uint8Array.from({ length: 100 }, (_, index) => index);

test('blocks read back, with text and any line ends between them', () => {
  const text = `subject=张三\r\n${encodePem('CERTIFICATE', der).replaceAll('\n', '\r\n')}\n${encodePem('X509 CRL', der)}`;
  assert.deepEqual(decodePem(text), [
    { label: 'CERTIFICATE', der },
    { label: 'X509 CRL', der },
  ]);
  assert.ok(
    encodePem('CMS', der)
      .split('\n')
      .every((line) => line.length <= 64),
  );
  assert.deepEqual(decodePem('no blocks'), []);
});

for (const [what, text] of [
  ['that is not closed', '-----BEGIN CMS-----\nAAAA\n'],
  ['closed by another label', '-----BEGIN CMS-----\nAAAA\n-----END PKCS7-----\n'],
  ['inside another', '-----BEGIN CMS-----\n-----BEGIN CMS-----\nAAAA\n-----END CMS-----\n'],
  ['without beginning', '-----END CMS-----\n'],
  ['that is not Base64', '-----BEGIN CMS-----\nAA!A\n-----END CMS-----\n'],
  ['with headers', '-----BEGIN CMS-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END CMS-----\n'],
] as const) {
  test(`a block ${what} is refused`, () => assert.throws(() => decodePem(text), RangeError));
}
