import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toHex } from '../bytes/hex.ts';
import { sm3 } from '../crypto/sm3.ts';
import {
  appendToFrontier,
  consistencyProof,
  EMPTY_FRONTIER,
  type Frontier,
  frontierRoot,
  inclusionProof,
  leafHash,
  nodeHash,
  subtreesCompletedBy,
  treeHash,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts';

const LARGEST = 300;
const LEAVES = Array.from({ length: LARGEST }, (_, i) => leafHash(new TextEncoder().encode(`leaf ${i}`)));
const OTHER = sm3(Uint8Array.of(7));

/** MTH of RFC 6962 §2.1, as the text defines it. */
function naiveRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return sm3(new Uint8Array(0));
  if (leaves.length === 1) return leaves[0] as Uint8Array;
  const k = naiveSplit(leaves.length);
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

function naiveSplit(n: number): number {
  return 2 ** Math.floor(Math.log2(n - 1));
}

/** PATH of RFC 6962 §2.1.1. */
function naivePath(m: number, leaves: readonly Uint8Array[]): Uint8Array[] {
  if (leaves.length <= 1) return [];
  const k = naiveSplit(leaves.length);
  if (m < k) return [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))];
  return [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
}

/** SUBPROOF of RFC 6962 §2.1.2. */
function naiveSubproof(m: number, leaves: readonly Uint8Array[], isWhole: boolean): Uint8Array[] {
  if (m === leaves.length) return isWhole ? [] : [naiveRoot(leaves)];
  const k = naiveSplit(leaves.length);
  if (m <= k) return [...naiveSubproof(m, leaves.slice(0, k), isWhole), naiveRoot(leaves.slice(k))];
  return [...naiveSubproof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
}

/** Complete subtrees of the largest tree, kept as a store would keep them while leaves arrive. */
const KEPT = new Map<string, Uint8Array>();
const ROOTS: Uint8Array[] = [];
let edge: Frontier = EMPTY_FRONTIER;
ROOTS.push(frontierRoot(edge));
for (const leaf of LEAVES) {
  for (const { level, index, hash } of subtreesCompletedBy(edge, leaf)) KEPT.set(`${level}/${index}`, hash);
  edge = appendToFrontier(edge, leaf);
  ROOTS.push(frontierRoot(edge));
}

function keptSubtree(level: number, index: number): Uint8Array {
  const hash = KEPT.get(`${level}/${index}`);
  if (hash === undefined) throw new Error(`subtree ${level}/${index} is not complete`);
  return hash;
}

const size = fc.integer({ min: 0, max: LARGEST });
const hex = (hashes: readonly Uint8Array[]) => hashes.map(toHex);

test('leaf and node hashes carry their prefix octet', () => {
  assert.deepEqual(leafHash(Uint8Array.of(1, 2)), sm3(Uint8Array.of(0, 1, 2)));
  assert.deepEqual(nodeHash(OTHER, OTHER), sm3(Uint8Array.of(1, ...OTHER, ...OTHER)));
});

test('root of every size 0 … 300 is that of the definition, appended or at once', () => {
  for (let n = 0; n <= LARGEST; n++) {
    const expected = toHex(naiveRoot(LEAVES.slice(0, n)));
    assert.equal(toHex(ROOTS[n] as Uint8Array), expected, `frontier of ${n}`);
    assert.equal(toHex(treeHash(LEAVES.slice(0, n))), expected, `tree of ${n}`);
  }
});

test('a frontier holds one subtree for every one bit of its size and is not changed by appending', () => {
  let frontier = EMPTY_FRONTIER;
  for (const leaf of LEAVES) {
    const before = { size: frontier.size, subtrees: [...frontier.subtrees] };
    const next = appendToFrontier(frontier, leaf);
    assert.deepEqual({ ...frontier }, before);
    assert.equal(next.subtrees.length, next.size.toString(2).replaceAll('0', '').length);
    frontier = next;
  }
});

test('inclusion proofs are those of the definition and verify', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: LARGEST }), fc.nat(), async (n, pick) => {
      const index = pick % n;
      const proof = await inclusionProof(index, n, keptSubtree);
      assert.deepEqual(hex(proof), hex(naivePath(index, LEAVES.slice(0, n))));
      const claim = { leafHash: LEAVES[index] as Uint8Array, index, size: n, proof, root: ROOTS[n] as Uint8Array };
      assert.equal(verifyInclusion(claim), true);
    }),
    { seed: 6962, numRuns: 400 },
  );
});

test('consistency proofs are those of the definition and verify', async () => {
  await fc.assert(
    fc.asyncProperty(size, size, async (a, b) => {
      const [oldSize, newSize] = [Math.min(a, b), Math.max(a, b)];
      const proof = await consistencyProof(oldSize, newSize, keptSubtree);
      if (oldSize > 0) assert.deepEqual(hex(proof), hex(naiveSubproof(oldSize, LEAVES.slice(0, newSize), true)));
      const roots = { oldRoot: ROOTS[oldSize] as Uint8Array, newRoot: ROOTS[newSize] as Uint8Array };
      assert.equal(verifyConsistency({ oldSize, newSize, proof, ...roots }), true);
    }),
    { seed: 9162, numRuns: 400 },
  );
});

