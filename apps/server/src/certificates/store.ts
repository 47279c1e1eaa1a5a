import type { CertificateStatus, Custody, ProfileName } from '@medsign/contract/certificates';
import { fromHex, toHex } from '@medsign/engine/bytes/hex';
import { type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { StoredCertificate } from './types.ts';

export type IntentRow = {
  readonly id: string;
  readonly serial: Uint8Array;
  readonly authority: string;
  readonly profile: ProfileName;
  readonly custody: Custody;
  readonly key_id: string | null;
  readonly person_id: string | null;
  readonly job_no: string | null;
  readonly test: boolean;
  readonly common_name: string;
  readonly subject: string;
  readonly public_key: Uint8Array;
  readonly approval_hash: Uint8Array | null;
  readonly not_before: Date;
  readonly not_after: Date;
  readonly tbs: Uint8Array;
  readonly at: Date;
};

export type CertificateRow = {
  readonly id: string;
  readonly der: Uint8Array;
  readonly sm3: Uint8Array;
  readonly issued_at: Date;
  readonly ledger_index: number;
};

type StatusRow = {
  readonly id: string;
  readonly authority: string;
  readonly serial: Uint8Array;
  readonly status: 'suspended' | 'revoked';
  readonly reason: number;
  readonly since: Date;
};

type CertificateTables = {
  issuance_intent: IntentRow;
  certificate: CertificateRow;
  certificate_status: StatusRow;
};

const tables = (db: DatabaseReader) => db.withTables<CertificateTables>();

const STORED = [
  'issuance_intent.id',
  'issuance_intent.serial',
  'issuance_intent.authority',
  'profile',
  'custody',
  'key_id',
  'person_id',
  'job_no',
  'test',
  'common_name',
  'subject',
  'public_key',
  'approval_hash',
  'not_before',
  'not_after',
  'der',
  'sm3',
  'issued_at',
  'ledger_index',
  'status',
  'reason',
  'since',
] as const;

type StoredRow = Omit<IntentRow, 'tbs' | 'at'> &
  Omit<CertificateRow, 'id'> & {
    readonly status: StatusRow['status'] | null;
    readonly reason: number | null;
    readonly since: Date | null;
  };

const INTENT_COLUMNS = [
  'id',
  'serial',
  'authority',
  'profile',
  'custody',
  'key_id',
  'person_id',
  'job_no',
  'test',
  'common_name',
  'subject',
  'public_key',
  'approval_hash',
  'not_before',
  'not_after',
  'tbs',
  'at',
] as const satisfies readonly (keyof IntentRow)[];

export async function insertIntents(tx: Transaction, rows: readonly IntentRow[]): Promise<void> {
  await tables(tx).insertInto('issuance_intent').values(rows).execute();
}

/** An intent, whether this very transaction wrote it (then it is not durable yet), and whether it was revoked meanwhile. */
export type OpenIntent = IntentRow & { readonly own: boolean; readonly withdrawn: boolean };

/** Intents by id, in the order asked for; missing ones are left out. */
export async function readIntents(db: DatabaseReader, ids: readonly string[]): Promise<OpenIntent[]> {
  const rows = await tables(db)
    .selectFrom('issuance_intent')
    .select(INTENT_COLUMNS)
    .select([
      sql<boolean>`coalesce(issuance_intent.xmin = pg_current_xact_id_if_assigned()::xid, false)`.as('own'),
      sql<boolean>`exists (select from certificate_status s where s.id = issuance_intent.id)`.as('withdrawn'),
    ])
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Intents, fulfilled or not, that hold this public key or this serial. */
export async function findIntents(
  db: DatabaseReader,
  by: { readonly publicKey: Uint8Array } | { readonly serial: Uint8Array },
): Promise<(Pick<IntentRow, 'id' | 'authority' | 'serial' | 'not_after'> & { readonly issued: boolean })[]> {
  return tables(db)
    .selectFrom('issuance_intent')
    .select(['id', 'authority', 'serial', 'not_after'])
    .select(sql<boolean>`exists (select from certificate c where c.id = issuance_intent.id)`.as('issued'))
    .where((where) => ('serial' in by ? where('serial', '=', by.serial) : where('public_key', '=', by.publicKey)))
    .orderBy('id')
    .execute();
}

export interface KeyUse {
  readonly publicKey: Uint8Array;
  readonly personId: string | undefined;
  readonly profile: ProfileName;
  /** Revoked for key compromise (RFC 5280 reason 1 or 2). */
  readonly compromised: boolean;
}

/** Where these public keys were used before. */
export async function readKeyUses(db: DatabaseReader, publicKeys: readonly Uint8Array[]): Promise<KeyUse[]> {
  const rows = await tables(db)
    .selectFrom('issuance_intent')
    .leftJoin('certificate_status', 'certificate_status.id', 'issuance_intent.id')
    .select(['public_key', 'person_id', 'profile', 'reason'])
    .where('public_key', '=', sql<Uint8Array>`any(${[...publicKeys]}::bytea[])`)
    .execute();
  return rows.map((row) => ({
    publicKey: row.public_key,
    personId: row.person_id ?? undefined,
    profile: row.profile,
    compromised: row.reason === 1 || row.reason === 2,
  }));
}

export async function insertCertificates(tx: Transaction, rows: readonly CertificateRow[]): Promise<void> {
  await tables(tx).insertInto('certificate').values(rows).execute();
}

function joined(db: DatabaseReader) {
  return tables(db)
    .selectFrom('issuance_intent')
    .innerJoin('certificate', 'certificate.id', 'issuance_intent.id')
    .leftJoin('certificate_status', 'certificate_status.id', 'issuance_intent.id');
}

export async function readCertificate(db: DatabaseReader, id: string): Promise<StoredCertificate | undefined> {
  const row = await joined(db).select(STORED).where('issuance_intent.id', '=', id).executeTakeFirst();
  return row && toCertificate(row);
}

export interface CertificateFilter {
  readonly q?: string | undefined;
  readonly personId?: string | undefined;
  readonly jobNo?: string | undefined;
  readonly profile?: ProfileName | undefined;
  readonly custody?: Custody | undefined;
  readonly status?: CertificateStatus | undefined;
  readonly expiresBefore?: Date | undefined;
}

/** Newest first, behind `before`. `at` decides what is expired. */
export async function readCertificates(
  db: DatabaseReader,
  filter: CertificateFilter,
  page: { readonly before?: string | undefined; readonly limit: number; readonly at: Date },
): Promise<StoredCertificate[]> {
  const { before } = page;
  const rows = await joined(db)
    .select(STORED)
    .where((where) => where.and(conditions(where, filter, page.at)))
    .$if(before !== undefined, (query) => query.where('issuance_intent.id', '<', before as string))
    .orderBy('issuance_intent.id', 'desc')
    .limit(page.limit)
    .execute();
  return rows.map(toCertificate);
}

type Where = ExpressionBuilder<CertificateTables, 'issuance_intent'>;

function conditions(where: Where, filter: CertificateFilter, at: Date) {
  const all = [sql<SqlBool>`true`];
  const { q, status, expiresBefore } = filter;
  if (q !== undefined) all.push(matches(q));
  if (status !== undefined) all.push(STATUS_CONDITIONS[status](at));
  if (expiresBefore !== undefined) all.push(sql<SqlBool>`not_after < ${expiresBefore}`);
  const equal = [
    ['person_id', filter.personId],
    ['job_no', filter.jobNo],
    ['profile', filter.profile],
    ['custody', filter.custody],
  ] as const;
  return [...all, ...equal.flatMap(([column, value]) => (value === undefined ? [] : [where(column, '=', value)]))];
}

const STATUS_CONDITIONS: Readonly<Record<CertificateStatus, (at: Date) => ReturnType<typeof sql<SqlBool>>>> = {
  active: (at) => sql<SqlBool>`certificate_status.id is null and not_after >= ${at}`,
  suspended: (at) => sql<SqlBool>`certificate_status.status = 'suspended' and not_after >= ${at}`,
  revoked: () => sql<SqlBool>`certificate_status.status = 'revoked'`,
  expired: (at) => sql<SqlBool>`certificate_status.status is distinct from 'revoked' and not_after < ${at}`,
};

function matches(q: string) {
  const prefix = `${q.replace(/[\\%_]/g, '\\$&')}%`;
  const serial = /^([0-9a-fA-F]{2}){2,20}$/.test(q) ? fromHex(q) : null;
  return sql<SqlBool>`(common_name like ${prefix} or job_no like ${prefix} or issuance_intent.serial = ${serial})`;
}

function toCertificate(row: StoredRow): StoredCertificate {
  return {
    id: row.id,
    serial: toHex(row.serial),
    authority: row.authority,
    profile: row.profile,
    custody: row.custody,
    keyId: row.key_id ?? undefined,
    personId: row.person_id ?? undefined,
    jobNo: row.job_no ?? undefined,
    test: row.test,
    commonName: row.common_name,
    subject: row.subject,
    publicKey: row.public_key,
    approvalHash: row.approval_hash ?? undefined,
    notBefore: row.not_before,
    notAfter: row.not_after,
    der: row.der,
    sm3: row.sm3,
    issuedAt: row.issued_at,
    ledgerIndex: row.ledger_index,
    status: row.status ?? 'active',
    reason: row.reason ?? undefined,
    since: row.since ?? undefined,
  };
}
