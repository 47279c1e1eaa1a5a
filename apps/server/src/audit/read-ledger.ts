import { frontierRoot } from '@medsign/engine/ledger/merkle';
import type { DatabaseReader } from '../platform/database.ts';
import { frontierOf } from './frontier-bytes.ts';
import type { LeafEntry } from './leaf.ts';
import { type LeafRow, readHead, readLeaf, readLeavesBefore } from './store.ts';

export interface TreeHead {
  readonly size: number;
  /** SM3 root of the first `size` leaves. */
  readonly root: Uint8Array;
}

export interface StoredLeaf extends Omit<LeafEntry, 'data'> {
  readonly index: number;
  /** Canonical JSON; SM3(0x00 ‖ body) is the leaf hash. */
  readonly body: Uint8Array;
  readonly leafHash: Uint8Array;
}

export async function treeHead(db: DatabaseReader): Promise<TreeHead> {
  const head = await readHead(db);
  return { size: head.size, root: frontierRoot(frontierOf(head)) };
}

export async function leafAt(db: DatabaseReader, index: number): Promise<StoredLeaf | undefined> {
  const row = await readLeaf(db, index);
  return row && storedLeaf(row);
}

/** Newest first; `before` is the index of the last leaf of the page before. */
export async function listLeaves(
  db: DatabaseReader,
  query: { readonly limit: number; readonly before?: number; readonly kind?: string; readonly subject?: string },
): Promise<StoredLeaf[]> {
  return (await readLeavesBefore(db, query)).map(storedLeaf);
}

function storedLeaf({ actorKind, actorId, ...rest }: LeafRow): StoredLeaf {
  return { ...rest, actor: { kind: actorKind, id: actorId } };
}
