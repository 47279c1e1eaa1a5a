import { Kysely, PostgresDialect } from 'kysely';
import { Pool, type PoolConfig, types } from 'pg';
import type { Database, Tables } from './database.ts';

/** How to reach a database: our own unix socket, or the address in DATABASE_URL. */
export type DatabaseAddress =
  | { readonly socket: string; readonly user: string; readonly database: string }
  | { readonly url: string };

/** Superuser of the embedded PostgreSQL: migrations only, because a superuser may write files. */
export const MIGRATION_ROLE = 'postgres';
/** What the running platform is: no superuser, owns nothing. */
export const APPLICATION_ROLE = 'medsign';

export interface OpenDatabase {
  readonly database: Database;
  readonly pool: Pool;
  /** Waits for running queries, then closes every connection. Idempotent. */
  close(): Promise<void>;
}

const INT8 = 20;
const BYTEA = 17;
const DATE = 1082;
const parseBytea = types.getTypeParser(BYTEA) as (text: string) => Buffer;

/** int8 as a number (refusing what a number cannot hold), bytea as plain Uint8Array, date as `YYYY-MM-DD`; the rest as `pg` does. */
function parseText(oid: number): ((text: string) => unknown) | undefined {
  if (oid === INT8) return parseInt8;
  if (oid === DATE) return (text) => text;
  if (oid === BYTEA) return (text) => plainBytes(parseBytea(text));
  return undefined;
}

function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 ${text} does not fit into a number`);
  return value;
}

function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}

/** Connection settings for `pg`, with our parsing of values. */
export function connectionConfig(address: DatabaseAddress): PoolConfig {
  const parsers = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      (format !== 'binary' ? parseText(oid) : undefined) ?? types.getTypeParser(oid, format as 'text'),
  } as unknown as NonNullable<PoolConfig['types']>;
  if ('url' in address) return { connectionString: address.url, types: parsers };
  const { socket, user, database } = address;
  return { host: socket, port: 5432, user, database, ssl: false, types: parsers };
}

/**
 * Opens a pool of `connections` (default 10) on the address. `onError` hears of idle connections that break: without a
 * listener a stopping database would end the process.
 */
export function openDatabase(
  address: DatabaseAddress,
  options: { readonly connections?: number; readonly onError?: (error: Error) => void } = {},
): OpenDatabase {
  const pool = new Pool({
    ...connectionConfig(address),
    max: options.connections ?? 10,
    connectionTimeoutMillis: 10_000,
    application_name: 'medsign',
  });
  pool.on('error', (error) => options.onError?.(error));
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  let closing: Promise<void> | undefined;
  return {
    database,
    pool,
    close: () => {
      closing ??= database.destroy();
      return closing;
    },
  };
}
