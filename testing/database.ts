import { after } from 'node:test';
import type { Client } from 'pg';
import type { Database } from '../apps/server/src/platform/database.ts';
import {
  embeddedAddresses,
  prepareEmbeddedDatabase,
  withClient,
} from '../apps/server/src/platform/embedded-database.ts';
import { migrate } from '../apps/server/src/platform/migrations.ts';
import { APPLICATION_ROLE, type DatabaseAddress, openDatabase } from '../apps/server/src/platform/open-database.ts';
import { SHARED_SERVER, startTestServer, type TestServer } from './postgres-server.ts';

const TEMPLATE = 'medsign_template';
/** Test files run side by side; the first makes the template and the others wait. */
const TEMPLATE_LOCK = 7_301_843;

/** What a test offers to clean up after itself: the context that node:test passes in. */
export interface TestContextLike {
  after(work: () => void | Promise<void>): void;
}

export interface TestDatabase {
  readonly database: Database;
  /** As the application, for a second pool or another process. */
  readonly application: DatabaseAddress;
  /** As the superuser. */
  readonly migration: DatabaseAddress;
}

/** An empty, migrated database of the test's own, seen as the application sees it; dropped when the test ends. */
export async function openTestDatabase(t: TestContextLike): Promise<Database> {
  return (await openTestDatabaseWithAddress(t)).database;
}

/** The same with its addresses. */
export async function openTestDatabaseWithAddress(t: TestContextLike): Promise<TestDatabase> {
  const socket = await testServer();
  template ??= makeTemplate(socket);
  await template;
  const name = `test_${process.pid}_${++count}`;
  await onServer(socket, (client) => client.query(`CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`));
  const addresses = embeddedAddresses(socket, name);
  const open = openDatabase(addresses.application, { connections: 8 });
  t.after(async () => {
    await open.close();
    await onServer(socket, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`));
  });
  return { database: open.database, ...addresses };
}

/** Address of a database that exists but has no tables: for tests of migrations themselves. */
export async function openBareDatabase(t: TestContextLike): Promise<Omit<TestDatabase, 'database'>> {
  const socket = await testServer();
  const name = `bare_${process.pid}_${++count}`;
  const addresses = await prepareEmbeddedDatabase(socket, name);
  t.after(() => onServer(socket, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)).then(() => undefined));
  return addresses;
}

let count = 0;
let template: Promise<void> | undefined;
let ownServer: Promise<TestServer> | undefined;

// Registered while the file is loaded: inside a test it would run at that test's end.
after(async () => (await ownServer)?.stop());

async function testServer(): Promise<string> {
  const shared = process.env[SHARED_SERVER];
  if (shared !== undefined && shared !== '') return shared;
  ownServer ??= startTestServer();
  return (await ownServer).socket;
}

function onServer<T>(socket: string, work: (client: Client) => Promise<T>): Promise<T> {
  return withClient({ socket, user: 'postgres', database: 'postgres' }, work);
}

async function makeTemplate(socket: string): Promise<void> {
  await onServer(socket, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [TEMPLATE]);
    if (found.rowCount !== 0) return;
    await client.query(`DROP DATABASE IF EXISTS ${TEMPLATE}`);
    const { migration } = await prepareEmbeddedDatabase(socket, TEMPLATE);
    await migrate(migration, { applicationRole: APPLICATION_ROLE });
    await client.query(`ALTER DATABASE ${TEMPLATE} IS_TEMPLATE true`);
  });
}
