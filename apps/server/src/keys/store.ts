import type { KeyRecoveryKind, KeyRecoveryState } from '@medsign/contract/keys';
import type { Kysely } from 'kysely';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { EscrowedKey, KeyRecovery, RecoveryStep } from './types.ts';

export type EscrowedKeyRow = {
  readonly key_id: string;
  readonly person_id: string;
  readonly job_no: string;
  readonly public_key: Uint8Array;
  readonly wrapped: Uint8Array | null;
  readonly created_at: Date;
  readonly destroyed_at: Date | null;
  readonly ledger_index: number;
};

type RecoveryRow = {
  readonly id: string;
  readonly kind: KeyRecoveryKind;
  readonly key_id: string;
  readonly person_id: string;
  readonly job_no: string;
  readonly reason: string;
  readonly case_number: string | null;
  readonly recipient_key: Uint8Array;
  readonly requested_by: string;
  readonly requested_by_job_no: string;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly state: KeyRecoveryState;
  readonly decided_by: string | null;
  readonly decided_by_job_no: string | null;
  readonly decided_at: Date | null;
  readonly note: string | null;
  readonly delivered_by: string | null;
  readonly delivered_by_job_no: string | null;
  readonly delivered_at: Date | null;
};

type KeyTables = {
  escrowed_key: EscrowedKeyRow;
  key_recovery: RecoveryRow;
};

const KEY = ['key_id', 'person_id', 'job_no', 'public_key', 'created_at', 'destroyed_at', 'ledger_index'] as const;

const RECOVERY = [
  'id',
  'kind',
  'key_id',
  'person_id',
  'job_no',
  'reason',
  'case_number',
  'recipient_key',
  'requested_by',
  'requested_by_job_no',
  'requested_at',
  'expires_at',
  'state',
  'decided_by',
  'decided_by_job_no',
  'decided_at',
  'note',
  'delivered_by',
  'delivered_by_job_no',
  'delivered_at',
] as const satisfies readonly (keyof RecoveryRow)[];

/** Parameters of one INSERT stay far below the protocol's 65,535. */
const CHUNK = 2000;

const tables = (db: DatabaseReader): Kysely<KeyTables> => db.withTables<KeyTables>();

export async function insertEscrowedKeys(tx: Transaction, rows: readonly EscrowedKeyRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) {
    await tables(tx)
      .insertInto('escrowed_key')
      .values(rows.slice(from, from + CHUNK))
      .execute();
  }
}

/** Newest first. */
export async function readKeysOf(db: DatabaseReader, personId: string): Promise<EscrowedKey[]> {
  const rows = await tables(db)
    .selectFrom('escrowed_key')
    .select(KEY)
    .where('person_id', '=', personId)
    .orderBy('key_id', 'desc')
    .execute();
  return rows.map(toKey);
}

/** The public keys among those given that are in escrow, and whose they are. */
export async function readEscrowedAmong(
  db: DatabaseReader,
  publicKeys: readonly Uint8Array[],
): Promise<Pick<EscrowedKeyRow, 'public_key' | 'person_id'>[]> {
  const found: Pick<EscrowedKeyRow, 'public_key' | 'person_id'>[] = [];
  for (let from = 0; from < publicKeys.length; from += CHUNK) {
    const rows = await tables(db)
      .selectFrom('escrowed_key')
      .select(['public_key', 'person_id'])
      .where('public_key', 'in', publicKeys.slice(from, from + CHUNK))
      .execute();
    found.push(...rows);
  }
  return found;
}

/** With the wrapped private key; null once it is destroyed. */
export function readWrappedKey(
  tx: Transaction,
  keyId: string,
): Promise<Pick<EscrowedKeyRow, 'key_id' | 'person_id' | 'public_key' | 'wrapped'> | undefined> {
  return tables(tx)
    .selectFrom('escrowed_key')
    .select(['key_id', 'person_id', 'public_key', 'wrapped'])
    .where('key_id', '=', keyId)
    .executeTakeFirst();
}

/** Destroys what was created before; answers the keys that are gone now. */
export async function destroyKeys(tx: Transaction, createdBefore: Date, at: Date): Promise<EscrowedKey[]> {
  const rows = await tables(tx)
    .updateTable('escrowed_key')
    .set({ wrapped: null, destroyed_at: at })
    .where('created_at', '<=', createdBefore)
    .where('wrapped', 'is not', null)
    .returning(KEY)
    .execute();
  return rows.map(toKey);
}

function toKey(row: Omit<EscrowedKeyRow, 'wrapped'>): EscrowedKey {
  return {
    keyId: row.key_id,
    personId: row.person_id,
    jobNo: row.job_no,
    publicKey: row.public_key,
    createdAt: row.created_at,
    destroyedAt: row.destroyed_at ?? undefined,
    ledgerIndex: row.ledger_index,
  };
}

