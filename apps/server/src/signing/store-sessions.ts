import type { SessionState } from '@medsign/contract/sign-sessions';
import { type Kysely, sql } from 'kysely';
import type { DatabaseReader, Transaction } from '../platform/database.ts';

export type SessionRow = {
  readonly id: string;
  readonly signer_id: string;
  readonly signer_job_no: string;
  readonly signer_name: string;
  readonly system_code: string | null;
  readonly system_name: string | null;
  readonly workstation: string;
  readonly purpose: string | null;
  readonly document_types: string[] | null;
  readonly max_count: number;
  readonly valid_minutes: number;
  readonly reserved_count: number;
  readonly signed_count: number;
  readonly state: SessionState;
  readonly approval_token: string | null;
  readonly requested_at: Date;
  readonly request_expires_at: Date;
  readonly approved_at: Date | null;
  readonly expires_at: Date | null;
  readonly closed_at: Date | null;
  readonly approval_statement: string | null;
  readonly approval_digest: Uint8Array | null;
  readonly key_id: string | null;
  readonly certificate_id: string | null;
};

type SessionTables = {
  sign_session: SessionRow;
};

const COLUMNS = [
  'id',
  'signer_id',
  'signer_job_no',
  'signer_name',
  'system_code',
  'system_name',
  'workstation',
  'purpose',
  'document_types',
  'max_count',
  'valid_minutes',
  'reserved_count',
  'signed_count',
  'state',
  'approval_token',
  'requested_at',
  'request_expires_at',
  'approved_at',
  'expires_at',
  'closed_at',
  'approval_statement',
  'approval_digest',
  'key_id',
  'certificate_id',
] as const satisfies readonly (keyof SessionRow)[];

const tables = (db: DatabaseReader): Kysely<SessionTables> => db.withTables<SessionTables>();

export async function insertSession(tx: Transaction, row: SessionRow): Promise<void> {
  await tables(tx).insertInto('sign_session').values(row).execute();
}

export function findSession(db: DatabaseReader, id: string): Promise<SessionRow | undefined> {
  return tables(db).selectFrom('sign_session').select(COLUMNS).where('id', '=', id).executeTakeFirst();
}

export function findSessionByToken(db: DatabaseReader, token: string): Promise<SessionRow | undefined> {
  return tables(db).selectFrom('sign_session').select(COLUMNS).where('approval_token', '=', token).executeTakeFirst();
}

/** The row, locked until the transaction ends. */
export function lockSession(tx: Transaction, id: string): Promise<SessionRow | undefined> {
  return tables(tx).selectFrom('sign_session').select(COLUMNS).where('id', '=', id).forUpdate().executeTakeFirst();
}

/** Active and pending ones of a person, newest first, optionally of one system. */
export function openSessionsOf(
  db: DatabaseReader,
  filter: { readonly signerId?: string | undefined; readonly systemCode?: string | undefined },
): Promise<SessionRow[]> {
  return tables(db)
    .selectFrom('sign_session')
    .select(COLUMNS)
    .where('state', 'in', ['pending', 'active'])
    .$if(filter.signerId !== undefined, (query) => query.where('signer_id', '=', filter.signerId as string))
    .$if(filter.systemCode !== undefined, (query) => query.where('system_code', '=', filter.systemCode as string))
    .orderBy('id', 'desc')
    .limit(200)
    .execute();
}

/** Locks the active session that a new one for the same person, system and workstation replaces. */
export function lockActiveSession(
  tx: Transaction,
  key: { readonly signerId: string; readonly systemCode: string; readonly workstation: string },
): Promise<SessionRow | undefined> {
  return tables(tx)
    .selectFrom('sign_session')
    .select(COLUMNS)
    .where('signer_id', '=', key.signerId)
    .where('system_code', '=', key.systemCode)
    .where('workstation', '=', key.workstation)
    .where('state', '=', 'active')
    .forUpdate()
    .executeTakeFirst();
}

export async function updateSession(
  tx: Transaction,
  id: string,
  change: Partial<Omit<SessionRow, 'id'>>,
): Promise<void> {
  await tables(tx).updateTable('sign_session').set(change).where('id', '=', id).execute();
}

/** Promises `count` signatures while the session is active, in time and not used up; false when it is not. */
export async function reserveSignatures(tx: Transaction, id: string, count: number, at: Date): Promise<boolean> {
  const result = await tables(tx)
    .updateTable('sign_session')
    .set({ reserved_count: sql<number>`reserved_count + ${count}::int` })
    .where('id', '=', id)
    .where('state', '=', 'active')
    .where('expires_at', '>', at)
    .where(sql<boolean>`reserved_count + ${count}::int <= max_count`)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Gives back what an abandoned intent had reserved. */
export async function releaseSignatures(tx: Transaction, id: string, count: number): Promise<void> {
  await tables(tx)
    .updateTable('sign_session')
    .set({ reserved_count: sql<number>`greatest(signed_count, reserved_count - ${count}::int)` })
    .where('id', '=', id)
    .execute();
}

/** Counts finished signatures; returns the row as it is then. */
export function addSignatures(tx: Transaction, id: string, count: number): Promise<SessionRow> {
  return tables(tx)
    .updateTable('sign_session')
    .set({ signed_count: sql<number>`signed_count + ${count}::int` })
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** Sessions and requests whose time has passed, locked; rows another process works on are skipped. */
export function lockOverdueSessions(tx: Transaction, at: Date, limit: number): Promise<SessionRow[]> {
  return tables(tx)
    .selectFrom('sign_session')
    .select(COLUMNS)
    .where((where) =>
      where.or([
        where.and([where('state', '=', 'active'), where('expires_at', '<=', at)]),
        where.and([where('state', '=', 'pending'), where('request_expires_at', '<=', at)]),
      ]),
    )
    .orderBy('id')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute();
}

/** Approvals of one person come one after the other, so that the active session is replaced and never doubled. */
export async function lockApprovalsOf(tx: Transaction, signerId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`sign-session:${signerId}`}, 0))`.execute(tx);
}
