import type { DatabaseReader } from '../platform/database.ts';
import type { LeafEntry } from './leaf.ts';

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

export async function treeHead(_db: DatabaseReader): Promise<TreeHead> {
  throw new Error('not available yet');
}

export async function leafAt(_db: DatabaseReader, _index: number): Promise<StoredLeaf | undefined> {
  throw new Error('not available yet');
}

/** Newest first; `before` is the index of the last leaf of the page before. */
export async function listLeaves(
  _db: DatabaseReader,
  _query: { readonly limit: number; readonly before?: number; readonly kind?: string; readonly subject?: string },
): Promise<StoredLeaf[]> {
  throw new Error('not available yet');
}