test('every pair of sizes to 40 proves, and fails against any other root', async () => {
  for (let newSize = 0; newSize <= 40; newSize++) {
    const newRoot = ROOTS[newSize] as Uint8Array;
    for (let index = 0; index < newSize; index++) {
      const proof = await inclusionProof(index, newSize, keptSubtree);
      const claim = { leafHash: LEAVES[index] as Uint8Array, index, size: newSize, proof, root: newRoot };
      assert.equal(verifyInclusion(claim), true);
      assert.equal(verifyInclusion({ ...claim, root: OTHER }), false);
      assert.equal(verifyInclusion({ ...claim, leafHash: OTHER }), false);
      assert.equal(verifyInclusion({ ...claim, proof: [...proof, OTHER] }), false);
      if (newSize > 1) assert.equal(verifyInclusion({ ...claim, index: (index + 1) % newSize }), false);
    }
    for (let oldSize = 0; oldSize <= newSize; oldSize++) {
      const proof = await consistencyProof(oldSize, newSize, keptSubtree);
      const claim = { oldSize, newSize, proof, oldRoot: ROOTS[oldSize] as Uint8Array, newRoot };
      assert.equal(verifyConsistency(claim), true, `${oldSize} in ${newSize}`);
      assert.equal(verifyConsistency({ ...claim, oldRoot: OTHER }), false);
      assert.equal(verifyConsistency({ ...claim, proof: [...proof, OTHER] }), false);
      if (oldSize > 0) assert.equal(verifyConsistency({ ...claim, newRoot: OTHER }), false);
    }
  }
});

test('a changed, missing or shortened step of a proof is refused', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: LARGEST }), fc.nat(), fc.nat(), async (n, pick, step) => {
      const index = pick % n;
      const proof = await inclusionProof(index, n, keptSubtree);
      const at = step % proof.length;
      const claim = { leafHash: LEAVES[index] as Uint8Array, index, size: n, root: ROOTS[n] as Uint8Array };
      assert.equal(verifyInclusion({ ...claim, proof: proof.with(at, OTHER) }), false);
      assert.equal(verifyInclusion({ ...claim, proof: proof.toSpliced(at, 1) }), false);
      const short = (proof[at] as Uint8Array).subarray(1);
      assert.equal(verifyInclusion({ ...claim, proof: proof.with(at, short) }), false);
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('a leaf cannot pass for an inner node', async () => {
  const inner = nodeHash(LEAVES[0] as Uint8Array, LEAVES[1] as Uint8Array);
  const forged = leafHash(Uint8Array.of(...(LEAVES[0] as Uint8Array), ...(LEAVES[1] as Uint8Array)));
  const proof = [LEAVES[2] as Uint8Array];
  const root = ROOTS[3] as Uint8Array;
  assert.equal(toHex(nodeHash(inner, LEAVES[2] as Uint8Array)), toHex(root));
  assert.equal(verifyInclusion({ leafHash: forged, index: 0, size: 2, proof, root }), false);
});

test('proofs of trees beyond 2^32 leaves keep exact numbers', async () => {
  // All leaves alike: a complete subtree then depends on its level alone.
  const byLevel: Uint8Array[] = [leafHash(Uint8Array.of(1))];
  while (byLevel.length < 53) byLevel.push(nodeHash(byLevel.at(-1) as Uint8Array, byLevel.at(-1) as Uint8Array));
  const subtree = (level: number): Uint8Array => byLevel[level] as Uint8Array;
  const n = 2 ** 40 + 2 ** 33 + 5;
  const subtrees = [40, 33, 2, 0].map(subtree);
  const root = frontierRoot({ size: n, subtrees });
  for (const index of [0, 2 ** 33 - 1, 2 ** 40, 2 ** 40 + 2 ** 33, n - 1]) {
    const proof = await inclusionProof(index, n, subtree);
    assert.equal(verifyInclusion({ leafHash: subtree(0), index, size: n, proof, root }), true, String(index));
  }
  const oldSize = 2 ** 40 + 2 ** 33;
  const oldRoot = frontierRoot({ size: oldSize, subtrees: subtrees.slice(0, 2) });
  const proof = await consistencyProof(oldSize, n, subtree);
  assert.equal(verifyConsistency({ oldSize, oldRoot, newSize: n, newRoot: root, proof }), true);
});

test('a store that answers later gives the same proof', async () => {
  const later = async (level: number, index: number) => keptSubtree(level, index);
  assert.deepEqual(hex(await inclusionProof(17, 99, later)), hex(await inclusionProof(17, 99, keptSubtree)));
});

test('impossible numbers are refused when proving and false when verifying', async () => {
  for (const [index, n] of [
    [0, 0],
    [3, 3],
    [-1, 3],
    [0.5, 3],
    [0, -1],
    [0, Number.NaN],
  ] as const) {
    await assert.rejects(inclusionProof(index, n, keptSubtree), RangeError);
    assert.equal(verifyInclusion({ leafHash: OTHER, index, size: n, proof: [], root: OTHER }), false);
  }
  for (const [oldSize, newSize] of [
    [4, 3],
    [-1, 3],
    [0.5, 3],
    [0, 2.5],
    [0, Number.POSITIVE_INFINITY],
  ] as const) {
    await assert.rejects(consistencyProof(oldSize, newSize, keptSubtree), RangeError);
    assert.equal(verifyConsistency({ oldSize, newSize, proof: [], oldRoot: OTHER, newRoot: OTHER }), false);
  }
  assert.equal(verifyConsistency({ oldSize: 3, newSize: 5, proof: [], oldRoot: OTHER, newRoot: OTHER }), false);
});
