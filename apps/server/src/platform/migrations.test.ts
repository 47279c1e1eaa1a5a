import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openBareDatabase, openTestDatabase } from '../../../../testing/database.ts';
import { withClient } from './embedded-database.ts';
import { type Migration, migrate, readMigrations } from './migrations.ts';
import { APPLICATION_ROLE } from './open-database.ts';
import { StartupError } from './startup-error.ts';

const first: Migration = { module: 'a', name: '001-one', sql: 'CREATE TABLE one (n integer)', checksum: '1' };
const second: Migration = { module: 'a', name: '002-two', sql: 'CREATE TABLE two (n integer)', checksum: '2' };

test('migrations run once, in order, and later ones follow', async (t) => {
  const { migration } = await openBareDatabase(t);
  assert.deepEqual(await migrate(migration, { migrations: [first] }), ['a/001-one']);
  assert.deepEqual(await migrate(migration, { migrations: [first, second] }), ['a/002-two']);
  assert.deepEqual(await migrate(migration, { migrations: [first, second] }), []);
});

test('two servers that start together migrate one after the other', async (t) => {
  const { migration } = await openBareDatabase(t);
  const ran = await Promise.all([1, 2, 3].map(() => migrate(migration, { migrations: [first, second] })));
  assert.deepEqual(ran.flat().sort(), ['a/001-one', 'a/002-two']);
});

test('a changed migration is refused', async (t) => {
  const { migration } = await openBareDatabase(t);
  await migrate(migration, { migrations: [first] });
  await assert.rejects(migrate(migration, { migrations: [{ ...first, checksum: 'x' }] }), (error) => {
    return error instanceof StartupError && error.message.includes('a/001-one was changed');
  });
});

test('a database of a newer version is refused', async (t) => {
  const { migration } = await openBareDatabase(t);
  await migrate(migration, { migrations: [first, second] });
  await assert.rejects(migrate(migration, { migrations: [first] }), /newer version/);
});

test('a migration that fails leaves nothing behind', async (t) => {
  const { migration } = await openBareDatabase(t);
  const broken = { ...second, sql: `${second.sql}; SELECT nonsense` };
  await assert.rejects(migrate(migration, { migrations: [first, broken] }), /Migration a\/002-two failed/);
  assert.deepEqual(await migrate(migration, { migrations: [first, second] }), ['a/002-two']);
});

test('what a migration creates belongs to the superuser; the application may use it but not change it', async (t) => {
  const { migration, application } = await openBareDatabase(t);
  const guarded = `${first.sql}; DO $$ BEGIN
    EXECUTE format('REVOKE DELETE ON one FROM %I', current_setting('medsign.application_role')); END $$`;
  await migrate(migration, { applicationRole: APPLICATION_ROLE, migrations: [{ ...first, sql: guarded }] });
  await withClient(application, async (client) => {
    await client.query('INSERT INTO one VALUES (1)');
    await assert.rejects(client.query('DELETE FROM one'), /permission denied/);
    await assert.rejects(client.query('DROP TABLE one'), /must be owner/);
    await assert.rejects(client.query("COPY one TO '/tmp/medsign-copy'"), /permission denied/);
  });
});

test('the product has migrations, platform first, and they run', async (t) => {
  assert.equal(readMigrations()[0]?.module, 'platform');
  await openTestDatabase(t);
});
