import type { SignFormat } from '@medsign/contract/data-signs';
import type { TaskState } from '@medsign/contract/sign-tasks';
import type { Kysely } from 'kysely';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { ContentKind } from './types.ts';

export type TaskRow = {
  readonly id: string;
  readonly system_code: string;
  readonly signer_id: string;
  readonly signer_job_no: string;
  readonly signer_name: string;
  readonly department_code: string | null;
  readonly business_no: string;
  readonly document_type: string;
  readonly title: string;
  readonly patient_id: string | null;
  readonly patient_name: string | null;
  readonly patient_visit_no: string | null;
  readonly format: SignFormat;
  readonly content_kind: ContentKind;
  readonly content_digest: Uint8Array;
  readonly content_size: number;
  readonly state: TaskState;
  readonly queued_at: Date;
  readonly closed_at: Date | null;
  readonly record_id: string | null;
  readonly reason: string | null;
};

type TaskTables = {
  sign_task: TaskRow;
};

const COLUMNS = [
  'id',
  'system_code',
  'signer_id',
  'signer_job_no',
  'signer_name',
  'department_code',
  'business_no',
  'document_type',
  'title',
  'patient_id',
  'patient_name',
  'patient_visit_no',
  'format',
  'content_kind',
  'content_digest',
  'content_size',
  'state',
  'queued_at',
  'closed_at',
  'record_id',
  'reason',
] as const satisfies readonly (keyof TaskRow)[];

const tables = (db: DatabaseReader): Kysely<TaskTables> => db.withTables<TaskTables>();
const numbered = (row: TaskRow): TaskRow => ({ ...row, content_size: Number(row.content_size) });

export async function insertTask(tx: Transaction, row: TaskRow): Promise<void> {
  await tables(tx).insertInto('sign_task').values(row).execute();
}

export async function findTask(db: DatabaseReader, id: string): Promise<TaskRow | undefined> {
  const row = await tables(db).selectFrom('sign_task').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  return row && numbered(row);
}

/** Waiting tasks of a person, oldest first. */
export async function openTasksOf(
  db: DatabaseReader,
  signerId: string,
  page: { readonly after: string | undefined; readonly limit: number },
): Promise<TaskRow[]> {
  const rows = await tables(db)
    .selectFrom('sign_task')
    .select(COLUMNS)
    .where('signer_id', '=', signerId)
    .where('state', 'in', ['queued', 'signing'])
    .$if(page.after !== undefined, (query) => query.where('id', '>', page.after as string))
    .orderBy('id')
    .limit(page.limit)
    .execute();
  return rows.map(numbered);
}

/** Moves tasks from one state to another; returns the ids that were in it. */
export async function moveTasks(
  tx: Transaction,
  ids: readonly string[],
  from: TaskState,
  change: {
    readonly state: TaskState;
    readonly closed_at?: Date;
    readonly reason?: string;
    readonly record_id?: string;
  },
): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tables(tx)
    .updateTable('sign_task')
    .set(change)
    .where('id', 'in', ids)
    .where('state', '=', from)
    .returning('id')
    .execute();
  return rows.map((row) => row.id);
}
