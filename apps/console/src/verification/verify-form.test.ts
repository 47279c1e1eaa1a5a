import assert from 'node:assert/strict';
import test from 'node:test';
import { cleanBase64, EMPTY_VERIFY_FORM, verifyRequest } from './verify-form.ts';

test('Base64 is taken as people paste it, and anything else is refused', () => {
  assert.equal(cleanBase64('-----BEGIN PKCS7-----\nMIIB\nAA==\n-----END PKCS7-----\n'), 'MIIBAA==');
  assert.equal(cleanBase64('not base64!'), undefined);
  assert.equal(cleanBase64('MII'), undefined);
});

test('a raw signature needs its certificate', () => {
  const form = { ...EMPTY_VERIFY_FORM, format: 'raw', signature: 'MEUC' } as const;
  assert.deepEqual(verifyRequest(form), { ok: false, problem: 'verify.certificateHelp' });
  assert.equal(verifyRequest({ ...form, certificate: 'MIIB' }).ok, true);
});

test('no signature, and a signature that is no Base64, are refused', () => {
  assert.deepEqual(verifyRequest(EMPTY_VERIFY_FORM), { ok: false, problem: 'verify.required' });
  assert.deepEqual(verifyRequest({ ...EMPTY_VERIFY_FORM, signature: '签名' }), {
    ok: false,
    problem: 'verify.notBase64',
  });
});

test('content goes along in the form it was given', () => {
  const form = { ...EMPTY_VERIFY_FORM, signature: 'MIIB', contentKind: 'text', contentText: '医嘱\n' } as const;
  assert.deepEqual(verifyRequest(form), {
    ok: true,
    body: { signature: 'MIIB', format: 'cms-gm', content: { text: '医嘱\n' } },
  });
  const none = verifyRequest({ ...form, contentKind: 'none' });
  assert.equal(none.ok && none.body.content, undefined);
});
