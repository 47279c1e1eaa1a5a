import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { openBareDatabase, openTestDatabaseWithAddress } from '../../../../testing/database.ts';
import { seededRandom } from '../../../../testing/random.ts';
import { authorityCertificate, createAuthorities } from '../certificates/index.ts';
import { markInstallation } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { withClient } from '../platform/embedded-database.ts';
import { masterKeyFrom } from '../platform/master-key.ts';
import { openDatabase } from '../platform/open-database.ts';
import { outboxStore } from '../platform/outbox-store.ts';
import { wrappedKeyStore } from '../platform/wrapped-key-store.ts';
import { type DatabaseQuestion, examineDatabase } from './doctor-database.ts';

const KEY = new Uint8Array(32).fill(7);
const HOSPITAL = '示例医院';
const DAY = 86_400_000;

/** A database to look at: the superuser may read which migrations ran. `now` is the system's, as the database's clock is. */
async function openQuestion(t: TestContext) {
  const { database, migration } = await openTestDatabaseWithAddress(t);
  const superuser = openDatabase(migration, { connections: 1 });
  t.after(() => superuser.close());
  const now = new Date();
  const question = { database, migrations: superuser.database, masterKey: undefined, now, timeZone: 'Asia/Shanghai' };
  return { question, migration, execute: (sql: string) => withClient(migration, (client) => client.query(sql)) };
}

/** Authorities and the mark of a production installation, made at `at`. */
async function install({ database }: DatabaseQuestion, at: Date): Promise<void> {
  const random = seededRandom('doctor');
  const clock = { now: () => at };
  const keyStore = wrappedKeyStore({ masterKey: masterKeyFrom(KEY, random), clock, random });
  const settings = { baseUrl: 'http://sign.hospital.example' };
  const input = { hospitalName: HOSPITAL, demo: false, at };
  await createAuthorities({ database, clock, random, keyStore, outbox: outboxStore, settings }, input);
  await inTransaction(database, (tx) => markInstallation(tx, { mode: 'production', hospitalName: HOSPITAL, at }));
}

async function levels(question: DatabaseQuestion): Promise<Record<string, string>> {
  return Object.fromEntries((await examineDatabase(question)).map(({ name, level }) => [name, level]));
}

test('a platform that is not set up yet', async (t) => {
  const { question } = await openQuestion(t);
  assert.deepEqual(await levels(question), {
    database: 'good',
    migrations: 'good',
    ledger: 'good',
    installation: 'warning',
  });
});

test('an installation in order: hospital, authorities, revocation lists', async (t) => {
  const { question } = await openQuestion(t);
  await install(question, question.now);
  const findings = await examineDatabase(question);
  assert.deepEqual(
    findings.filter(({ level }) => level !== 'good'),
    [],
  );
  assert.ok(findings.some(({ zh }) => zh === '示例医院（正式）'));
  assert.ok(findings.some(({ name, en }) => name === 'authority-tsa' && /days left/.test(en)));
  assert.equal(findings.filter(({ name }) => name === 'crl').length, 2);
});

test('revocation lists that ran out are bad, ones about to are a warning', async (t) => {
  const { question } = await openQuestion(t);
  const made = question.now.getTime() - 6.5 * DAY;
  await install(question, new Date(made));
  assert.equal((await levels(question)).crl, 'warning');
  assert.equal((await levels({ ...question, now: new Date(made + 8 * DAY) })).crl, 'bad');
});

test('certificates that soon expire are a warning, expired ones are bad', async (t) => {
  const { question } = await openQuestion(t);
  await install(question, question.now);
  const issuing = await authorityCertificate(question.database, 'issuing');
  const at = (days: number) => levels({ ...question, now: new Date(issuing.notAfter.getTime() + days * DAY) });
  assert.equal((await at(-91))['authority-issuing'], 'good');
  assert.equal((await at(-89))['authority-issuing'], 'warning');
  assert.equal((await at(1))['authority-issuing'], 'bad');
  assert.equal((await at(1))['authority-root'], 'good');
});

test('an installation without its authorities is bad', async (t) => {
  const { question } = await openQuestion(t);
  const installation = { mode: 'demo', hospitalName: HOSPITAL, at: question.now } as const;
  await inTransaction(question.database, (tx) => markInstallation(tx, installation));
  const found = await levels(question);
  for (const name of ['authority-root', 'authority-issuing', 'authority-tsa', 'authority-ocsp', 'crl']) {
    assert.equal(found[name], 'bad', name);
  }
});

test('a clock behind the last act in the ledger is bad', async (t) => {
  const { question } = await openQuestion(t);
  await install(question, new Date(question.now.getTime() + 3_600_000));
  assert.equal((await levels(question)).ledger, 'bad');
});

test('the database’s clock far from ours is a warning', async (t) => {
  const { question } = await openQuestion(t);
  const now = new Date(question.now.getTime() + 60_000);
  assert.equal((await levels({ ...question, now })).database, 'warning');
});

test('the master key of this database and another one', async (t) => {
  const { question, execute } = await openQuestion(t);
  const { checkValue } = masterKeyFrom(KEY, seededRandom('key'));
  const hex = Buffer.from(checkValue).toString('hex');
  await execute(`INSERT INTO platform_state (name, value) VALUES ('master-key-check', '\\x${hex}')`);
  assert.equal((await levels({ ...question, masterKey: KEY }))['master-key-fits'], 'good');
  assert.equal((await levels({ ...question, masterKey: new Uint8Array(32) }))['master-key-fits'], 'bad');
});

test('a migration that did not run yet is a warning, one that is unknown is bad; nothing else is asked then', async (t) => {
  const { question, execute } = await openQuestion(t);
  await execute("DELETE FROM schema_migration WHERE module = 'signing'");
  assert.deepEqual(await levels(question), { database: 'good', migrations: 'warning' });
  await execute("INSERT INTO schema_migration (module, name, checksum) VALUES ('future', '001-later', 'x')");
  assert.deepEqual(await levels(question), { database: 'good', migrations: 'bad' });
});

test('a database without any table', async (t) => {
  const { application, migration } = await openBareDatabase(t);
  const [database, migrations] = [openDatabase(application), openDatabase(migration)];
  const question = { database: database.database, migrations: migrations.database, masterKey: undefined };
  const findings = await levels({ ...question, now: new Date(), timeZone: 'UTC' });
  await Promise.all([database.close(), migrations.close()]);
  assert.deepEqual(findings, { database: 'good', migrations: 'warning' });
});
