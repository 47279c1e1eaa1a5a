import type { SignFormat } from '@medsign/contract/data-signs';
import { type Kysely, type SqlBool, sql } from 'kysely';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { ContentKind, Custody } from './types.ts';

export type RecordRow = {
  readonly id: string;
  readonly signed_at: Date;
  readonly system_code: string;
  readonly business_no: string;
  readonly document_type: string;
  readonly title: string;
  readonly signer_id: string;
  readonly signer_job_no: string;
  readonly signer_name: string;
  readonly department_code: string | null;
  readonly department_name: string | null;
  readonly campus_name: string | null;
  readonly patient_id: string | null;
  readonly patient_name: string | null;
  readonly patient_visit_no: string | null;
  readonly test: boolean;
  readonly format: SignFormat;
  readonly content_kind: ContentKind;
  readonly content_digest: Uint8Array;
  readonly content_size: number;
  readonly signature: Uint8Array;
  readonly signed_attributes: Uint8Array | null;
  readonly answer_digest: Uint8Array;
  readonly certificate_id: string;
  readonly token: Uint8Array;
  readonly token_certificates_digest: Uint8Array | null;
  readonly custody: Custody;
  readonly session_id: string | null;
  readonly task_id: string | null;
  readonly ledger_index: number;
};

/** Columns of lists: what a page shows, never the octets. */
export const SUMMARY_COLUMNS = [
  'id',
  'signed_at',
  'system_code',
  'business_no',
  'document_type',
  'title',
  'signer_job_no',
  'signer_name',
  'department_code',
  'department_name',
  'campus_name',
  'patient_id',
  'patient_name',
  'patient_visit_no',
  'test',
  'format',
  'ledger_index',
] as const satisfies readonly (keyof RecordRow)[];

export type RecordSummaryRow = Pick<RecordRow, (typeof SUMMARY_COLUMNS)[number]>;

const ALL_COLUMNS = [
  ...SUMMARY_COLUMNS,
  'signer_id',
  'content_kind',
  'content_digest',
  'content_size',
  'signature',
  'signed_attributes',
  'answer_digest',
  'certificate_id',
  'token',
  'token_certificates_digest',
  'custody',
  'session_id',
  'task_id',
] as const satisfies readonly (keyof RecordRow)[];

type RecordTables = {
  sign_record: RecordRow;
  signed_content: { digest: Uint8Array; size: number; bytes: Uint8Array };
  token_certificates: { digest: Uint8Array; der: Uint8Array };
};

const tables = (db: DatabaseReader): Kysely<RecordTables> => db.withTables<RecordTables>();

/** bigint columns arrive as text; sizes and indices stay far below 2^53. */
const numbered = (row: RecordRow): RecordRow => ({
  ...row,
  content_size: Number(row.content_size),
  ledger_index: Number(row.ledger_index),
});

export async function insertRecords(tx: Transaction, rows: readonly RecordRow[]): Promise<void> {
  await tables(tx).insertInto('sign_record').values(rows).execute();
}

/** Keeps each content once, under its SM3. */
export async function insertContents(
  tx: Transaction,
  contents: readonly { readonly digest: Uint8Array; readonly size: number; readonly bytes: Uint8Array }[],
): Promise<void> {
  if (contents.length === 0) return;
  await tables(tx)
    .insertInto('signed_content')
    .values(contents)
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
}

export async function contentBytes(db: DatabaseReader, digest: Uint8Array): Promise<Uint8Array | undefined> {
  const row = await tables(db)
    .selectFrom('signed_content')
    .select('bytes')
    .where('digest', '=', digest)
    .executeTakeFirst();
  return row?.bytes;
}

export async function insertTokenCertificates(tx: Transaction, digest: Uint8Array, der: Uint8Array): Promise<void> {
  await tables(tx)
    .insertInto('token_certificates')
    .values({ digest, der })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
}

export async function tokenCertificates(db: DatabaseReader, digest: Uint8Array): Promise<Uint8Array | undefined> {
  const row = await tables(db)
    .selectFrom('token_certificates')
    .select('der')
    .where('digest', '=', digest)
    .executeTakeFirst();
  return row?.der;
}

/** Whose records a caller may see; every member narrows. */
export interface Visibility {
  readonly systemCode?: string;
  readonly signerId?: string;
  /** Records of these departments, and the person's own. */
  readonly departmentsOrOwn?: { readonly departments: readonly string[]; readonly signerId: string };
}

export async function findRecord(
  db: DatabaseReader,
  id: string,
  visibility: Visibility = {},
): Promise<RecordRow | undefined> {
  const row = await tables(db)
    .selectFrom('sign_record')
    .select(ALL_COLUMNS)
    .where('id', '=', id)
    .where(visibleTo(visibility))
    .executeTakeFirst();
  return row && numbered(row);
}

