/** Signed messages, timestamps, raw signatures and encryption: BouncyCastle accepts ours, we accept its; OpenSSL reads them. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { verifySignedData } from '@medsign/engine/cms/verify-signed-data';
import { generateSm2KeyPair, sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
import { sm2Decrypt, sm2Encrypt } from '@medsign/engine/crypto/sm2-encryption';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { type Certificate, parseCertificate } from '@medsign/engine/pki/certificate';
import { parseTimeStampReq } from '@medsign/engine/tsp/request';
import { grantedResponse } from '@medsign/engine/tsp/response';
import { verifyToken } from '@medsign/engine/tsp/verify-token';
import { seededRandom } from '@medsign/testing/random';
import {
  createAuthority,
  issueSigner,
  issueTimestampUnit,
  NOW,
  signDer,
} from '../../packages/engine/test-support/authority.ts';
import { makeMessage, makeToken, TEST_POLICY } from '../../packages/engine/test-support/messages.ts';
import {
  type BouncyCastle,
  fieldsOf,
  needsBouncyCastle,
  needsOpenSsl,
  openssl,
  openWorkspace,
  startBouncyCastle,
} from './foreign-tools.ts';

const CONTENT = new TextEncoder().encode('护理记录：体温 36.8 ℃，脉搏 78 次/分，龘䶮㐱𠮷');
const OTHER = new TextEncoder().encode('护理记录：体温 39.8 ℃');
const random = seededRandom('interop messages');
const root = createAuthority('互操作根');
const signer = issueSigner(root, '张三');
const unit = issueTimestampUnit(root, '时间戳单元');
const workspace = openWorkspace();
let bouncyCastle: BouncyCastle | undefined;

before(() => {
  if (needsBouncyCastle === false) bouncyCastle = startBouncyCastle();
});
after(() => {
  bouncyCastle?.close();
  workspace.remove();
});

function ask(command: string, ...args: readonly (Uint8Array | undefined)[]): Promise<string> {
  return (bouncyCastle as BouncyCastle).ask(command, ...args);
}

for (const detached of [false, true]) {
  const form = detached ? 'detached' : 'attached';
  test(`BouncyCastle verifies our CMS, RFC 5652 form, ${form}`, { skip: needsBouncyCastle }, async () => {
    const message = makeMessage(signer, CONTENT, { profile: 'rfc', detached });
    assert.equal(await ask('cms-rfc', message, detached ? CONTENT : undefined), 'true 1');
    if (detached) assert.match(await ask('cms-rfc', message, OTHER), /^(false|error)/);
  });

  test(`BouncyCastle verifies our CMS, GB/T 35275 form, ${form}`, { skip: needsBouncyCastle }, async () => {
    const message = makeMessage(signer, CONTENT, { profile: 'gm', detached });
    assert.equal(await ask('cms-gm', message, detached ? CONTENT : undefined), 'true 1');
    if (detached) assert.equal(await ask('cms-gm', message, OTHER), 'false digest');
  });
}

test('BouncyCastle still verifies our CMS with a timestamp in it', { skip: needsBouncyCastle }, async () => {
  const stamp = (signature: Uint8Array): Uint8Array => makeToken(unit, signature);
  assert.equal(await ask('cms-rfc', makeMessage(signer, CONTENT, { profile: 'rfc', stamp }), undefined), 'true 1');
  assert.equal(await ask('cms-gm', makeMessage(signer, CONTENT, { profile: 'gm', stamp }), undefined), 'true 1');
});

test('BouncyCastle verifies our timestamp token and its imprint', { skip: needsBouncyCastle }, async () => {
  const token = makeToken(unit, CONTENT);
  assert.equal(await ask('token', token, sm3(CONTENT)), `true ${NOW.getTime()}`);
  assert.match(await ask('token', token, sm3(OTHER)), /^false /);
  const broken = token.slice();
  broken[broken.length - 3] = (broken.at(-3) as number) ^ 1;
  assert.match(await ask('token', broken, sm3(CONTENT)), /^error /);
});

test("BouncyCastle's request is answered by a response it accepts", { skip: needsBouncyCastle }, async () => {
  const query = new Uint8Array(Buffer.from(await ask('request', sm3(CONTENT)), 'base64'));
  const parsed = parseTimeStampReq(query, { policies: [TEST_POLICY] });
  assert.ok(parsed.accepted);
  const { nonce } = parsed.request;
  const token = makeToken(unit, CONTENT, { tstInfo: nonce === undefined ? {} : { nonce } });
  assert.equal(await ask('response', grantedResponse(token), query), 'true 0');
  assert.match(await ask('response', grantedResponse(makeToken(unit, CONTENT)), query), /^error .*[Nn]once/);
});

test('BouncyCastle verifies our raw signature', { skip: needsBouncyCastle }, async () => {
  const signature = signDer(signer.key, CONTENT);
  assert.equal(await ask('raw', signer.certificate.der, CONTENT, signature), 'true');
  assert.equal(await ask('raw', signer.certificate.der, OTHER, signature), 'false');
});

test('what either side encrypts the other opens', { skip: needsBouncyCastle }, async () => {
  const key = generateSm2KeyPair(random);
  const theirs = new Uint8Array(Buffer.from(await ask('encrypt', key.publicKey, CONTENT), 'base64'));
  assert.deepEqual(sm2Decrypt(key.privateKey, theirs), CONTENT);
  const ours = sm2Encrypt(key.publicKey, CONTENT, random);
  assert.deepEqual(new Uint8Array(Buffer.from(await ask('decrypt', key.privateKey, ours), 'base64')), CONTENT);
});

test("we verify BouncyCastle's messages, signature and token, and refuse them changed", {
  skip: needsBouncyCastle,
}, async () => {
  const made = fieldsOf(await ask('make', CONTENT));
  const anchor = parseCertificate(made.root as Uint8Array);
  const certificate = parseCertificate(made.signer as Uint8Array);
  const at = new Date(certificate.notBefore.getTime() + 86_400_000 + 60_000);
  const verdictOf = async (der: Uint8Array, profile: 'gm' | 'rfc', content?: Uint8Array): Promise<string> => {
    const report = await verifySignedData({
      der,
      ...(content !== undefined && { content }),
      anchors: [anchor],
      intermediates: [],
      crls: [],
      revocation: 'none',
      at,
      acceptProfiles: [profile],
    });
    return report.verdict;
  };
  assert.equal(await verdictOf(made.attached as Uint8Array, 'rfc'), 'valid');
  assert.equal(await verdictOf(made.detached as Uint8Array, 'rfc', CONTENT), 'valid');
  assert.equal(await verdictOf(made.detached as Uint8Array, 'rfc', OTHER), 'invalid');
  assert.equal(await verdictOf(made.gm as Uint8Array, 'gm'), 'valid');
  assert.equal(await verdictOf(made.gm as Uint8Array, 'rfc'), 'invalid');

  const raw = sm2SignatureFromDer(made.raw as Uint8Array);
  assert.ok(sm2Verify(certificate.spki.publicKey, CONTENT, raw));
  assert.equal(sm2Verify(certificate.spki.publicKey, OTHER, raw), false);
  assert.equal(await tokenVerdict(made.token as Uint8Array, CONTENT, anchor, at), 'valid');
  assert.equal(await tokenVerdict(made.token as Uint8Array, OTHER, anchor, at), 'invalid');
});

async function tokenVerdict(token: Uint8Array, data: Uint8Array, anchor: Certificate, at: Date): Promise<string> {
  const question = {
    token,
    over: { data },
    anchors: [anchor],
    intermediates: [],
    crls: [],
    revocation: 'none',
  } as const;
  return (await verifyToken({ ...question, at })).verdict;
}

test('OpenSSL reads our message, request and response', { skip: needsOpenSsl }, () => {
  const message = workspace.write('message.p7s', makeMessage(signer, CONTENT, { profile: 'rfc' }));
  const shown = openssl('cms', '-cmsout', '-print', '-noout', '-inform', 'DER', '-in', message);
  assert.match(shown.output, /signing-certificate-v2|signingCertificateV2/i);
  const reply = workspace.write('reply.tsr', grantedResponse(makeToken(unit, CONTENT)));
  const text = openssl('ts', '-reply', '-in', reply, '-text');
  assert.match(text.output, /Status: Granted/);
  assert.match(text.output, new RegExp(TEST_POLICY.replaceAll('.', '\\.')));
});

test("OpenSSL's timestamp query is understood", { skip: needsOpenSsl }, () => {
  const data = workspace.write('data', CONTENT);
  const out = workspace.path('query.tsq');
  assert.ok(openssl('ts', '-query', '-data', data, '-sm3', '-cert', '-out', out).ok);
  const parsed = parseTimeStampReq(workspace.read('query.tsq'), { policies: [TEST_POLICY] });
  assert.ok(parsed.accepted);
  assert.deepEqual(parsed.request.imprint.digest, sm3(CONTENT));
  assert.ok(parsed.request.certReq);
});
