import { equalBytes } from '../bytes/bytes.ts';
import { sm3, sm3Of } from '../crypto/sm3.ts';

const LEAF_PREFIX = Uint8Array.of(0);
const NODE_PREFIX = Uint8Array.of(1);

/** Hash of a leaf: SM3(0x00‖leaf) (RFC 6962 §2.1, with SM3). */
export function leafHash(leaf: Uint8Array): Uint8Array {
  return sm3Of(LEAF_PREFIX, leaf);
}

/** Hash of an inner node: SM3(0x01‖left‖right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sm3Of(NODE_PREFIX, left, right);
}

/** Root of the tree over these leaf hashes; of no leaves, SM3 of nothing. */
export function treeHash(leafHashes: readonly Uint8Array[]): Uint8Array {
  return frontierRoot(leafHashes.reduce(appendToFrontier, EMPTY_FRONTIER));
}

/**
 * Right edge of a tree: all that is needed to append and to know the root. `subtrees` are the roots of the complete
 * subtrees that make up `size` leaves, largest first: one for every one bit of `size`.
 */
export interface Frontier {
  readonly size: number;
  readonly subtrees: readonly Uint8Array[];
}

export const EMPTY_FRONTIER: Frontier = { size: 0, subtrees: [] };

/** Root of leaves `index · 2^level` to `(index + 1) · 2^level − 1`. Level 0 is the leaf hashes. */
export interface CompleteSubtree {
  readonly level: number;
  readonly index: number;
  readonly hash: Uint8Array;
}

/**
 * Complete subtrees that the next leaf finishes, the leaf itself (level 0) first. Whoever keeps each of them once can answer
 * every {@link SubtreeHash} of a proof.
 */
export function subtreesCompletedBy(frontier: Frontier, hash: Uint8Array): CompleteSubtree[] {
  const out: CompleteSubtree[] = [{ level: 0, index: frontier.size, hash }];
  let rest = frontier.size;
  for (let level = 1; rest % 2 === 1; level++) {
    const left = frontier.subtrees[frontier.subtrees.length - level] as Uint8Array;
    const right = (out[level - 1] as CompleteSubtree).hash;
    rest = (rest - 1) / 2;
    out.push({ level, index: rest, hash: nodeHash(left, right) });
  }
  return out;
}

/** The frontier after one more leaf, given as its hash. The argument is not changed. */
export function appendToFrontier(frontier: Frontier, hash: Uint8Array): Frontier {
  const completed = subtreesCompletedBy(frontier, hash);
  const kept = frontier.subtrees.slice(0, frontier.subtrees.length - (completed.length - 1));
  return { size: frontier.size + 1, subtrees: [...kept, (completed[completed.length - 1] as CompleteSubtree).hash] };
}

/** Root of the tree whose right edge this is. */
export function frontierRoot(frontier: Frontier): Uint8Array {
  if (frontier.subtrees.length === 0) return sm3(new Uint8Array(0));
  return frontier.subtrees.reduceRight((right, left) => nodeHash(left, right));
}
/** Gives the root of the complete subtree over leaves `index · 2^level` to `(index + 1) · 2^level − 1`; level 0 is leaf hashes. */
export type SubtreeHash = (level: number, index: number) => Uint8Array | Promise<Uint8Array>;

/**
 * Hashes that lead from leaf `index` to the root of a tree of `size` leaves, leaf end first (RFC 6962 §2.1.1).
 * RangeError unless 0 ≤ index < size. Asks `subtree` for O(log² size) hashes at most.
 */
export async function inclusionProof(index: number, size: number, subtree: SubtreeHash): Promise<Uint8Array[]> {
  if (!isSize(size) || !isSize(index) || index >= size) throw new RangeError('no such leaf in the tree');
  const proof: Uint8Array[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitSize(to - from);
    const inLeft = index < middle;
    proof.push(inLeft ? await rangeHash(middle, to, subtree) : await rangeHash(from, middle, subtree));
    if (inLeft) to = middle;
    else from = middle;
  }
  return proof.reverse();
}

/**
 * Hashes that show the tree of `oldSize` leaves to be the beginning of that of `newSize` (RFC 6962 §2.1.2). Empty for
 * equal sizes and for an empty old tree. RangeError unless 0 ≤ oldSize ≤ newSize.
 */
