import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { Instant, Strict } from '@medsign/contract/common';
import { permissionsOf } from '@medsign/contract/permissions';
import { readDer } from '@medsign/engine/asn1/der-reader';
import { Pool } from 'pg';
import { Type } from 'typebox';
import { createMetrics } from '../platform/metrics.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Caller } from './caller.ts';
import { healthRoutes } from './health.ts';
import { idempotencyClaim } from './idempotency-key.ts';
import { openapi } from './openapi.ts';
import { testServer } from './test-support/test-server.ts';

const HIS: Caller = { kind: 'system', systemCode: 'HIS', clientId: 'his' };
const NURSE: Caller = {
  ...{ kind: 'person', personId: 'p1', jobNo: '0001', name: '龘某', roles: ['nurse'], departments: [] },
  permissions: permissionsOf(['nurse']),
};

async function start(t: TestContext, bodyLimit?: number) {
  const app = await testServer(t, {
    ...(bodyLimit !== undefined && { bodyLimit }),
    callerOfToken: async (token) => (token === 'good' ? HIS : undefined),
    callerOfSession: async (session) => (session === 'nurse' ? NURSE : undefined),
  });
  await openapi(app, { version: '0.1.0' });
  const system = { access: ['system'] } as const;
  const body = Strict({ n: Type.Integer({ minimum: 1 }), text: Type.Optional(Type.String()) });
  app.post(
    '/v1/echo',
    { config: system, schema: { body, response: { 200: Strict({ n: Type.Integer() }) } } },
    async (request) => ({
      ...(request.body as object),
      secret: 'not in the schema',
    }),
  );
  const query = Strict({
    limit: Type.Optional(Type.Integer({ maximum: 200, default: 50 })),
    q: Type.Optional(Type.String()),
    before: Type.Optional(Instant),
  });
  app.get('/v1/list', { config: system, schema: { querystring: query } }, async (request) => request.query);
  app.post('/v1/claims', { config: { access: ['system', 'person'] } }, async (request) => {
    const { caller, key, bodyHash } = idempotencyClaim(request);
    return { caller, key, hash: Buffer.from(bodyHash).toString('hex') };
  });
  app.get('/v1/people', { config: { access: ['people:read'] } }, async (request) => request.caller);
  app.get('/v1/audit', { config: { access: ['audit:read'] } }, async () => 'never');
  const either = Type.Union([Strict({ reason: Type.Optional(Type.String()) }), Type.Null()]);
  app.delete('/v1/either', { config: system, schema: { body: either } }, async (request) => ({ body: request.body }));
  app.get('/v1/things/:name', { config: { access: 'public' } }, async () => 'never');
  app.get('/v1/fail', { config: { access: 'public' } }, async () => {
    throw new Error('龘某的秘密');
  });
  app.get('/v1/full', { config: { access: 'public' } }, async () => {
    throw Object.assign(new Error('could not extend file "base/1/2": No space left on device'), { code: '53100' });
  });
  app.get('/v1/der', { config: { access: 'public' } }, async () => readDer(Uint8Array.of(0x30, 0x80), () => 0));
  app.get('/v1/approve', { config: { access: 'public' } }, async () => {
    throw new Refusal('session-required', undefined, { extra: { approvalUrl: '/console/approvals/1' } });
  });
  return app;
}

const bearer = { authorization: 'Bearer good' };

test('an unknown field, a wrong type and broken JSON are refused with the place named', async (t) => {
  const app = await start(t);
  const post = (payload: string) =>
    app.inject({
      method: 'POST',
      url: '/v1/echo',
      headers: { ...bearer, 'content-type': 'application/json' },
      payload,
    });
  const good = await post('{"n":1}');
  assert.equal(good.statusCode, 200);
  assert.equal(good.body, '{"n":1}');
  for (const [payload, detail] of [
    ['{"n":1,"x":2}', 'body: unknown field x'],
    ['{"n":"1"}', 'body/n: must be integer'],
    ['{"n":0}', 'body/n: must be >= 1'],
    ['{}', 'body: must have required properties n'],
  ] as const) {
    const { statusCode, headers, json } = await post(payload);
    assert.equal(statusCode, 400);
    assert.match(String(headers['content-type']), /^application\/problem\+json/);
    assert.equal(json().code, 'invalid-request');
    assert.equal(json().type, 'urn:medsign:problem:invalid-request');
    assert.equal(json().detail, detail);
  }
  for (const payload of ['{"n":1', '', '{"n":1,"__proto__":{}}']) {
    assert.equal((await post(payload)).json().code, 'invalid-request');
  }
  const notUtf8 = await app.inject({
    ...{ method: 'POST', url: '/v1/echo', headers: { ...bearer, 'content-type': 'application/json' } },
    payload: Buffer.from([0x22, 0xff, 0x22]),
  });
  assert.equal(notUtf8.json().code, 'invalid-request');
});

