import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { settableClock } from '../../../../testing/clock.ts';
import { freePort } from '../../../../testing/platform.ts';
import { seededRandom } from '../../../../testing/random.ts';
import type { Environment } from '../env.ts';
import { doctor } from './doctor.ts';
import { capturedTerminal, fileIn, temporaryFolder } from './test-support/captured.ts';

const TOOLS = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

interface Report {
  readonly healthy: boolean;
  readonly findings: readonly {
    readonly name: string;
    readonly level: string;
    readonly zh: string;
    readonly en: string;
  }[];
}

/** Runs `doctor --json` with the given surroundings on a data folder of the test's own. */
async function examined(
  t: TestContext,
  options: {
    readonly environment?: Environment;
    readonly at?: string;
    readonly random?: (length: number) => Uint8Array;
    readonly nodeVersion?: string;
    readonly searchPath?: string;
    readonly prepare?: (data: string) => void;
  } = {},
) {
  const data = join(temporaryFolder(t), 'data');
  options.prepare?.(data);
  const terminal = capturedTerminal();
  const deps = {
    terminal,
    clock: settableClock(options.at ?? '2026-06-01T08:00:00Z'),
    random: options.random ?? seededRandom('doctor'),
    nodeVersion: options.nodeVersion ?? '24.1.0',
    searchPath: options.searchPath ?? TOOLS,
    environment: { MEDSIGN_DATA: data, PORT: String(await freePort()), ...options.environment },
    workingDirectory: data,
  };
  const code = await doctor(['--json'], deps);
  const report = JSON.parse(terminal.printed()) as Report;
  const text = capturedTerminal();
  await doctor([], { ...deps, terminal: text });
  return { code, report, text: text.printed(), level: (name: string) => levelOf(report, name) };
}

function levelOf({ findings }: Report, name: string): string | undefined {
  return findings.find((finding) => finding.name === name)?.level;
}

/** A data folder with a master key of that text and mode, and a database when asked. */
function withKey(text: string, mode: number, hasDatabase = false) {
  return (data: string) => {
    mkdirSync(data, { mode: 0o700 });
    chmodSync(fileIn(data, 'master.key', text), mode);
    if (hasDatabase) withDatabase(data);
  };
}

function withDatabase(data: string): void {
  mkdirSync(join(data, 'postgres'), { recursive: true, mode: 0o700 });
  fileIn(join(data, 'postgres'), 'PG_VERSION', '18\n');
}

const KEY = 'ab'.repeat(32);

test('before the first start: nothing is wrong, and what is not there yet is said', async (t) => {
  const { code, report, text, level } = await examined(t);
  assert.equal(code, 0, text);
  assert.ok(report.healthy);
  assert.equal(level('data-folder'), 'warning');
  assert.equal(level('server'), 'warning');
  assert.equal(level('port'), 'good');
  assert.equal(level('self-test'), 'good');
  assert.equal(level('postgresql'), 'good');
  assert.match(text, /^✔ Node 24\.1\.0/);
  assert.match(text, /! 平台未在这些数据上运行/);
  assert.match(text, /2026-06-01 16:00:00 UTC\+08:00 \(Asia\/Shanghai\)/);
  assert.match(text, /没有必须处理的问题/);
});

test('a good master key is good, also in the environment', async (t) => {
  const inFile = await examined(t, { prepare: withKey(`${KEY}\n`, 0o600) });
  assert.equal(inFile.level('master-key'), 'good');
  const environment = { MEDSIGN_MASTER_KEY: KEY };
  const inEnvironment = await examined(t, { environment, prepare: (data) => mkdirSync(data, { mode: 0o700 }) });
  assert.equal(inEnvironment.level('master-key'), 'good');
  assert.ok(!inEnvironment.text.includes(KEY));
});

const BROKEN: readonly [what: string, options: Parameters<typeof examined>[1], name: string, says: RegExp][] = [
  ['a master key that others may read', { prepare: withKey(KEY, 0o644) }, 'master-key', /chmod 600/],
  ['a master key that is too short', { prepare: withKey('abcd', 0o600) }, 'master-key', /does not hold 64/],
  ['a database without its master key', { prepare: withDatabase }, 'master-key', /Restore that file from the backup/],
  [
    'a file where the data folder should be',
    { prepare: (data) => void fileIn(data, '../data', '') },
    'data-folder',
    /is not a folder/,
  ],
  ['an old Node', { nodeVersion: '20.9.0' }, 'node', /the platform needs Node 24/],
  ['a stuck random generator', { random: (length) => new Uint8Array(length) }, 'random', /repeats itself/],
  ['a clock in the past', { at: '2020-01-01T00:00:00Z' }, 'clock', /cannot be right/],
  ['a wrong variable', { environment: { PORT: 'http' } }, 'configuration', /PORT: a whole number/],
  [
    'a database of one’s own that does not answer',
    { environment: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' } },
    'server',
    /Check DATABASE_URL/,
  ],
];

for (const [what, options, name, says] of BROKEN) {
  test(`${what}: ✘, what to do, exit code 1`, async (t) => {
    const { code, report, text, level } = await examined(t, options);
    assert.equal(code, 1, text);
    assert.equal(report.healthy, false);
    assert.equal(level(name), 'bad', text);
    assert.match(text, says);
    assert.match(text, /→ .*\p{Script=Han}/u);
  });
}

test('a data folder that others may read is a warning', async (t) => {
  const prepare = (data: string) => {
    mkdirSync(data);
    chmodSync(data, 0o755);
  };
  const { code, level } = await examined(t, { prepare });
  assert.equal(code, 0);
  assert.equal(level('data-folder'), 'warning');
});

test('without the system’s tools it says what their absence means', async (t) => {
  const { code, text, level } = await examined(t, { searchPath: '/nowhere' });
  assert.equal(code, 0);
  for (const tool of ['unshare', 'setpriv', 'flock']) assert.equal(level(`tool-${tool}`), 'warning');
  assert.match(text, /after a power cut postmaster\.pid/);
});

test('with a database of one’s own neither binaries nor tools are asked for', async (t) => {
  const environment = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  const { report, level } = await examined(t, { environment });
  assert.equal(level('postgresql'), 'good');
  assert.ok(report.findings.every(({ name }) => !name.startsWith('tool-')));
});

/** Answers every request with the given status and body, on a port that is returned. */
async function answering(t: TestContext, status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return String((server.address() as AddressInfo).port);
}

for (const [what, status, body, level] of [
  ['our own server that is ready', 200, '{"status":"ready"}', 'good'],
  ['our own server that starts', 503, '{"type":"urn:medsign:problem:not-ready"}', 'warning'],
  ['another server', 200, '<html>', 'bad'],
  ['another server that answers JSON', 404, 'null', 'bad'],
] as const) {
  test(`${what} on the port: ${level}`, async (t) => {
    const PORT = await answering(t, status, body);
    assert.equal((await examined(t, { environment: { PORT } })).level('port'), level);
  });
}