export async function consistencyProof(oldSize: number, newSize: number, subtree: SubtreeHash): Promise<Uint8Array[]> {
  if (!isSize(newSize) || !isSize(oldSize) || oldSize > newSize)
    throw new RangeError('the old tree is larger than the new one');
  const proof: Uint8Array[] = [];
  let [from, to] = [0, newSize];
  // SUBPROOF(m, D[n], b): descend to the node that ends where the old tree ends.
  while (oldSize > 0 && to !== oldSize) {
    const middle = from + splitSize(to - from);
    const inLeft = oldSize <= middle;
    proof.push(inLeft ? await rangeHash(middle, to, subtree) : await rangeHash(from, middle, subtree));
    if (inLeft) to = middle;
    else from = middle;
  }
  // The verifier knows that node already when it is the whole old tree.
  if (from > 0) proof.push(await rangeHash(from, to, subtree));
  return proof.reverse();
}

export interface InclusionClaim {
  readonly leafHash: Uint8Array;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Uint8Array[];
  readonly root: Uint8Array;
}

/** True when the proof leads from the leaf at `index` to `root` (RFC 9162 §2.1.3.2). Impossible numbers are false. */
export function verifyInclusion({ leafHash, index, size, proof, root }: InclusionClaim): boolean {
  if (!isSize(size) || !isSize(index) || index >= size || !proof.every(isHash) || !isHash(leafHash)) return false;
  let at: Descent = { node: index, last: size - 1 };
  let hash = leafHash;
  for (const sibling of proof) {
    if (at.last === 0) return false;
    if (isRightmostOrRight(at)) {
      hash = nodeHash(sibling, hash);
      at = skipMissingLevels(at);
    } else {
      hash = nodeHash(hash, sibling);
    }
    at = parent(at);
  }
  return at.last === 0 && equalBytes(hash, root);
}

export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Uint8Array;
  readonly newSize: number;
  readonly newRoot: Uint8Array;
  readonly proof: readonly Uint8Array[];
}

/**
 * True when the proof shows that the new tree begins with the old one (RFC 9162 §2.1.4.2). The empty tree begins every tree;
 * its root must be that of no leaves. Impossible numbers are false.
 */
export function verifyConsistency({ oldSize, oldRoot, newSize, newRoot, proof }: ConsistencyClaim): boolean {
  if (!isSize(oldSize) || !isSize(newSize) || oldSize > newSize || !proof.every(isHash)) return false;
  if (oldSize === 0) return proof.length === 0 && equalBytes(oldRoot, treeHash([]));
  if (oldSize === newSize) return proof.length === 0 && equalBytes(oldRoot, newRoot);
  let at: Descent = { node: oldSize - 1, last: newSize - 1 };
  while (at.node % 2 === 1) at = parent(at);
  // node 0: the old tree is one complete subtree, and its root starts the proof unsaid.
  const [start, ...path] = at.node === 0 ? [oldRoot, ...proof] : proof;
  if (start === undefined) return false;
  let [oldHash, newHash] = [start, start];
  for (const sibling of path) {
    if (at.last === 0) return false;
    if (isRightmostOrRight(at)) {
      [oldHash, newHash] = [nodeHash(sibling, oldHash), nodeHash(sibling, newHash)];
      at = skipMissingLevels(at);
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    at = parent(at);
  }
  return at.last === 0 && equalBytes(oldHash, oldRoot) && equalBytes(newHash, newRoot);
}

/** A node and the last node of the same level; level by level both halve. */
interface Descent {
  readonly node: number;
  readonly last: number;
}

function parent({ node, last }: Descent): Descent {
  return { node: Math.floor(node / 2), last: Math.floor(last / 2) };
}

function isRightmostOrRight({ node, last }: Descent): boolean {
  return node % 2 === 1 || node === last;
}

/** The rightmost node has no sibling on levels where it is a left child: it is its own parent there. */
function skipMissingLevels(at: Descent): Descent {
  let out = at;
  while (out.node % 2 === 0 && out.node !== 0) out = parent(out);
  return out;
}

/** Root over leaves from … to − 1, a subtree of the tree: complete subtrees put together from the right. */
async function rangeHash(from: number, to: number, subtree: SubtreeHash): Promise<Uint8Array> {
  const parts: (Uint8Array | Promise<Uint8Array>)[] = [];
  for (let start = from; start < to; ) {
    const width = largestPowerOfTwo(to - start);
    parts.push(subtree(Math.log2(width), start / width));
    start += width;
  }
  return (await Promise.all(parts)).reduceRight((right, left) => nodeHash(left, right));
}

/** Largest power of two below `size`, for size ≥ 2: leaves of the left subtree (RFC 6962 §2.1). */
function splitSize(size: number): number {
  return largestPowerOfTwo(size - 1);
}

/** Largest power of two not above `value` ≥ 1. Plain numbers, because bit operations end at 2^32. */
function largestPowerOfTwo(value: number): number {
  let power = 1;
  while (power * 2 <= value) power *= 2;
  return power;
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isHash(value: Uint8Array): boolean {
  return value.length === 32;
}