test('queries are text: numbers in them are read, defaults filled in, unknown ones refused', async (t) => {
  const app = await start(t);
  const get = (url: string) => app.inject({ url, headers: bearer });
  assert.deepEqual((await get('/v1/list?limit=7')).json(), { limit: 7 });
  assert.deepEqual((await get('/v1/list')).json(), { limit: 50 });
  assert.equal((await get('/v1/list?limit=201')).statusCode, 400);
  assert.equal((await get('/v1/list?limit=x')).statusCode, 400);
  assert.equal((await get('/v1/list?other=1')).statusCode, 400);
});

test('other media types, unknown addresses and wrong methods each have their code', async (t) => {
  const app = await start(t);
  const xml = await app.inject({
    ...{ method: 'POST', url: '/v1/echo', headers: { ...bearer, 'content-type': 'text/xml' } },
    payload: '<a/>',
  });
  assert.deepEqual([xml.statusCode, xml.json().code], [415, 'unsupported-media-type']);
  const missing = await app.inject({ url: '/v1/nothing' });
  assert.deepEqual([missing.statusCode, missing.json().code], [404, 'not-found']);
  const wrong = await app.inject({ method: 'DELETE', url: '/v1/echo' });
  assert.deepEqual([wrong.statusCode, wrong.json().code, wrong.headers.allow], [405, 'method-not-allowed', 'POST']);
});

test('titles are in the reader’s language, Chinese unless asked otherwise', async (t) => {
  const app = await start(t);
  const title = async (language?: string) =>
    (
      await app.inject({ url: '/v1/none', headers: language === undefined ? {} : { 'accept-language': language } })
    ).json().title;
  assert.equal(await title(), '找不到');
  assert.equal(await title('en-GB,en;q=0.9,zh;q=0.5'), 'Not found');
  assert.equal(await title('fr, zh;q=0.4, en;q=0.3'), '找不到');
  assert.equal(await title('zh;q=0, en'), 'Not found');
});

test('what is unknown is a bare 500 with the request id; a refusal keeps its extra members; DER errors are 400', async (t) => {
  const app = await start(t);
  const failed = await app.inject({ url: '/v1/fail', headers: { 'x-request-id': 'caller-chosen-1' } });
  assert.equal(failed.statusCode, 500);
  assert.ok(!failed.body.includes('龘'));
  assert.equal(failed.json().requestId, 'caller-chosen-1');
  assert.equal(failed.headers['x-request-id'], 'caller-chosen-1');
  const injected = await app.inject({ url: '/v1/fail', headers: { 'x-request-id': 'a b' } });
  assert.match(injected.json().requestId, /^[0-9a-f-]{36}$/);
  const refused = (await app.inject({ url: '/v1/approve' })).json();
  assert.deepEqual(
    [refused.status, refused.code, refused.approvalUrl],
    [409, 'session-required', '/console/approvals/1'],
  );
  const der = (await app.inject({ url: '/v1/der' })).json();
  assert.deepEqual([der.status, der.code], [400, 'malformed-der']);
});

