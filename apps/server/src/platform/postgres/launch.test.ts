import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { withClient } from '../embedded-database.ts';
import { findPostgresBinaries } from './binaries.ts';
import { makeDataFolder, runningPostgres, socketFolderOf } from './data-folder.ts';
import { type PostgresServer, startPostgres } from './launch.ts';
import { openWayTo } from './process-identity.ts';
import { findTool, SYSTEM_PATH } from './system-tools.ts';

function folder(t: TestContext, name = 'data'): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'medsign-launch-')));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return join(home, name, 'postgres');
}

async function start(
  t: TestContext,
  data: string,
  options: { searchPath?: string; sharedFolder?: string } = {},
): Promise<PostgresServer> {
  const server = await startPostgres({ data, durable: false, ...options });
  t.after(server.stop);
  return server;
}

function ask(server: PostgresServer, query: string): Promise<unknown> {
  const address = { socket: server.socket, user: 'postgres', database: 'postgres' };
  return withClient(address, async (client) => Object.values((await client.query(query)).rows[0])[0]);
}

test('a data folder that cannot be made is named, at once', (t) => {
  const path = join(folder(t), 'deep');
  makeDataFolder(path);
  makeDataFolder(path);
  assert.equal(statSync(path).mode & 0o777, 0o700);
  writeFileSync(join(path, 'file'), '');
  for (const wrong of [join(path, 'file'), join(path, 'file', 'below'), '/proc/medsign']) {
    assert.throws(() => makeDataFolder(wrong), /数据文件夹 .*MEDSIGN_DATA/s);
  }
});

test('a cluster is created once, speaks UTF-8 and no TCP, and its data outlive it', async (t) => {
  const data = folder(t, '数据 with, spaces');
  const first = await start(t, data);
  assert.equal(await ask(first, "SELECT current_setting('listen_addresses')"), '');
  assert.equal(await ask(first, "SELECT upper('Ärzte') || current_setting('server_encoding')"), 'ÄRZTEUTF8');
  await ask(first, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7); SELECT 1').catch(() => undefined);
  assert.equal(statSync(first.socket).mode & 0o777, 0o700);
  assert.equal(statSync(data).mode & 0o777, 0o700);
  await first.stop();
  await first.stop();
  const second = await start(t, data);
  assert.equal(await ask(second, 'SELECT n FROM kept'), 7);
});

test('a second start on the same data refuses and names the process', async (t) => {
  const data = folder(t);
  const server = await start(t, data);
  await assert.rejects(startPostgres({ data, durable: false }), new RegExp(`in use.*process ${server.pid}`));
  assert.equal(await ask(server, 'SELECT 1'), 1);
});

test('two first starts at the same time: one wins, the other refuses', async (t) => {
  const data = folder(t);
  const outcomes = await Promise.allSettled([start(t, data), startPostgres({ data, durable: false })]);
  const refused = outcomes.filter((one) => one.status === 'rejected');
  assert.equal(refused.length, 1);
  assert.match(String(refused[0]?.reason), /in use|exists/);
});

test('pid file, socket and lock file of a killed server do not hinder the next start', async (t) => {
  const data = folder(t);
  const first = await start(t, data);
  process.kill(first.pid, 'SIGKILL');
  await first.ended;
  const second = await start(t, data);
  await second.stop();
  // After a reboot the number may belong to anybody.
  writeFileSync(join(data, 'postmaster.pid'), `${process.pid}\n${data}\n`);
  assert.equal(runningPostgres(data), undefined);
  assert.equal(await ask(await start(t, data), 'SELECT 1'), 1);
});

test('it works where the system has nothing but a shell', async (t) => {
  const data = folder(t);
  const tools = join(data, '../../tools');
  mkdirSync(tools, { mode: 0o755 });
  for (const name of ['sh', 'rm']) symlinkSync(findTool(name, SYSTEM_PATH) as string, join(tools, name));
  // Started by root, it has to become another account here, which enters only folders that are open to all.
  const home = join(data, '../..');
  if (process.getuid?.() === 0) chmodSync(home, 0o755);
  const options = { searchPath: tools, sharedFolder: join(home, 'shared') };
  const server = await start(t, data, options);
  assert.equal(await ask(server, 'SELECT 1'), 1);
  assert.equal(server.account === undefined, process.getuid?.() !== 0);
  await server.stop();
  assert.equal(await ask(await start(t, data, options), 'SELECT 1'), 1);
});

test('where another account is needed, the folder it cannot enter is named with the ways out', (t) => {
  const data = folder(t);
  assert.throws(
    () => openWayTo(data, 'medsign-db', () => undefined),
    /"medsign-db" cannot enter .*medsign-launch-[^ ]*,[\s\S]*MEDSIGN_DATA=\/var\/lib\/medsign/,
  );
});

test('a platform without binaries is told what to install', () => {
  assert.throws(() => findPostgresBinaries('sunos', 'sparc'), /not installed[\s\S]*DATABASE_URL/);
});

test('a data path too long for a socket gets a private folder in the temporary directory', () => {
  assert.equal(socketFolderOf('/srv/medsign/data/postgres'), '/srv/medsign/data/postgres.run');
  assert.match(socketFolderOf(`/srv/${'医院'.repeat(20)}/postgres`), /\/medsign-[0-9a-f]{12}$/);
});

test('a folder that is not a cluster is left alone', async (t) => {
  const data = folder(t);
  mkdirSync(data, { recursive: true });
  writeFileSync(join(data, 'letter.txt'), 'mine');
  await assert.rejects(startPostgres({ data, durable: false }), /not a PostgreSQL data folder/);
  assert.equal(readFileSync(join(data, 'letter.txt'), 'utf8'), 'mine');
});
