/** What the running platform answers, checked by foreign tools: every format of a signature, timestamps by /tsa, its CRLs. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { encodePem } from '@medsign/engine/pki/pem';
import { type DemoCredentials, type RunningPlatform, startPlatform } from '@medsign/testing/platform';
import {
  type BouncyCastle,
  needsBouncyCastle,
  needsOpenSsl,
  openssl,
  openWorkspace,
  startBouncyCastle,
} from './foreign-tools.ts';

const TEXT = '医嘱：0.9% 氯化钠注射液 250ml 静滴 qd × 3天 龘䶮㐱𠮷';
const CONTENT = new TextEncoder().encode(TEXT);
const workspace = openWorkspace();
let platform: RunningPlatform;
let token: string;
let bouncyCastle: BouncyCastle | undefined;

before(async () => {
  platform = await startPlatform({ demo: true, seed: 'small' });
  const system = platform.credentials().systems[0] as DemoCredentials['systems'][number];
  const response = await fetch(`${platform.baseUrl}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: system.clientId,
      client_secret: system.clientSecret,
    }),
  });
  token = ((await response.json()) as { access_token: string }).access_token;
  if (needsBouncyCastle === false) bouncyCastle = startBouncyCastle();
});

after(async () => {
  bouncyCastle?.close();
  await platform?.stop();
  workspace.remove();
});

function bytes(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

async function download(path: string): Promise<Uint8Array> {
  const response = await fetch(`${platform.baseUrl}${path}`);
  assert.equal(response.status, 200);
  return new Uint8Array(await response.arrayBuffer());
}

interface Signed {
  readonly signature: Uint8Array;
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly timestampToken: Uint8Array;
}

async function sign(format: 'raw' | 'cms' | 'cms-gm'): Promise<Signed> {
  const response = await fetch(`${platform.baseUrl}/v1/data-signs`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': `interop-${format}`,
    },
    body: JSON.stringify({
      signer: { jobNo: platform.credentials().testAccounts[0]?.jobNo },
      businessNo: `INTEROP-${format}`,
      documentType: 'order',
      title: '互操作',
      content: { text: TEXT },
      format,
      mode: 'now',
    }),
  });
  assert.equal(response.status, 201, await response.clone().text());
  const body = (await response.json()) as { [name: string]: string } & { chain: string[] };
  return {
    signature: bytes(body.signature as string),
    certificate: bytes(body.certificate as string),
    chain: body.chain.map(bytes),
    timestampToken: bytes(body.timestampToken as string),
  };
}

test('BouncyCastle verifies every format, the chain and the timestamp over the signature', {
  skip: needsBouncyCastle,
}, async () => {
  const { ask } = bouncyCastle as BouncyCastle;
  const raw = await sign('raw');
  assert.equal(await ask('raw', raw.certificate, CONTENT, raw.signature), 'true');
  const rfc = await sign('cms');
  assert.equal(await ask('cms-rfc', rfc.signature, undefined), 'true 1');
  const gm = await sign('cms-gm');
  assert.equal(await ask('cms-gm', gm.signature, undefined), 'true 1');

  const [issuing, root] = raw.chain as [Uint8Array, Uint8Array];
  assert.equal(await ask('certificate', raw.certificate, issuing), 'true');
  assert.equal(await ask('certificate', issuing, root), 'true');
  assert.equal(await ask('certificate', root, root), 'true');
  assert.deepEqual(await download('/ca/root.cer'), root);

  const imprint = new Uint8Array(createHash('sm3').update(raw.signature).digest());
  assert.match(await ask('token', raw.timestampToken, imprint), /^true \d+$/);
});

test('BouncyCastle as a client of /tsa accepts the answer', { skip: needsBouncyCastle }, async () => {
  const { ask } = bouncyCastle as BouncyCastle;
  const query = bytes(await ask('request', new Uint8Array(createHash('sm3').update(CONTENT).digest())));
  const response = await fetch(`${platform.baseUrl}/tsa`, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: query.slice(),
  });
  assert.equal(response.headers.get('content-type'), 'application/timestamp-reply');
  assert.equal(await ask('response', new Uint8Array(await response.arrayBuffer()), query), 'true 0');
});

test("the platform's CRLs are good for BouncyCastle", { skip: needsBouncyCastle }, async () => {
  const { ask } = bouncyCastle as BouncyCastle;
  const { certificate, chain } = await sign('raw');
  const { serial } = parseCertificate(certificate);
  assert.equal(await ask('crl', await download('/crl/issuing.crl'), chain[0], serial), 'true false');
  assert.equal(await ask('crl', await download('/crl/root.crl'), chain[1], serial), 'true false');
});

test('OpenSSL verifies the raw signature and each link of the chain', { skip: needsOpenSsl }, async () => {
  const { signature, certificate, chain } = await sign('raw');
  const id = 'distid:1234567812345678';
  const file = workspace.write('leaf.pem', encodePem('CERTIFICATE', certificate));
  const key = workspace.write('key.pem', openssl('x509', '-in', file, '-pubkey', '-noout').output);
  const files = ['-in', workspace.write('content', CONTENT), '-sigfile', workspace.write('signature', signature)];
  assert.ok(
    openssl('pkeyutl', '-verify', '-pubin', '-inkey', key, '-rawin', '-digest', 'sm3', ...files, '-pkeyopt', id).ok,
  );
  const links = [certificate, ...chain];
  for (const [index, subject] of links.entries()) {
    const issuer = links[index + 1] ?? subject;
    const trusted = workspace.write('issuer.pem', encodePem('CERTIFICATE', issuer));
    const leaf = workspace.write('subject.pem', encodePem('CERTIFICATE', subject));
    const result = openssl('verify', '-x509_strict', '-vfyopt', id, '-partial_chain', '-trusted', trusted, leaf);
    assert.ok(result.ok, result.output);
  }
});

test("OpenSSL's timestamp query gets a token that OpenSSL reads", { skip: needsOpenSsl }, async () => {
  const query = workspace.path('query.tsq');
  assert.ok(openssl('ts', '-query', '-data', workspace.write('content', CONTENT), '-sm3', '-cert', '-out', query).ok);
  const response = await fetch(`${platform.baseUrl}/tsa`, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query' },
    body: workspace.read('query.tsq').slice(),
  });
  const reply = workspace.write('reply.tsr', new Uint8Array(await response.arrayBuffer()));
  const shown = openssl('ts', '-reply', '-in', reply, '-text').output;
  assert.match(shown, /Status: Granted/);
  assert.match(shown, /Hash Algorithm: sm3/);
});
