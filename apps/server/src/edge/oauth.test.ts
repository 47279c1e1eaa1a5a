import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { openTestDatabase } from '../../../../testing/database.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { createLog } from '../platform/log.ts';
import { oauthServer } from './oauth.ts';
import { forgetExpiredTokens } from './oauth-store.ts';
import { testServer } from './test-support/test-server.ts';

const SECRETS: Readonly<Record<string, string>> = { his: 's3cret', 'lis:one two': 'a+b%c:d' };
const log = createLog({ level: 'silent' });

function server(database: Database) {
  return oauthServer({
    ...{ database, log, clock: systemClock, baseUrl: 'http://127.0.0.1:8080' },
    findClient: async (clientId) => {
      assert.ok(!clientId.includes('\u0000'), 'PostgreSQL fails on U+0000');
      return clientId in SECRETS ? { clientId } : undefined;
    },
    verifySecret: async (clientId, secret) => SECRETS[clientId] === secret,
  });
}

async function start(t: TestContext) {
  const database = await openTestDatabase(t);
  const oauth = server(database);
  const app = await testServer(t, { callerOfToken: async () => undefined });
  await app.register(oauth.routes);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const ask = (body: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/oauth/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });
  return { database, oauth, ask };
}

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

test('a client gets a bearer token with Basic authentication, and another server process knows it', async (t) => {
  const { ask, database } = await start(t);
  const response = await ask('grant_type=client_credentials', basic('his', 's3cret'));

  assert.equal(response.status, 200);
  assert.match(response.headers.get('cache-control') ?? '', /no-store/);
  assert.ok(response.headers.get('x-request-id'));
  const token = (await response.json()) as { access_token: string; token_type: string; expires_in: number };
  assert.equal(token.token_type, 'Bearer');
  assert.equal(token.expires_in, 3600);
  assert.equal(await server(database).clientOfToken(token.access_token), 'his');
  assert.equal(await server(database).clientOfToken(`${token.access_token}x`), undefined);
});

test('the form may carry id and secret, and both forms decode them', async (t) => {
  const { ask, oauth } = await start(t);
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: 'lis:one two',
    client_secret: 'a+b%c:d',
  });
  const posted = (await (await ask(form.toString())).json()) as { access_token: string };
  assert.equal(await oauth.clientOfToken(posted.access_token), 'lis:one two');
  // RFC 6749 §2.3.1: both are form-encoded before they become Basic credentials.
  const encoded = basic('lis%3Aone+two', 'a%2Bb%25c%3Ad');
  assert.equal((await ask('grant_type=client_credentials', encoded)).status, 200);
});

test('refusals are in the form of OAuth', async (t) => {
  const { ask } = await start(t);
  const refused = async (body: string, headers: Record<string, string>, status: number, error: string) => {
    const response = await ask(body, headers);
    assert.equal(response.status, status);
    assert.equal(((await response.json()) as { error: string }).error, error);
  };
  await refused('grant_type=client_credentials', basic('his', 'wrong'), 401, 'invalid_client');
  await refused('grant_type=client_credentials', basic('nobody', 's3cret'), 401, 'invalid_client');
  await refused('grant_type=client_credentials&client_id=%00&client_secret=x', {}, 401, 'invalid_client');
  await refused('grant_type=password', basic('his', 's3cret'), 400, 'unsupported_grant_type');
  await refused('grant_type=authorization_code&code=x', basic('his', 's3cret'), 400, 'unsupported_grant_type');
  await refused('', basic('his', 's3cret'), 400, 'invalid_request');
  await refused('grant_type=client_credentials', {}, 400, 'invalid_request');
  await refused(
    'grant_type=client_credentials&client_id=his&client_secret=s3cret',
    basic('his', 's3cret'),
    400,
    'invalid_request',
  );
  await refused(
    '{"grant_type":"client_credentials"}',
    { ...basic('his', 's3cret'), 'content-type': 'application/json' },
    400,
    'invalid_request',
  );
});

test('an expired token is not accepted, and is forgotten', async (t) => {
  const { ask, oauth, database } = await start(t);
  const response = await ask('grant_type=client_credentials', basic('his', 's3cret'));
  const token = ((await response.json()) as { access_token: string }).access_token;
  const later = { now: () => new Date(Date.now() + 3601_000) };
  const laterServer = oauthServer({
    ...{ database, log, clock: later, baseUrl: 'http://127.0.0.1:8080' },
    findClient: async (clientId) => ({ clientId }),
    verifySecret: async () => false,
  });
  assert.equal(await laterServer.clientOfToken(token), undefined);
  assert.equal(await forgetExpiredTokens(database, systemClock), 0);
  assert.equal(await forgetExpiredTokens(database, later), 1);
  assert.equal(await oauth.clientOfToken(token), undefined);
});
