/** Status answers of the running platform, asked for and checked by foreign clients. */
import assert from 'node:assert/strict';
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

const workspace = openWorkspace();
const NONCE = new Uint8Array(16).fill(7);
let platform: RunningPlatform;
let bouncyCastle: BouncyCastle | undefined;
/** Certificate of a test account, and of the authority that issued it. */
let signer: Uint8Array;
let issuing: Uint8Array;

before(async () => {
  platform = await startPlatform({ demo: true, seed: 'small' });
  const system = platform.credentials().systems[0] as DemoCredentials['systems'][number];
  const ask = await fetch(`${platform.baseUrl}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: system.clientId,
      client_secret: system.clientSecret,
    }),
  });
  const { access_token } = (await ask.json()) as { access_token: string };
  const signed = await fetch(`${platform.baseUrl}/v1/data-signs`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${access_token}`,
      'content-type': 'application/json',
      'idempotency-key': 'interop-ocsp',
    },
    body: JSON.stringify({
      signer: { jobNo: platform.credentials().testAccounts[0]?.jobNo },
      businessNo: 'INTEROP-OCSP',
      documentType: 'order',
      title: '互操作',
      content: { text: '医嘱' },
      format: 'raw',
      mode: 'now',
    }),
  });
  const detail = (await signed.json()) as { certificate: string; chain: string[] };
  signer = bytes(detail.certificate);
  issuing = bytes(detail.chain[0] as string);
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

async function answer(query: Uint8Array): Promise<Uint8Array> {
  const response = await fetch(`${platform.baseUrl}/ocsp`, {
    method: 'POST',
    headers: { 'content-type': 'application/ocsp-request' },
    body: query.slice(),
  });
  return new Uint8Array(await response.arrayBuffer());
}

test('BouncyCastle asks with and without nonce and believes the answer', { skip: needsBouncyCastle }, async () => {
  const { ask } = bouncyCastle as BouncyCastle;
  const { serial } = parseCertificate(signer);
  for (const nonce of [undefined, NONCE]) {
    const query = bytes(await ask('ocsp-ask', issuing, serial, nonce));
    assert.equal(await ask('ocsp', await answer(query), issuing, query), 'good true true true true');
  }
  const never = bytes(await ask('ocsp-ask', issuing, Uint8Array.of(0x41, 9), undefined));
  assert.equal(await ask('ocsp', await answer(never), issuing, never), 'unknown true true true true');
});

test('openssl ocsp asks by POST and reads the status', { skip: needsOpenSsl }, () => {
  const issuer = workspace.write('issuing.pem', encodePem('CERTIFICATE', issuing));
  const certificate = workspace.write('signer.pem', encodePem('CERTIFICATE', signer));
  // openssl ocsp cannot be given the signer id of SM2, so the signature is left to the other client.
  const { output } = openssl(
    ...['ocsp', '-issuer', issuer, '-cert', certificate, '-url', `${platform.baseUrl}/ocsp`, '-noverify'],
  );
  assert.match(output, /signer\.pem: good/);
  assert.doesNotMatch(output, /WARNING|error/i);
});
