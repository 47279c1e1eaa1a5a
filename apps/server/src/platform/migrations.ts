import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Client } from 'pg';
import { connectionConfig, type DatabaseAddress } from './open-database.ts';
import { StartupError } from './startup-error.ts';

/** The server's own `src`: each folder in it may hold `migrations/NNN-name.sql`. */
const SOURCES = resolve(import.meta.dirname, '..');
/** Modules whose tables others may refer to come first; the rest follow by name. */
const ORDER = ['platform', 'audit', 'identity', 'keys', 'certificates', 'timestamps', 'signing'];
/** Arbitrary constant: two servers that start together migrate one after the other. */
const ADVISORY_LOCK = 7_301_842;

export interface Migration {
  readonly module: string;
  /** `NNN-name`, unique within the module. */
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Reads every migration in the order in which it has to run. */
export function readMigrations(sources: string = SOURCES): Migration[] {
  const folders = readdirSync(sources).filter((name) => existsSync(join(sources, name, 'migrations')));
  const rank = (name: string) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);
  folders.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return folders.flatMap((module) => readModule(module, join(sources, module, 'migrations')));
}

function readModule(module: string, folder: string): Migration[] {
  return readdirSync(folder)
    .filter((file) => /^\d{3}-[a-z0-9-]+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const sql = readFileSync(join(folder, file), 'utf8');
      const checksum = createHash('sha256').update(sql).digest('hex');
      return { module, name: file.slice(0, -'.sql'.length), sql, checksum };
    });
}

/**
 * Brings the schema forward, each migration in a transaction of its own, and returns the names of those that ran. What they
 * create is granted to `applicationRole`; a migration takes rights back with `current_setting('medsign.application_role')`.
 * Throws StartupError when a migration that ran was changed or is gone: the schema would not be what the code believes.
 */
export async function migrate(
  address: DatabaseAddress,
  options: { readonly applicationRole?: string; readonly migrations?: readonly Migration[] } = {},
): Promise<string[]> {
  const client = new Client(connectionConfig(address));
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    await prepare(client, options.applicationRole);
    const done = await applied(client);
    const migrations = options.migrations ?? readMigrations();
    refuseChanged(migrations, done);
    const fresh = migrations.filter((one) => !done.has(`${one.module}/${one.name}`));
    for (const migration of fresh) await apply(client, migration);
    return fresh.map((one) => `${one.module}/${one.name}`);
  } finally {
    await client.end();
  }
}

async function prepare(client: Client, applicationRole: string | undefined): Promise<void> {
  await client.query(`CREATE TABLE IF NOT EXISTS schema_migration (
    module text NOT NULL, name text NOT NULL, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (module, name))`);
  const current = await client.query<{ role: string }>('SELECT current_user AS role');
  const role = applicationRole ?? (current.rows[0]?.role as string);
  await client.query("SELECT set_config('medsign.application_role', $1, false)", [role]);
  if (applicationRole === undefined) return;
  const quoted = client.escapeIdentifier(applicationRole);
  await client.query(`GRANT USAGE ON SCHEMA public TO ${quoted}`);
  await client.query(
    `ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${quoted}`,
  );
  await client.query(`ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO ${quoted}`);
}

async function applied(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ id: string; checksum: string }>(
    "SELECT module || '/' || name AS id, checksum FROM schema_migration",
  );
  return new Map(rows.map((row) => [row.id, row.checksum]));
}

function refuseChanged(migrations: readonly Migration[], done: ReadonlyMap<string, string>): void {
  const known = new Map(migrations.map((one) => [`${one.module}/${one.name}`, one.checksum]));
  for (const [id, checksum] of done) {
    const found = known.get(id);
    if (found === checksum) continue;
    throw new StartupError(
      found === undefined
        ? `The database was made by a newer version: it has run migration ${id}, which is unknown here.\nStart that version, or restore a backup from before it.`
        : `Migration ${id} was changed after it had run. Migrations go forward only: undo the change and write a new one.`,
    );
  }
}

async function apply(client: Client, migration: Migration): Promise<void> {
  const id = `${migration.module}/${migration.name}`;
  await client.query('BEGIN');
  try {
    await client.query(migration.sql);
    await client.query('INSERT INTO schema_migration (module, name, checksum) VALUES ($1, $2, $3)', [
      migration.module,
      migration.name,
      migration.checksum,
    ]);
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new StartupError(`Migration ${id} failed: ${(cause as Error).message}`, { cause });
  }
}
