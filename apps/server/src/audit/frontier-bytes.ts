import { concatBytes } from '@medsign/engine/bytes/bytes';
import type { Frontier } from '@medsign/engine/ledger/merkle';
import type { HeadRow } from './store.ts';

/** Octets of an SM3 hash. */
export const HASH_OCTETS = 32;

/** Hashes that stand side by side. */
export function splitHashes(bytes: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += HASH_OCTETS) hashes.push(bytes.subarray(at, at + HASH_OCTETS));
  return hashes;
}

export function frontierOf(head: HeadRow): Frontier {
  return { size: head.size, subtrees: splitHashes(head.frontier) };
}

export function headOf(frontier: Frontier): HeadRow {
  return { size: frontier.size, frontier: concatBytes(...frontier.subtrees) };
}
