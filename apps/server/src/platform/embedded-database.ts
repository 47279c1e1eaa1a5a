import { Client } from 'pg';
import { APPLICATION_ROLE, connectionConfig, type DatabaseAddress, MIGRATION_ROLE } from './open-database.ts';

export interface EmbeddedAddresses {
  /** As the superuser: migrations. */
  readonly migration: DatabaseAddress;
  /** As the application. */
  readonly application: DatabaseAddress;
}

/** Addresses of a database on the embedded server behind `socket`. */
export function embeddedAddresses(socket: string, database: string): EmbeddedAddresses {
  return {
    migration: { socket, user: MIGRATION_ROLE, database },
    application: { socket, user: APPLICATION_ROLE, database },
  };
}

/** Creates the application's role and the database where they are missing; `pgboss` belongs to the application, which keeps its jobs there. */
export async function prepareEmbeddedDatabase(socket: string, database: string): Promise<EmbeddedAddresses> {
  const addresses = embeddedAddresses(socket, database);
  await withClient({ socket, user: MIGRATION_ROLE, database: 'postgres' }, async (client) => {
    await createMissing(client, 'pg_roles', 'rolname', APPLICATION_ROLE, `CREATE ROLE ${APPLICATION_ROLE} LOGIN`);
    await createMissing(
      client,
      'pg_database',
      'datname',
      database,
      `CREATE DATABASE ${client.escapeIdentifier(database)}`,
    );
  });
  await withClient(addresses.migration, async (client) => {
    await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
    await client.query(`CREATE SCHEMA IF NOT EXISTS pgboss AUTHORIZATION ${APPLICATION_ROLE}`);
  });
  return addresses;
}

/** Runs `work` on one connection of its own. */
export async function withClient<T>(address: DatabaseAddress, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client(connectionConfig(address));
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function createMissing(
  client: Client,
  catalogue: string,
  column: string,
  name: string,
  statement: string,
): Promise<void> {
  const found = await client.query(`SELECT 1 FROM ${catalogue} WHERE ${column} = $1`, [name]);
  if (found.rowCount === 0) await client.query(statement);
}
