import type { DatabaseReader } from '../platform/database.ts';

/** That leaf `index` is in the tree of `size` leaves with this root (RFC 6962 §2.1.1, SM3). */
export interface InclusionProof {
  readonly index: number;
  readonly size: number;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
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

/** Proof against the present tree, or against its first `size` leaves. Throws Refusal `not-found` beyond the end. */
export async function inclusionProofFor(_db: DatabaseReader, _index: number, _size?: number): Promise<InclusionProof> {
  throw new Error('not available yet');
}

export async function consistencyProofBetween(
  _db: DatabaseReader,
  _from: number,
  _to: number,
): Promise<ConsistencyProof> {
  throw new Error('not available yet');
}
