import { concatBytes } from '@medsign/engine/bytes/bytes';
import { appendToFrontier, leafHash, treeHash } from '@medsign/engine/ledger/merkle';
import type { Transaction } from '../platform/database.ts';
import { frontierOf, headOf } from './frontier-bytes.ts';
import { type LeafEntry, leafBody } from './leaf.ts';
import { insertLeaves, type LeafRow, lockHead, readLeafHashes, readTileRoots, type TileRow } from './store.ts';

/** Hashes in a tile: a power of two, so a complete tile is a complete subtree. */
export const TILE_WIDTH = 256;

export interface AppendedLeaf {
  readonly index: number;
  readonly leafHash: Uint8Array;
}

/**
 * Appends one leaf in the caller's transaction. The end of the ledger stays locked until that transaction ends, so
 * append last, just before committing.
 */
export async function appendLeaf(tx: Transaction, entry: LeafEntry): Promise<AppendedLeaf> {
  const [leaf] = await appendLeaves(tx, [entry]);
  return leaf as AppendedLeaf;
}

/** Appends leaves in the order given: two statements however many they are. */
export async function appendLeaves(tx: Transaction, entries: readonly LeafEntry[]): Promise<AppendedLeaf[]> {
  if (entries.length === 0) return [];
  const bodies = entries.map(leafBody);
  const hashes = bodies.map(leafHash);
  const head = await lockHead(tx);
  const leaves = entries.map(
    (entry, i): LeafRow => ({
      index: head.size + i,
      kind: entry.kind,
      at: entry.at,
      actorKind: entry.actor.kind,
      actorId: entry.actor.id,
      subject: entry.subject,
      body: bodies[i] as Uint8Array,
      leafHash: hashes[i] as Uint8Array,
    }),
  );
  const tiles = await completedTiles(tx, head.size, hashes);
  const frontier = hashes.reduce(appendToFrontier, frontierOf(head));
  await insertLeaves(tx, leaves, tiles, headOf(frontier));
  return leaves.map(({ index, leafHash: hash }) => ({ index, leafHash: hash }));
}

/** The tiles of every level that these hashes complete. */
async function completedTiles(tx: Transaction, size: number, leafHashes: readonly Uint8Array[]): Promise<TileRow[]> {
  const tiles: TileRow[] = [];
  let [first, hashes] = [size, leafHashes];
  for (let level = 0; hashes.length > 0; level++) {
    const start = first - (first % TILE_WIDTH);
    if (first + hashes.length < start + TILE_WIDTH) break;
    const earlier =
      level === 0 ? await readLeafHashes(tx, start, first) : await readTileRoots(tx, level - 1, start, first);
    const run = [...earlier, ...hashes];
    const complete: TileRow[] = [];
    for (let at = 0; at + TILE_WIDTH <= run.length; at += TILE_WIDTH) {
      const inside = run.slice(at, at + TILE_WIDTH);
      const tileIndex = (start + at) / TILE_WIDTH;
      complete.push({ level, tileIndex, hashes: concatBytes(...inside), root: treeHash(inside) });
    }
    tiles.push(...complete);
    first = start / TILE_WIDTH;
    hashes = complete.map((tile) => tile.root);
  }
  return tiles;
}
