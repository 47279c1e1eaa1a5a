import { sql } from 'kysely';
import type { Database, DatabaseReader, Transaction } from '../platform/database.ts';

type LedgerLeafTable = {
  index: number;
  kind: string;
  recorded_at: Date;
  actor_kind: string;
  actor_id: string;
  subject: string;
  body: Uint8Array;
  leaf_hash: Uint8Array;
};

type AuditTables = {
  ledger_leaf: LedgerLeafTable;
  ledger_tile: { level: number; tile_index: number; hashes: Uint8Array; root: Uint8Array };
  ledger_head: { id: boolean; size: number; frontier: Uint8Array };
};

export interface LeafRow {
  readonly index: number;
  readonly kind: string;
  readonly at: Date;
  readonly actorKind: 'system' | 'person' | 'platform';
  readonly actorId: string;
  readonly subject: string;
  readonly body: Uint8Array;
  readonly leafHash: Uint8Array;
}

export interface TileRow {
  readonly level: number;
  readonly tileIndex: number;
  /** 256 hashes of 32 octets. */
  readonly hashes: Uint8Array;
  readonly root: Uint8Array;
}

export interface HeadRow {
  readonly size: number;
  /** Roots of the complete subtrees, largest first, 32 octets each. */
  readonly frontier: Uint8Array;
}

const LEAF_COLUMNS = [
  'index',
  'kind',
  'recorded_at',
  'actor_kind',
  'actor_id',
  'subject',
  'body',
  'leaf_hash',
] as const;

const tables = (db: DatabaseReader) => db.withTables<AuditTables>();

/** The head, locked until the transaction ends: appends of all processes queue here. */
export async function lockHead(tx: Transaction): Promise<HeadRow> {
  const row = await tables(tx)
    .selectFrom('ledger_head')
    .select(['size', 'frontier'])
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { size: row.size, frontier: row.frontier };
}

export async function readHead(db: DatabaseReader): Promise<HeadRow> {
  const row = await tables(db).selectFrom('ledger_head').select(['size', 'frontier']).executeTakeFirstOrThrow();
  return { size: row.size, frontier: row.frontier };
}

/** Leaves, completed tiles and the new head in one statement. */
export async function insertLeaves(
  tx: Transaction,
  leaves: readonly LeafRow[],
  tiles: readonly TileRow[],
  head: HeadRow,
): Promise<void> {
  const column = <T>(pick: (leaf: LeafRow) => T): T[] => leaves.map(pick);
  await sql`
    with new_leaf as (
      insert into ledger_leaf (index, kind, recorded_at, actor_kind, actor_id, subject, body, leaf_hash)
      select * from unnest(
        ${column((leaf) => leaf.index)}::bigint[],
        ${column((leaf) => leaf.kind)}::text[],
        ${column((leaf) => leaf.at.toISOString())}::timestamptz[],
        ${column((leaf) => leaf.actorKind)}::text[],
        ${column((leaf) => leaf.actorId)}::text[],
        ${column((leaf) => leaf.subject)}::text[],
        ${column((leaf) => leaf.body)}::bytea[],
        ${column((leaf) => leaf.leafHash)}::bytea[]
      )
    ), new_tile as (
      insert into ledger_tile (level, tile_index, hashes, root)
      select * from unnest(
        ${tiles.map((tile) => tile.level)}::smallint[],
        ${tiles.map((tile) => tile.tileIndex)}::bigint[],
        ${tiles.map((tile) => tile.hashes)}::bytea[],
        ${tiles.map((tile) => tile.root)}::bytea[]
      )
    )
    update ledger_head set size = ${head.size}, frontier = ${head.frontier}
  `.execute(tx);
}

export async function readLeaf(db: DatabaseReader, index: number): Promise<LeafRow | undefined> {
  const row = await tables(db)
    .selectFrom('ledger_leaf')
    .select(LEAF_COLUMNS)
    .where('index', '=', index)
    .executeTakeFirst();
  return row && leafRow(row);
}

/** Leaves from `from` on, in order. */
export async function readLeaves(db: DatabaseReader, from: number, limit: number): Promise<LeafRow[]> {
  const rows = await tables(db)
    .selectFrom('ledger_leaf')
    .select(LEAF_COLUMNS)
    .where('index', '>=', from)
    .orderBy('index')
    .limit(limit)
    .execute();
  return rows.map(leafRow);
}

/** Newest first, below `before`. */
export async function readLeavesBefore(
  db: DatabaseReader,
  query: { readonly limit: number; readonly before?: number; readonly kind?: string; readonly subject?: string },
): Promise<LeafRow[]> {
  let select = tables(db).selectFrom('ledger_leaf').select(LEAF_COLUMNS);
  if (query.before !== undefined) select = select.where('index', '<', query.before);
  if (query.kind !== undefined) select = select.where('kind', '=', query.kind);
  if (query.subject !== undefined) select = select.where('subject', '=', query.subject);
  const rows = await select.orderBy('index', 'desc').limit(query.limit).execute();
  return rows.map(leafRow);
}

/** Hashes of the leaves [from, to), in order. */
export async function readLeafHashes(db: DatabaseReader, from: number, to: number): Promise<Uint8Array[]> {
  const rows = await tables(db)
    .selectFrom('ledger_leaf')
    .select('leaf_hash')
    .where('index', '>=', from)
    .where('index', '<', to)
    .orderBy('index')
    .execute();
  return rows.map((row) => row.leaf_hash);
}

export async function readTile(db: DatabaseReader, level: number, tileIndex: number): Promise<TileRow | undefined> {
  const row = await tables(db)
    .selectFrom('ledger_tile')
    .select(['level', 'tile_index', 'hashes', 'root'])
    .where('level', '=', level)
    .where('tile_index', '=', tileIndex)
    .executeTakeFirst();
  return row && { level: row.level, tileIndex: row.tile_index, hashes: row.hashes, root: row.root };
}

/** Roots of the tiles [from, to) of a level, in order. */
export async function readTileRoots(
  db: DatabaseReader,
  level: number,
  from: number,
  to: number,
): Promise<Uint8Array[]> {
  const rows = await tables(db)
    .selectFrom('ledger_tile')
    .select('root')
    .where('level', '=', level)
    .where('tile_index', '>=', from)
    .where('tile_index', '<', to)
    .orderBy('tile_index')
    .execute();
  return rows.map((row) => row.root);
}

export async function countTiles(db: DatabaseReader): Promise<number> {
  const row = await tables(db)
    .selectFrom('ledger_tile')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Runs `read` over one unchanging view of the ledger. */
export function inSnapshot<T>(db: DatabaseReader, read: (tx: DatabaseReader) => Promise<T>): Promise<T> {
  if (db.isTransaction) return read(db);
  return (db as Database).transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}

function leafRow(row: LedgerLeafTable): LeafRow {
  return {
    index: row.index,
    kind: row.kind,
    at: row.recorded_at,
    actorKind: row.actor_kind as LeafRow['actorKind'],
    actorId: row.actor_id,
    subject: row.subject,
    body: row.body,
    leafHash: row.leaf_hash,
  };
}
