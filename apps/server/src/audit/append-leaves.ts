import type { Transaction } from '../platform/database.ts';
import type { LeafEntry } from './leaf.ts';

export interface AppendedLeaf {
  readonly index: number;
  readonly leafHash: Uint8Array;
}

/** Appends one leaf in the caller's transaction. */
export async function appendLeaf(tx: Transaction, entry: LeafEntry): Promise<AppendedLeaf> {
  const [leaf] = await appendLeaves(tx, [entry]);
  return leaf as AppendedLeaf;
}

/** Appends leaves in the order given. */
export async function appendLeaves(_tx: Transaction, _entries: readonly LeafEntry[]): Promise<AppendedLeaf[]> {
  throw new Error('not available yet');
}