test('a body above the limit is refused with limit and way out named, also while it is still being sent', async (t) => {
  const app = await start(t, 64 * 1024);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/v1/echo`, {
    ...{ method: 'POST', headers: { ...bearer, 'content-type': 'application/json' } },
    body: `{"n":1,"text":"${'x'.repeat(20 * 1024 * 1024)}"}`,
  });
  assert.equal(response.status, 413);
  const problem = (await response.json()) as { code: string; limit: number; detail: string };
  assert.deepEqual([problem.code, problem.limit], ['content-too-large', 64 * 1024]);
  assert.match(problem.detail, /sm3/);
});

test('callers: no credentials, a wrong token, a token, a session, and what each may', async (t) => {
  const app = await start(t);
  const get = async (url: string, headers: Record<string, string> = {}) =>
    (await app.inject({ url, headers })).statusCode;
  const session = { cookie: 'medsign_session=nurse' };
  assert.equal(await get('/v1/list'), 401);
  assert.equal(await get('/v1/list', { authorization: 'Bearer bad' }), 401);
  assert.equal(await get('/v1/list', { authorization: 'Basic Z29vZA==' }), 401);
  assert.equal(await get('/v1/list', bearer), 200);
  assert.equal(await get('/v1/list', session), 403);
  assert.equal(await get('/v1/people', session), 200);
  assert.equal(await get('/v1/people', { cookie: 'medsign_session=gone' }), 401);
  assert.equal(await get('/v1/people', bearer), 403);
  assert.equal(await get('/v1/audit', session), 403);
  const unauthenticated = await app.inject({ url: '/v1/list' });
  assert.equal(unauthenticated.headers['www-authenticate'], 'Bearer realm="medsign"');
});

test('a write with the session cookie has to come from our own pages', async (t) => {
  const app = await start(t);
  const post = async (headers: Record<string, string>) =>
    (
      await app.inject({
        ...{ method: 'POST', url: '/v1/claims', payload: {} },
        headers: { host: 'medsign.example:8080', cookie: 'medsign_session=nurse', 'idempotency-key': 'k', ...headers },
      })
    ).statusCode;
  assert.equal(await post({ origin: 'http://medsign.example:8080' }), 200);
  assert.equal(await post({ 'sec-fetch-site': 'same-origin' }), 200);
  assert.equal(await post({ origin: 'http://evil.example' }), 403);
  assert.equal(await post({ origin: 'null' }), 403);
  assert.equal(await post({ 'sec-fetch-site': 'cross-site', origin: 'http://medsign.example:8080' }), 403);
  assert.equal(await post({}), 403);
});

test('an idempotency claim is made of caller, key and exact body', async (t) => {
  const app = await start(t);
  const post = (payload: string, key?: string) =>
    app.inject({
      ...{ method: 'POST', url: '/v1/claims', payload },
      headers: { ...bearer, 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) },
    });
  const first = (await post('{"a":1}', 'k1')).json();
  assert.deepEqual([first.caller, first.key], ['system:HIS', 'k1']);
  assert.equal((await post('{"a":1}', 'k1')).json().hash, first.hash);
  assert.notEqual((await post('{"a": 1}', 'k1')).json().hash, first.hash);
  assert.equal((await post('{}')).json().code, 'idempotency-key-missing');
  assert.equal((await post('{}', 'a b')).json().code, 'invalid-request');
});

test('addresses that are no addresses, and text no database can hold, are refused with a problem document', async (t) => {
  const app = await start(t);
  for (const [url, status] of [
    ['/v1/things/%ff', 400],
    [`/v1/things/${'a'.repeat(600)}`, 400],
    ['/v1/list?q=%00', 400],
    ['/v1/list?before=9999-12-31T23:59:60Z', 400],
    ['/v1/list?before=2026-02-28T23:59:59.5%2B08:00', 200],
    ['/v1/docs/static/%00', 404],
    ['/v1/docs/static/..%2f..%2fpackage.json', 404],
  ] as const) {
    const { statusCode, headers, json } = await app.inject({ url, headers: bearer });
    assert.equal(statusCode, status, url);
    if (status === 200) continue;
    assert.match(String(headers['content-type']), /^application\/problem\+json/, url);
    assert.equal(json().requestId, headers['x-request-id'], url);
  }
});

test('JSON nested without end is refused before anything walks it', async (t) => {
  const app = await start(t);
  const headers = { ...bearer, 'content-type': 'application/json' };
  const send = (payload: string) => app.inject({ method: 'DELETE', url: '/v1/either', headers, payload });
  for (const payload of ['['.repeat(50_000) + ']'.repeat(50_000), `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`]) {
    const { statusCode, json } = await send(payload);
    assert.deepEqual([statusCode, json().code, json().detail], [400, 'invalid-request', 'nested deeper than 32']);
  }
  assert.equal((await send('{"reason":"[[[["}')).statusCode, 200);
  assert.equal((await send('null')).statusCode, 200);
});

test('a full disk is said as such, without what the database said', async (t) => {
  const app = await start(t);
  const { statusCode, headers, json, body } = await app.inject({ url: '/v1/full' });
  assert.deepEqual([statusCode, json().code, headers['retry-after']], [503, 'storage-full', '5']);
  assert.ok(!body.includes('base/1/2'));
});

test('octets that are no HTTP request get a problem document too', async (t) => {
  const app = await start(t);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  for (const [sent, status] of [
    ['FOO\r\n\r\n', 400],
    ['POST /v1/echo HTTP/1.1\r\nhost: a\r\ncontent-length: -5\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nhost: a\r\nx: ${'a'.repeat(70_000)}\r\n\r\n`, 431],
  ] as const) {
    const socket = connect(port, '127.0.0.1');
    socket.write(sent);
    let answer = '';
    for await (const chunk of socket) answer += chunk;
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    assert.match(head, new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*application/problem\\+json`));
    assert.equal(JSON.parse(body).status, status);
  }
});

test('a route that does not say who may call keeps the server from starting', async (t) => {
  const app = await testServer(t);
  app.get('/v1/open', async () => 'open');
  await assert.rejects(async () => app.ready(), /routes without config.access: GET \/v1\/open/);
});

test('the interface describes itself, with a page to read it that needs no network', async (t) => {
  const app = await start(t);
  const document = (await app.inject({ url: '/v1/openapi.json' })).json();
  assert.equal(document.openapi, '3.1.0');
  assert.deepEqual(document.paths['/v1/echo'].post.security, [{ system: [] }]);
  assert.equal(document.paths['/v1/openapi.json'], undefined);
  const page = await app.inject({ url: '/v1/docs/' });
  assert.equal(page.statusCode, 200);
  assert.ok(!/https?:\/\/(?!localhost)/.test(page.body.replace(/<!--[\s\S]*?-->/g, '')));
  const script = await app.inject({ url: '/v1/docs/static/swagger-initializer.js' });
  assert.match(script.body, /openapi\.json/);
});

test('health: alive, ready or not, and figures that name routes by pattern', async (t) => {
  const app = await testServer(t);
  let missing: string[] = [];
  const metrics = createMetrics(new Pool());
  await app.register(healthRoutes({ metrics, notReady: async () => missing }));
  assert.deepEqual((await app.inject({ url: '/healthz' })).json(), { status: 'ok' });
  assert.equal((await app.inject({ url: '/readyz' })).statusCode, 200);
  missing = ['database'];
  const notReady = await app.inject({ url: '/readyz' });
  assert.deepEqual([notReady.statusCode, notReady.json().code, notReady.json().detail], [503, 'not-ready', 'database']);
  metrics.request({ method: 'GET', route: '/v1/records/:id', status: 200 }, 0.004);
  metrics.signatures({ format: 'cms-gm', custody: 'session' });
  const figures = (await app.inject({ url: '/metrics' })).body;
  assert.match(
    figures,
    /medsign_http_request_duration_seconds_count\{method="GET",route="\/v1\/records\/:id",status="200"\} 1/,
  );
  assert.match(figures, /medsign_signatures_total\{format="cms-gm",custody="session"\} 1/);
  assert.match(figures, /medsign_database_connections\{state="total"\} 0/);
});

test('a request in flight gets its answer while the server closes', async (t) => {
  const app = await testServer(t);
  const { promise: started, resolve: start } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  app.get('/slow', { config: { access: 'public' } }, async () => {
    start();
    await released;
    return 'done';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  const idle = connect(port, '127.0.0.1');
  await once(idle, 'connect');
  const answer = fetch(`http://127.0.0.1:${port}/slow`);
  await started;
  const closed = app.close();
  release();
  assert.equal(await (await answer).text(), 'done');
  await closed;
});
