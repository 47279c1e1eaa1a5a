import { equalBytes } from '@medsign/engine/bytes/bytes';
import {
  appendToFrontier,
  EMPTY_FRONTIER,
  type Frontier,
  frontierRoot,
  leafHash,
  treeHash,
} from '@medsign/engine/ledger/merkle';
import type { DatabaseReader } from '../platform/database.ts';
import { TILE_WIDTH } from './append-leaves.ts';
import type { JsonValue } from './canonical-json.ts';
import { frontierOf, splitHashes } from './frontier-bytes.ts';
import { leafBody } from './leaf.ts';
import { countTiles, type HeadRow, inSnapshot, type LeafRow, readHead, readLeaves, readTile } from './store.ts';

/** Everything recomputed; on failure the first leaf that is wrong or lies in the first run that is. */
export type LedgerReport =
  | { readonly verdict: 'intact'; readonly size: number; readonly root: Uint8Array }
  | { readonly verdict: 'broken'; readonly size: number; readonly firstBadLeaf: number; readonly reason: string };

const PAGE = 2_000;

/** What is wrong, found on the way; caught by {@link verifyLedger} alone. */
type Finding = { readonly firstBadLeaf: number; readonly reason: string };

/** Runs of up to 256 hashes, one per level, that wait for their tile. */
type Runs = Uint8Array[][];

/** Recomputes every leaf, tile and the head from the bodies, over one snapshot. */
export function verifyLedger(db: DatabaseReader): Promise<LedgerReport> {
  return inSnapshot(db, async (tx) => {
    const head = await readHead(tx);
    const runs: Runs = [];
    let frontier: Frontier = EMPTY_FRONTIER;
    for (;;) {
      const page = await readLeaves(tx, frontier.size, PAGE);
      for (const leaf of page) {
        const finding = leafFinding(leaf, frontier.size) ?? (await tileFinding(tx, runs, leaf));
        if (finding !== undefined) return broken(head, finding);
        frontier = appendToFrontier(frontier, leaf.leafHash);
      }
      if (page.length < PAGE) break;
    }
    const finding = headFinding(head, frontier) ?? (await surplusTiles(tx, frontier.size));
    if (finding !== undefined) return broken(head, finding);
    return { verdict: 'intact', size: frontier.size, root: frontierRoot(frontier) };
  });
}

function broken(head: HeadRow, finding: Finding): LedgerReport {
  return { verdict: 'broken', size: head.size, ...finding };
}

function leafFinding(leaf: LeafRow, expected: number): Finding | undefined {
  if (leaf.index !== expected) return { firstBadLeaf: expected, reason: 'the leaf is missing' };
  if (!equalBytes(leafHash(leaf.body), leaf.leafHash)) {
    return { firstBadLeaf: leaf.index, reason: 'the body does not have the stored leaf hash' };
  }
  const body = bodyOfColumns(leaf);
  if (body === undefined || !equalBytes(body, leaf.body)) {
    return { firstBadLeaf: leaf.index, reason: 'the columns do not say what the body says' };
  }
  return undefined;
}

function bodyOfColumns(leaf: LeafRow): Uint8Array | undefined {
  const parsed = parseBody(leaf.body);
  if (parsed === undefined) return undefined;
  const actor = { kind: leaf.actorKind, id: leaf.actorId };
  return leafBody({ kind: leaf.kind, at: leaf.at, actor, subject: leaf.subject, data: parsed.data });
}

function parseBody(body: Uint8Array): { data: Record<string, JsonValue> } | undefined {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as { data: Record<string, JsonValue> };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Adds the leaf to the waiting runs; where one is complete its tile has to hold the same hashes. */
async function tileFinding(db: DatabaseReader, runs: Runs, leaf: LeafRow): Promise<Finding | undefined> {
  let hash = leaf.leafHash;
  let width = 1;
  for (let level = 0; ; level++) {
    const run = runs[level] ?? [];
    runs[level] = run;
    run.push(hash);
    if (run.length < TILE_WIDTH) return undefined;
    const tileIndex = (leaf.index + 1) / (width * TILE_WIDTH) - 1;
    const start = tileIndex * width * TILE_WIDTH;
    const tile = await readTile(db, level, tileIndex);
    if (tile === undefined) return { firstBadLeaf: start, reason: `tile ${level}/${tileIndex} is missing` };
    const stored = splitHashes(tile.hashes);
    const different = run.findIndex((one, i) => !equalBytes(one, stored[i] ?? new Uint8Array(0)));
    if (different >= 0) {
      return { firstBadLeaf: start + different * width, reason: `the leaf differs from tile ${level}/${tileIndex}` };
    }
    hash = treeHash(run);
    if (!equalBytes(hash, tile.root)) {
      return { firstBadLeaf: start, reason: `the root of tile ${level}/${tileIndex} is wrong` };
    }
    runs[level] = [];
    width *= TILE_WIDTH;
  }
}

function headFinding(head: HeadRow, frontier: Frontier): Finding | undefined {
  if (head.size !== frontier.size) {
    const firstBadLeaf = Math.min(head.size, frontier.size);
    return { firstBadLeaf, reason: `the head counts ${head.size} leaves, there are ${frontier.size}` };
  }
  const stored = frontierOf(head).subtrees;
  let start = 0;
  let rest = frontier.size;
  for (const [i, hash] of frontier.subtrees.entries()) {
    if (!equalBytes(hash, stored[i] ?? new Uint8Array(0))) {
      return { firstBadLeaf: start, reason: 'this leaf or a later one differs from the head' };
    }
    const width = 2 ** Math.floor(Math.log2(rest));
    start += width;
    rest -= width;
  }
  return stored.length === frontier.subtrees.length
    ? undefined
    : { firstBadLeaf: start, reason: 'the head is malformed' };
}

async function surplusTiles(db: DatabaseReader, size: number): Promise<Finding | undefined> {
  let expected = 0;
  for (let tiles = Math.floor(size / TILE_WIDTH); tiles > 0; tiles = Math.floor(tiles / TILE_WIDTH)) expected += tiles;
  return (await countTiles(db)) === expected
    ? undefined
    : { firstBadLeaf: size, reason: 'there are tiles beyond the end' };
}
