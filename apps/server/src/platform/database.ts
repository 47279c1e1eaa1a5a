import type { Kysely, Transaction as KyselyTransaction } from 'kysely';

/** Each module's store narrows this with `withTables<ItsTables>()`; no module sees another's tables. */
export type Tables = Record<never, never>;
export type Database = Kysely<Tables>;
/** Functions that write take one of these, so their callers decide what commits together. */
export type Transaction = KyselyTransaction<Tables>;
/** For functions that only read. */
export type DatabaseReader = Database | Transaction;

/** Runs `work` in one transaction (READ COMMITTED); any throw rolls everything back. */
export function inTransaction<T>(database: Database, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return database.transaction().execute(work);
}