/** Stores a request as it was made. */
export async function insertRecovery(tx: Transaction, recovery: KeyRecovery): Promise<void> {
  await tables(tx)
    .insertInto('key_recovery')
    .values({
      id: recovery.id,
      kind: recovery.kind,
      key_id: recovery.keyId,
      person_id: recovery.personId,
      job_no: recovery.jobNo,
      reason: recovery.reason,
      case_number: recovery.caseNumber ?? null,
      recipient_key: recovery.recipientKey,
      requested_by: recovery.requested.personId,
      requested_by_job_no: recovery.requested.jobNo,
      requested_at: recovery.requested.at,
      expires_at: recovery.expiresAt,
      state: recovery.state,
    })
    .execute();
}

export async function readRecovery(db: DatabaseReader, id: string): Promise<KeyRecovery | undefined> {
  const row = await tables(db).selectFrom('key_recovery').select(RECOVERY).where('id', '=', id).executeTakeFirst();
  return row && toRecovery(row);
}

/** Locked until the transaction ends: of two who act at once, the second meets what the first made of it. */
export async function lockRecovery(tx: Transaction, id: string): Promise<KeyRecovery | undefined> {
  const row = await tables(tx)
    .selectFrom('key_recovery')
    .select(RECOVERY)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return row && toRecovery(row);
}

export interface RecoveryFilter {
  readonly state?: KeyRecoveryState | undefined;
  readonly jobNo?: string | undefined;
}

/** Newest first, those with an id below `before`; states as they are at `at`. */
export async function readRecoveries(
  db: DatabaseReader,
  filter: RecoveryFilter,
  page: { readonly before?: string | undefined; readonly limit: number; readonly at: Date },
): Promise<KeyRecovery[]> {
  const { state, jobNo } = filter;
  const { before, at } = page;
  let query = tables(db).selectFrom('key_recovery').select(RECOVERY);
  if (jobNo !== undefined) query = query.where('job_no', '=', jobNo);
  if (before !== undefined) query = query.where('id', '<', before);
  if (state === 'expired') {
    query = query.where(({ eb, and, or }) =>
      or([eb('state', '=', state), and([eb('state', 'in', ['pending', 'approved']), eb('expires_at', '<=', at)])]),
    );
  } else if (state !== undefined) {
    query = query.where('state', '=', state);
    if (state === 'pending' || state === 'approved') query = query.where('expires_at', '>', at);
  }
  const rows = await query.orderBy('id', 'desc').limit(page.limit).execute();
  return rows.map(toRecovery);
}

export async function updateDecision(
  tx: Transaction,
  id: string,
  decision: RecoveryStep & { readonly state: 'approved' | 'denied'; readonly note: string; readonly expiresAt: Date },
): Promise<void> {
  await tables(tx)
    .updateTable('key_recovery')
    .set({
      state: decision.state,
      decided_by: decision.personId,
      decided_by_job_no: decision.jobNo,
      decided_at: decision.at,
      note: decision.note,
      expires_at: decision.expiresAt,
    })
    .where('id', '=', id)
    .execute();
}

export async function updateDelivered(tx: Transaction, id: string, step: RecoveryStep): Promise<void> {
  await tables(tx)
    .updateTable('key_recovery')
    .set({
      state: 'delivered',
      delivered_by: step.personId,
      delivered_by_job_no: step.jobNo,
      delivered_at: step.at,
    })
    .where('id', '=', id)
    .execute();
}

/** Closes what ran out; answers what it closed. */
export async function expireRecoveries(tx: Transaction, at: Date): Promise<KeyRecovery[]> {
  const rows = await tables(tx)
    .updateTable('key_recovery')
    .set({ state: 'expired' })
    .where('state', 'in', ['pending', 'approved'])
    .where('expires_at', '<=', at)
    .returning(RECOVERY)
    .execute();
  return rows.map(toRecovery);
}

function toRecovery(row: RecoveryRow): KeyRecovery {
  const decided = stepOf(row.decided_by, row.decided_by_job_no, row.decided_at);
  return {
    id: row.id,
    kind: row.kind,
    keyId: row.key_id,
    personId: row.person_id,
    jobNo: row.job_no,
    reason: row.reason,
    caseNumber: row.case_number ?? undefined,
    recipientKey: row.recipient_key,
    requested: { personId: row.requested_by, jobNo: row.requested_by_job_no, at: row.requested_at },
    expiresAt: row.expires_at,
    state: row.state,
    decided: decided && { ...decided, note: row.note ?? '' },
    delivered: stepOf(row.delivered_by, row.delivered_by_job_no, row.delivered_at),
  };
}

function stepOf(personId: string | null, jobNo: string | null, at: Date | null): RecoveryStep | undefined {
  return personId === null || jobNo === null || at === null ? undefined : { personId, jobNo, at };
}
