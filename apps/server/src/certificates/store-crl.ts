import type { DatabaseReader, Transaction } from '../platform/database.ts';

type CrlTables = {
  revocation_bucket: { readonly authority: string; readonly bucket: number; readonly entries: Uint8Array };
  revocation_base: { readonly authority: string; readonly number: number };
  revocation_change: { readonly authority: string; readonly serial: Uint8Array; readonly entry: Uint8Array };
  revocation_delta: DeltaRow;
  revocation_list: { readonly authority: string; readonly number: number; readonly this_update: Date };
};

export type DeltaRow = {
  readonly authority: string;
  readonly number: number;
  readonly base_number: number;
  readonly der: Uint8Array;
};

const tables = (db: DatabaseReader) => db.withTables<CrlTables>();

/** Encoded entries of an authority, in the order of the buckets. */
export async function readBuckets(db: DatabaseReader, authority: string): Promise<Map<number, Uint8Array>> {
  const rows = await tables(db)
    .selectFrom('revocation_bucket')
    .select(['bucket', 'entries'])
    .where('authority', '=', authority)
    .orderBy('bucket')
    .execute();
  return new Map(rows.map(({ bucket, entries }) => [bucket, entries]));
}

export async function putBucket(
  tx: Transaction,
  authority: string,
  bucket: number,
  entries: Uint8Array,
): Promise<void> {
  await tables(tx)
    .insertInto('revocation_bucket')
    .values({ authority, bucket, entries })
    .onConflict((on) => on.columns(['authority', 'bucket']).doUpdateSet({ entries }))
    .execute();
}

/** Forgets every bucket of an authority. */
export async function clearBuckets(tx: Transaction, authority: string): Promise<void> {
  await tables(tx).deleteFrom('revocation_bucket').where('authority', '=', authority).execute();
}

/** Number of the list that deltas are based on; undefined before there is one. */
export async function readBase(db: DatabaseReader, authority: string): Promise<number | undefined> {
  const row = await tables(db)
    .selectFrom('revocation_base')
    .select('number')
    .where('authority', '=', authority)
    .executeTakeFirst();
  return row?.number;
}

/** From now on deltas tell what changed since this list: nothing yet. */
export async function startBase(tx: Transaction, authority: string, number: number): Promise<void> {
  await tables(tx).deleteFrom('revocation_change').where('authority', '=', authority).execute();
  await tables(tx)
    .insertInto('revocation_base')
    .values({ authority, number })
    .onConflict((on) => on.column('authority').doUpdateSet({ number }))
    .execute();
}

export async function putChange(
  tx: Transaction,
  authority: string,
  serial: Uint8Array,
  entry: Uint8Array,
): Promise<void> {
  await tables(tx)
    .insertInto('revocation_change')
    .values({ authority, serial, entry })
    .onConflict((on) => on.columns(['authority', 'serial']).doUpdateSet({ entry }))
    .execute();
}

/** Encoded entries of what changed since the base. */
export async function readChanges(db: DatabaseReader, authority: string): Promise<Uint8Array[]> {
  const rows = await tables(db)
    .selectFrom('revocation_change')
    .select('entry')
    .where('authority', '=', authority)
    .orderBy('serial')
    .execute();
  return rows.map(({ entry }) => entry);
}

/** Begin of a list; without its octets, which may be many. */
export async function readLastUpdate(db: DatabaseReader, authority: string, number: number): Promise<Date | undefined> {
  const row = await tables(db)
    .selectFrom('revocation_list')
    .select('this_update')
    .where('authority', '=', authority)
    .where('number', '=', number)
    .executeTakeFirst();
  return row?.this_update;
}

export async function insertDelta(tx: Transaction, row: DeltaRow): Promise<void> {
  await tables(tx).insertInto('revocation_delta').values(row).execute();
}

export async function readDelta(db: DatabaseReader, authority: string, number: number): Promise<DeltaRow | undefined> {
  return tables(db)
    .selectFrom('revocation_delta')
    .select(['authority', 'number', 'base_number', 'der'])
    .where('authority', '=', authority)
    .where('number', '=', number)
    .executeTakeFirst();
}
