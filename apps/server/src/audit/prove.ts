import {
  consistencyProof,
  frontierRoot,
  inclusionProof,
  type SubtreeHash,
  treeHash,
} from '@medsign/engine/ledger/merkle';
import type { DatabaseReader } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { TILE_WIDTH } from './append-leaves.ts';
import { frontierOf, splitHashes } from './frontier-bytes.ts';
import { inSnapshot, readHead, readLeaf, readLeafHashes, readTile, readTileRoots } from './store.ts';

/** That leaf `index` is in the tree of `size` leaves with this root (RFC 6962 §2.1.1, SM3). */
export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  /** Sibling hashes from the leaf upwards. */
  readonly path: readonly Uint8Array[];
}

/** That the tree of `from` leaves is a prefix of the tree of `to` leaves (RFC 6962 §2.1.2, SM3). */
export interface ConsistencyProof {
  readonly from: number;
  readonly to: number;
  readonly fromRoot: Uint8Array;
  readonly toRoot: Uint8Array;
  readonly path: readonly Uint8Array[];
}

/** Levels of the tree inside one tile. */
const TILE_HEIGHT = Math.log2(TILE_WIDTH);

/** Proof against the present tree, or against its first `size` leaves. Throws Refusal `not-found` beyond the end. */
export function inclusionProofFor(db: DatabaseReader, index: number, size?: number): Promise<InclusionProof> {
  return inSnapshot(db, async (tx) => {
    const head = await readHead(tx);
    const of = size ?? head.size;
    const leaf = index < of && of <= head.size ? await readLeaf(tx, index) : undefined;
    if (leaf === undefined) throw new Refusal('not-found', `账本共 ${head.size} 条，没有第 ${index} 条`);
    const subtree = subtreeReader(tx, head.size);
    const path = await inclusionProof(index, of, subtree);
    const root = of === head.size ? frontierRoot(frontierOf(head)) : await rootOf(of, subtree);
    return { index, size: of, leafHash: leaf.leafHash, root, path };
  });
}

/** Throws Refusal `not-found` unless from ≤ to ≤ size of the ledger. */
export function consistencyProofBetween(db: DatabaseReader, from: number, to: number): Promise<ConsistencyProof> {
  return inSnapshot(db, async (tx) => {
    const head = await readHead(tx);
    if (from > to || to > head.size) throw new Refusal('not-found', `账本共 ${head.size} 条`);
    const subtree = subtreeReader(tx, head.size);
    const path = await consistencyProof(from, to, subtree);
    return { from, to, fromRoot: await rootOf(from, subtree), toRoot: await rootOf(to, subtree), path };
  });
}

/** Root of the first `size` leaves: its frontier has one complete subtree per set bit. */
async function rootOf(size: number, subtree: SubtreeHash): Promise<Uint8Array> {
  const subtrees: Uint8Array[] = [];
  let start = 0;
  for (let level = 52; level >= 0; level--) {
    const width = 2 ** level;
    if (size - start < width) continue;
    subtrees.push(await subtree(level, start / width));
    start += width;
  }
  return frontierRoot({ size, subtrees });
}

/** Roots of complete subtrees, from one tile each (or from the leaves where the last tile is not complete). */
function subtreeReader(db: DatabaseReader, size: number): SubtreeHash {
  return async (level, index) => {
    const tileLevel = Math.floor(level / TILE_HEIGHT);
    const width = 2 ** (level % TILE_HEIGHT);
    const first = index * width;
    const hashes =
      tileLevel === 0
        ? await leafHashesOf(db, size, first, width)
        : await readTileRoots(db, tileLevel - 1, first, first + width);
    if (hashes.length !== width) throw new Error(`the ledger lacks hashes of the subtree ${level}/${index}`);
    return treeHash(hashes);
  };
}

async function leafHashesOf(db: DatabaseReader, size: number, first: number, width: number): Promise<Uint8Array[]> {
  const tileIndex = Math.floor(first / TILE_WIDTH);
  const tile = (tileIndex + 1) * TILE_WIDTH <= size ? await readTile(db, 0, tileIndex) : undefined;
  if (tile === undefined) return readLeafHashes(db, first, first + width);
  const offset = first - tileIndex * TILE_WIDTH;
  return splitHashes(tile.hashes).slice(offset, offset + width);
}
