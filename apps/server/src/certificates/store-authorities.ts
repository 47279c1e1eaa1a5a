import { sql } from 'kysely';
import type { DatabaseReader, Transaction } from '../platform/database.ts';

export type AuthorityRow = {
  readonly name: string;
  readonly certificate_id: string;
  readonly key_id: string;
  readonly organization: string;
  readonly demo: boolean;
  readonly crl_number: number | null;
};

export type RevocationListRow = {
  readonly authority: string;
  readonly number: number;
  readonly this_update: Date;
  readonly next_update: Date;
  readonly der: Uint8Array;
};

type AuthorityTables = { authority: AuthorityRow; revocation_list: RevocationListRow };

const AUTHORITY = ['name', 'certificate_id', 'key_id', 'organization', 'demo', 'crl_number'] as const;
const LIST = ['authority', 'number', 'this_update', 'next_update', 'der'] as const;
/** Arbitrary constant of the advisory lock under which authorities are created. */
const CREATION_LOCK = 5_120_101;

const tables = (db: DatabaseReader) => db.withTables<AuthorityTables>();

/** Until the transaction ends nobody else creates authorities. */
export async function lockCreation(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(${CREATION_LOCK})`.execute(tx);
}

export async function readAuthority(db: DatabaseReader, name: string): Promise<AuthorityRow | undefined> {
  return tables(db).selectFrom('authority').select(AUTHORITY).where('name', '=', name).executeTakeFirst();
}

export async function readAuthorities(db: DatabaseReader): Promise<AuthorityRow[]> {
  return tables(db).selectFrom('authority').select(AUTHORITY).orderBy('name').execute();
}

export async function insertAuthorities(tx: Transaction, rows: readonly AuthorityRow[]): Promise<void> {
  await tables(tx).insertInto('authority').values(rows).execute();
}

/** The authority, locked until the transaction ends: status changes and CRLs of one authority queue here. */
export async function lockAuthority(tx: Transaction, name: string): Promise<AuthorityRow | undefined> {
  return tables(tx).selectFrom('authority').select(AUTHORITY).where('name', '=', name).forUpdate().executeTakeFirst();
}

/** The newest list of each authority, or of one. */
export async function readLatestLists(db: DatabaseReader, authority?: string): Promise<RevocationListRow[]> {
  let select = tables(db).selectFrom('revocation_list').distinctOn('authority').select(LIST);
  if (authority !== undefined) select = select.where('authority', '=', authority);
  return select.orderBy('authority').orderBy('number', 'desc').execute();
}

/** Stores a list and moves the authority's number to it. */
export async function insertList(tx: Transaction, list: RevocationListRow): Promise<void> {
  await tables(tx).insertInto('revocation_list').values(list).execute();
  await tables(tx)
    .updateTable('authority')
    .set({ crl_number: list.number })
    .where('name', '=', list.authority)
    .execute();
}
