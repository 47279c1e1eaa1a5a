import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { settableClock } from '../../../../testing/clock.ts';
import { freePort } from '../../../../testing/platform.ts';
import { seededRandom } from '../../../../testing/random.ts';
import { treeHead } from '../audit/index.ts';
import { prepareEmbeddedDatabase } from '../platform/embedded-database.ts';
import { migrate } from '../platform/migrations.ts';
import { APPLICATION_ROLE } from '../platform/open-database.ts';
import { startPostgres } from '../platform/postgres/launch.ts';
import { SYSTEM_PATH } from '../platform/postgres/system-tools.ts';
import { examine } from './doctor-examine.ts';
import { findRunningDatabase, withRunningDatabase } from './running-database.ts';
import { CommandError } from './terminal.ts';
import { temporaryFolder } from './test-support/captured.ts';

test('nothing runs on an empty folder, nor on one that does not exist', async (t) => {
  const folder = temporaryFolder(t);
  for (const dataFolder of [folder, join(folder, 'missing')]) {
    assert.deepEqual(await findRunningDatabase({ dataFolder, databaseUrl: undefined }), { state: 'not-running' });
    await assert.rejects(
      withRunningDatabase({ dataFolder, databaseUrl: undefined }, treeHead),
      (error) => error instanceof CommandError && /start it first \(npm start\)/.test(error.message),
    );
  }
});

test('a database of one’s own that does not answer is unreachable', async () => {
  const location = { dataFolder: '/nowhere', databaseUrl: 'postgres://nobody@127.0.0.1:1/none' };
  assert.equal((await findRunningDatabase(location)).state, 'unreachable');
  await assert.rejects(
    withRunningDatabase(location, treeHead),
    (error) => error instanceof CommandError && /ECONNREFUSED/.test(error.message),
  );
});

test('the embedded database is found by its data folder while it runs, and no longer after', async (t) => {
  const dataFolder = temporaryFolder(t);
  const server = await startPostgres({ data: join(dataFolder, 'postgres'), durable: false });
  t.after(() => server.stop());
  const { migration } = await prepareEmbeddedDatabase(server.socket, 'medsign');
  await migrate(migration, { applicationRole: APPLICATION_ROLE });
  const location = { dataFolder, databaseUrl: undefined };
  assert.equal((await withRunningDatabase(location, treeHead)).size, 0);
  const findings = await examine({
    clock: settableClock(new Date()),
    random: seededRandom('doctor'),
    nodeVersion: process.versions.node,
    searchPath: SYSTEM_PATH,
    environment: { MEDSIGN_DATA: dataFolder, PORT: String(await freePort()) },
    workingDirectory: dataFolder,
  });
  const levelOf = (name: string) => findings.find((finding) => finding.name === name)?.level;
  assert.equal(levelOf('server'), 'good');
  assert.equal(levelOf('migrations'), 'good');
  await server.stop();
  assert.equal((await findRunningDatabase(location)).state, 'not-running');
});
