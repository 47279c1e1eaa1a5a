import type { Generated } from 'kysely';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { StatusAction } from './rules.ts';

export type StatusRow = {
  readonly id: string;
  readonly authority: string;
  readonly serial: Uint8Array;
  readonly status: 'suspended' | 'revoked';
  readonly reason: number;
  readonly since: Date;
};

export type StatusChangeRow = {
  readonly id: string;
  readonly action: StatusAction;
  readonly reason: number | null;
  readonly note: string;
  readonly actor_kind: 'system' | 'person' | 'platform';
  readonly actor_id: string;
  readonly at: Date;
  readonly ledger_index: number;
};

type StatusTables = {
  certificate_status: StatusRow;
  certificate_status_change: StatusChangeRow & { readonly position: Generated<number> };
};

const STATUS = ['id', 'authority', 'serial', 'status', 'reason', 'since'] as const;
const CHANGE = ['id', 'action', 'reason', 'note', 'actor_kind', 'actor_id', 'at', 'ledger_index'] as const;

const tables = (db: DatabaseReader) => db.withTables<StatusTables>();

export async function readStatus(db: DatabaseReader, id: string): Promise<StatusRow | undefined> {
  return tables(db).selectFrom('certificate_status').select(STATUS).where('id', '=', id).executeTakeFirst();
}

/** Everything an authority has to list, in order of serial number. */
export async function readListed(db: DatabaseReader, authority: string): Promise<StatusRow[]> {
  return tables(db)
    .selectFrom('certificate_status')
    .select(STATUS)
    .where('authority', '=', authority)
    .orderBy('serial')
    .execute();
}

export async function putStatus(tx: Transaction, row: StatusRow): Promise<void> {
  await tables(tx)
    .insertInto('certificate_status')
    .values(row)
    .onConflict((on) => on.column('id').doUpdateSet({ status: row.status, reason: row.reason, since: row.since }))
    .execute();
}

export async function clearStatus(tx: Transaction, id: string): Promise<void> {
  await tables(tx).deleteFrom('certificate_status').where('id', '=', id).execute();
}

export async function insertStatusChange(tx: Transaction, row: StatusChangeRow): Promise<void> {
  await tables(tx).insertInto('certificate_status_change').values(row).execute();
}

/** Earliest first. */
export async function readStatusChanges(db: DatabaseReader, id: string): Promise<StatusChangeRow[]> {
  return tables(db)
    .selectFrom('certificate_status_change')
    .select(CHANGE)
    .where('id', '=', id)
    .orderBy('position')
    .execute();
}
