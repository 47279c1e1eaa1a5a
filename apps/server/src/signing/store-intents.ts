import type { Kysely } from 'kysely';
import type { DatabaseReader, Transaction } from '../platform/database.ts';

export type IntentRow = {
  readonly id: string;
  readonly at: Date;
  readonly system_code: string;
  readonly signer_id: string;
  readonly key_id: string;
  readonly content_digest: Uint8Array;
  readonly session_id: string | null;
  readonly task_id: string | null;
  readonly abandoned_at: Date | null;
};

type IntentTables = {
  sign_intent: IntentRow;
  sign_record: { id: string };
};

const tables = (db: DatabaseReader): Kysely<IntentTables> => db.withTables<IntentTables>();

export async function insertIntents(tx: Transaction, rows: readonly IntentRow[]): Promise<void> {
  await tables(tx).insertInto('sign_intent').values(rows).execute();
}

/** How many of these intents still stand. */
export async function countStandingIntents(tx: Transaction, ids: readonly string[]): Promise<number> {
  const row = await tables(tx)
    .selectFrom('sign_intent')
    .select((select) => select.fn.countAll<string>().as('count'))
    .where('id', 'in', ids)
    .where('abandoned_at', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

export type AbandonedIntent = Pick<IntentRow, 'id' | 'session_id' | 'task_id'>;

/** Marks intents that have no record, by id or by age; returns those it marked. */
export function markAbandoned(
  tx: Transaction,
  at: Date,
  which: { readonly ids: readonly string[] } | { readonly olderThan: Date; readonly since: Date },
): Promise<AbandonedIntent[]> {
  return tables(tx)
    .updateTable('sign_intent')
    .set({ abandoned_at: at })
    .where('abandoned_at', 'is', null)
    .where((where) =>
      'ids' in which
        ? where('id', 'in', which.ids)
        : where.and([where('at', '>=', which.since), where('at', '<', which.olderThan)]),
    )
    .where((where) =>
      where.not(
        where.exists(
          where.selectFrom('sign_record').select('sign_record.id').whereRef('sign_record.id', '=', 'sign_intent.id'),
        ),
      ),
    )
    .returning(['id', 'session_id', 'task_id'])
    .execute();
}
