import type { UnitKind } from '@medsign/contract/timestamps';
import { fromHex } from '@medsign/engine/bytes/hex';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { IssuedToken, TimestampUnit } from './types.ts';

type TimestampTables = {
  timestamp_unit: {
    id: string;
    name: string;
    kind: UnitKind;
    certificate_id: string;
    key_id: string;
    policy: string;
    accuracy_ms: number;
    active: boolean;
    created_at: Date;
  };
  timestamp_token: {
    serial: Uint8Array;
    unit_id: string;
    gen_time: Date;
    imprint: Uint8Array;
    der: Uint8Array | null;
    ledger_index: number | null;
  };
};

const UNIT = ['id', 'name', 'kind', 'certificate_id', 'key_id', 'policy', 'accuracy_ms', 'active'] as const;
/** Parameters of one INSERT stay far below the protocol's 65,535. */
const CHUNK = 2000;

const tables = (db: DatabaseReader) => db.withTables<TimestampTables>();

type UnitRow = Pick<TimestampTables['timestamp_unit'], (typeof UNIT)[number]>;

function toUnit({ certificate_id, key_id, accuracy_ms, ...rest }: UnitRow): TimestampUnit {
  return { ...rest, certificateId: certificate_id, keyId: key_id, accuracyMilliseconds: accuracy_ms };
}

/** Stores a unit unless one of its name exists; says whether it did. */
export async function insertUnit(tx: Transaction, unit: TimestampUnit, at: Date): Promise<boolean> {
  const { certificateId, keyId, accuracyMilliseconds, ...rest } = unit;
  const inserted = await tables(tx)
    .insertInto('timestamp_unit')
    .values({
      ...rest,
      certificate_id: certificateId,
      key_id: keyId,
      accuracy_ms: accuracyMilliseconds,
      created_at: at,
    })
    .onConflict((on) => on.column('name').doNothing())
    .executeTakeFirst();
  return inserted.numInsertedOrUpdatedRows === 1n;
}

/** The unit of a kind that stamps now. */
export async function readActiveUnit(db: DatabaseReader, kind: UnitKind): Promise<TimestampUnit | undefined> {
  const row = await tables(db)
    .selectFrom('timestamp_unit')
    .select(UNIT)
    .where('kind', '=', kind)
    .where('active', '=', true)
    .executeTakeFirst();
  return row && toUnit(row);
}

export async function readUnits(db: DatabaseReader): Promise<TimestampUnit[]> {
  return (await tables(db).selectFrom('timestamp_unit').select(UNIT).orderBy('name').execute()).map(toUnit);
}

/** genTime of a unit's last token. */
export async function readLastGenTime(db: DatabaseReader, unitId: string): Promise<Date | undefined> {
  const row = await tables(db)
    .selectFrom('timestamp_token')
    .select('gen_time')
    .where('unit_id', '=', unitId)
    .orderBy('gen_time', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.gen_time;
}

/** `ledgerIndex` for tokens on their own, whose octets are kept here; absent for those that lie in signature records. */
export async function insertTokens(
  tx: Transaction,
  tokens: readonly (IssuedToken & { readonly ledgerIndex?: number })[],
): Promise<void> {
  for (let from = 0; from < tokens.length; from += CHUNK) {
    const rows = tokens.slice(from, from + CHUNK).map((token) => ({
      serial: fromHex(token.serial),
      unit_id: token.unitId,
      gen_time: token.genTime,
      imprint: token.imprint,
      der: token.ledgerIndex === undefined ? null : token.der,
      ledger_index: token.ledgerIndex ?? null,
    }));
    await tables(tx).insertInto('timestamp_token').values(rows).execute();
  }
}

/** A token issued on its own, by serial. */
export async function readToken(
  db: DatabaseReader,
  serial: string,
): Promise<TimestampTables['timestamp_token'] | undefined> {
  return tables(db)
    .selectFrom('timestamp_token')
    .select(['serial', 'unit_id', 'gen_time', 'imprint', 'der', 'ledger_index'])
    .where('serial', '=', fromHex(serial))
    .executeTakeFirst();
}
