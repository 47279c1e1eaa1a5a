import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { freePort, startPlatform } from '../../../testing/platform.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

/** Runs the server until it ends by itself. */
async function runToEnd(environment: Record<string, string>): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, [MAIN], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk));
  const [code] = await once(child, 'close');
  return { code, text };
}

function dataFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'medsign-main-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'data');
}

function postgresPid(data: string): number {
  return Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
}

/** Resolves when the process is gone; the test's time limit is the limit. */
async function gone(pid: number): Promise<void> {
  while (existsSync(`/proc/${pid}/exe`)) await new Promise((done) => setImmediate(done));
}

test('a busy port is one clear message, before anything is created', async (t) => {
  const data = dataFolder(t);
  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  t.after(() => holder.close());
  const { port } = holder.address() as { port: number };
  const { code, text } = await runToEnd({ PORT: String(port), MEDSIGN_DATA: data, MEDSIGN_DEMO: '0' });
  assert.equal(code, 1);
  assert.match(text, new RegExp(`Port ${port} is in use`));
  assert.match(text, new RegExp(`PORT=${port + 1}`));
  assert.ok(!text.includes('    at '));
  assert.ok(!existsSync(data));
});

test('a configuration that is wrong is one message and exit code 1', async () => {
  const { code, text } = await runToEnd({ PORT: 'http', MEDSIGN_DEMO: 'maybe' });
  assert.equal(code, 1);
  assert.match(text, /PORT: [\s\S]*MEDSIGN_DEMO: /);
});

test('it serves, refuses a second server on its data, and ends in order with its database', async (t) => {
  const data = dataFolder(t);
  const platform = await startPlatform({ demo: false, data });
  t.after(() => platform.kill());
  assert.match(platform.output(), /console\/set-up#[A-Za-z0-9_-]{20,}/);
  assert.equal((await fetch(`${platform.baseUrl}/readyz`)).status, 200);
  const document = (await (await fetch(`${platform.baseUrl}/v1/openapi.json`)).json()) as { paths: object };
  assert.ok(Object.keys(document.paths).includes('/v1/data-signs'));
  const second = await runToEnd({ PORT: String(await freePort()), MEDSIGN_DATA: data, MEDSIGN_DEMO: '0' });
  assert.equal(second.code, 1);
  assert.match(second.text, /are in use: another Medsign server/);
  const pid = postgresPid(data);
  assert.equal(await platform.stop({ keepData: true }), 0);
  await gone(pid);
});

test('killed, it leaves no database behind; a second signal right after the first means nothing; data stay', async (t) => {
  const data = dataFolder(t);
  const first = await startPlatform({ demo: false, data });
  const pid = postgresPid(data);
  await first.kill();
  await gone(pid);
  const second = await startPlatform({ demo: false, data });
  t.after(() => second.kill());
  second.process.kill('SIGINT');
  second.process.kill('SIGTERM');
  assert.equal(await second.stop({ keepData: true }), 0);
  // Production stays production, even where the variable is forgotten or says otherwise.
  const { code, text } = await runToEnd({ PORT: String(await freePort()), MEDSIGN_DATA: data, MEDSIGN_DEMO: '1' });
  assert.equal(code, 1);
  assert.match(text, /are for production/);
});
