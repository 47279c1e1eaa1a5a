import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { staticConsole } from './static-console.ts';
import { testServer } from './test-support/test-server.ts';

async function start(t: TestContext, built: boolean) {
  const folder = mkdtempSync(join(tmpdir(), 'medsign-console-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  if (built) {
    mkdirSync(join(folder, 'assets'));
    writeFileSync(join(folder, 'index.html'), '<title>console</title>');
    writeFileSync(join(folder, 'assets/app-1a2b.js'), 'app()');
  }
  const app = await testServer(t);
  await app.register(staticConsole(folder));
  return app;
}

test('pages answer with index.html uncached, assets are kept for ever, missing files are missing', async (t) => {
  const app = await start(t, true);
  for (const url of ['/console/', '/console/records/019a?tab=1', '/console/index.html']) {
    const page = await app.inject({ url });
    assert.deepEqual(
      [page.statusCode, page.headers['cache-control'], page.body],
      [200, 'no-cache', '<title>console</title>'],
    );
    assert.match(String(page.headers['content-security-policy']), /script-src 'self'/);
  }
  const asset = await app.inject({ url: '/console/assets/app-1a2b.js' });
  assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.equal((await app.inject({ url: '/console/assets/old.js' })).json().code, 'not-found');
  assert.equal((await app.inject({ url: '/console/..%2f..%2fpackage.json' })).statusCode >= 400, true);
  for (const url of ['/', '/console']) assert.equal((await app.inject({ url })).headers.location, '/console/');
});

test('a console that is not built says what to do', async (t) => {
  const app = await start(t, false);
  const page = await app.inject({ url: '/console/' });
  assert.equal(page.statusCode, 503);
  assert.match(page.body, /npm start/);
});