/** The record whose answered signature has this SM3. */
export async function findRecordByAnswer(db: DatabaseReader, digest: Uint8Array): Promise<RecordRow | undefined> {
  const row = await tables(db)
    .selectFrom('sign_record')
    .select(ALL_COLUMNS)
    .where('answer_digest', '=', digest)
    .limit(1)
    .executeTakeFirst();
  return row && numbered(row);
}

export interface RecordFilter {
  readonly visibility: Visibility;
  readonly q?: string | undefined;
  readonly signerJobNo?: string | undefined;
  readonly systemCode?: string | undefined;
  readonly departmentCode?: string | undefined;
  readonly documentType?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
  readonly test?: boolean | undefined;
}

/** Newest first; `before` is the id of the last row already seen. */
export function listRecords(
  db: DatabaseReader,
  filter: RecordFilter,
  page: { readonly before: string | undefined; readonly limit: number },
): Promise<RecordSummaryRow[]> {
  return tables(db)
    .selectFrom('sign_record')
    .select(SUMMARY_COLUMNS)
    .where(visibleTo(filter.visibility))
    .where(matches(filter))
    .$if(page.before !== undefined, (query) => query.where('id', '<', page.before as string))
    .orderBy('id', 'desc')
    .limit(page.limit)
    .execute();
}

function visibleTo(visibility: Visibility) {
  const conditions = [sql<SqlBool>`true`];
  if (visibility.systemCode !== undefined) conditions.push(sql<SqlBool>`system_code = ${visibility.systemCode}`);
  if (visibility.signerId !== undefined) conditions.push(sql<SqlBool>`signer_id = ${visibility.signerId}`);
  const shared = visibility.departmentsOrOwn;
  if (shared !== undefined) {
    conditions.push(
      sql<SqlBool>`(signer_id = ${shared.signerId} or department_code = any(${[...shared.departments]}::text[]))`,
    );
  }
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

function matches(filter: RecordFilter) {
  const conditions = [sql<SqlBool>`true`];
  if (filter.q !== undefined) {
    const prefix = `${filter.q.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push(
      sql<SqlBool>`(business_no like ${prefix} or title like ${prefix} or patient_name like ${prefix} or patient_visit_no like ${prefix})`,
    );
  }
  const equal: readonly [string, string | boolean | undefined][] = [
    ['signer_job_no', filter.signerJobNo],
    ['system_code', filter.systemCode],
    ['department_code', filter.departmentCode],
    ['document_type', filter.documentType],
    ['test', filter.test],
  ];
  for (const [column, value] of equal) {
    if (value !== undefined) conditions.push(sql<SqlBool>`${sql.ref(column)} = ${value}`);
  }
  if (filter.from !== undefined) conditions.push(sql<SqlBool>`signed_at >= ${filter.from}`);
  if (filter.to !== undefined) conditions.push(sql<SqlBool>`signed_at < ${filter.to}`);
  return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

/** Signatures of one combination in the four periods. */
export type CountRow = {
  readonly system_code: string;
  readonly document_type: string;
  readonly department_code: string | null;
  readonly department_name: string | null;
  readonly today: number;
  readonly last7: number;
  readonly last30: number;
  readonly last90: number;
};

/** Counts since the starts of four periods (the last is the longest); tests left out. */
export async function countRecords(
  db: DatabaseReader,
  since: { readonly today: Date; readonly last7: Date; readonly last30: Date; readonly last90: Date },
): Promise<CountRow[]> {
  const { rows } = await sql<CountRow>`
    select system_code, document_type, department_code, max(department_name) as department_name,
           count(*) filter (where signed_at >= ${since.today})::int as today,
           count(*) filter (where signed_at >= ${since.last7})::int as last7,
           count(*) filter (where signed_at >= ${since.last30})::int as last30,
           count(*)::int as last90
    from sign_record
    where signed_at >= ${since.last90} and not test
    group by system_code, document_type, department_code`.execute(db);
  return rows;
}

/** Midnight in `timeZone` of the day that holds `at`, and of the days 6, 29 and 89 before. */
export async function periodStarts(
  db: DatabaseReader,
  at: Date,
  timeZone: string,
): Promise<{ today: Date; last7: Date; last30: Date; last90: Date }> {
  const start = (days: number) =>
    sql<Date>`(date_trunc('day', ${at}::timestamptz at time zone ${timeZone}) - ${days}::int * interval '1 day') at time zone ${timeZone}`;
  const { rows } = await sql<{ today: Date; last7: Date; last30: Date; last90: Date }>`
    select ${start(0)} as today, ${start(6)} as last7, ${start(29)} as last30, ${start(89)} as last90`.execute(db);
  return rows[0] as { today: Date; last7: Date; last30: Date; last90: Date };
}
