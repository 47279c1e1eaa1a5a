/**
 * Public keys met before: validated once, with Z of the default signer id and, from the second verification on, a table in
 * the engine's memory that makes verification three times as fast. Everything here is public and follows from the keys
 * alone. The oldest that was not used since it was last considered leaves first (second chance: nearly least recently used,
 * but a hit costs one flag); tables together stay within a budget.
 */
import { equalBytes } from '../../bytes/bytes.ts';
import { Sm2Error } from '../sm2-error.ts';
import { engine } from './engine.ts';
import { ACCEPTED, POINT, put } from './io.ts';

/** Octets of one table, and where the first lies (packages/engine/wasm/memory.ts). */
const SLOT_OCTETS = 0x3c00;
const FIRST_SLOT = 0x1c0000;
const PAGE_OCTETS = 0x10000;
/** Keys that are remembered without a table, for each one with. */
const KEYS_PER_SLOT = 4;

export interface KnownKey {
  readonly publicKey: Uint8Array;
  /** x‖y. */
  readonly coordinates: Uint8Array;
  /** Z of the default signer id, once it was asked for. */
  z: Uint8Array | undefined;
  verifications: number;
  /** Address of the table; 0 when there is none. */
  table: number;
  /** Number of the batch that needs the table to stay. */
  batch: number;
  /** Used since it was last considered for leaving, as a key and as a table. */
  used: boolean;
  tableUsed: boolean;
}

let slotLimit = Math.floor((16 * 1024 * 1024) / SLOT_OCTETS);
let slotsUsed = 0;
let freeSlots: number[] = [];
const keys = new Map<number, KnownKey>();
const withTable = new Set<KnownKey>();
let latest: KnownKey | undefined;

/** The key, validated. Throws {@link Sm2Error} `bad-public-key`. */
export function knownKey(publicKey: Uint8Array): KnownKey {
  if (publicKey.length !== 65 || publicKey[0] !== 0x04) throw badPublicKey();
  // The same key again and again is the rule: an authority's, or one person's whole batch.
  if (latest !== undefined && equalBytes(latest.publicKey, publicKey)) {
    latest.used = true;
    return latest;
  }
  const tag = tagOf(publicKey);
  let key = keys.get(tag);
  if (key !== undefined && equalBytes(key.publicKey, publicKey)) {
    key.used = true;
    latest = key;
    return key;
  }
  const coordinates = publicKey.slice(1);
  put(coordinates, POINT);
  if (engine().call.validPoint(POINT) === 0) throw badPublicKey();
  if (key !== undefined) forget(tag, key);
  key = {
    publicKey: publicKey.slice(),
    coordinates,
    z: undefined,
    verifications: 0,
    table: 0,
    batch: 0,
    used: false,
    tableUsed: false,
  };
  keys.set(tag, key);
  if (keys.size > KEYS_PER_SLOT * slotLimit + KEYS_PER_SLOT) forgetOldest(key);
  latest = key;
  return key;
}

function forgetOldest(newest: KnownKey): void {
  for (const [tag, key] of keys) {
    if (!key.used && key !== newest) {
      forget(tag, key);
      return;
    }
    key.used = false;
    keys.delete(tag);
    keys.set(tag, key);
  }
}

/**
 * Gives the key a table unless it has one; false when no room can be made. Tables that `batch` asked for are not taken away for
 * the same batch, but may go with a key that is forgotten: look at `table` before using it.
 */
export function ensureTable(key: KnownKey, batch = 0): boolean {
  key.tableUsed = true;
  key.batch = batch;
  if (key.table !== 0) return true;
  const slot = takeSlot(batch);
  if (slot === undefined) return false;
  put(key.coordinates, POINT);
  if (engine().call.buildKeyTable(POINT, slot) !== ACCEPTED) throw badPublicKey();
  key.table = slot;
  withTable.add(key);
  return true;
}

/** Limits the octets all tables may take (default 16 MiB, 15 KiB a key) and drops those there are. */
export function setTableBudget(octets: number): void {
  for (const key of withTable) dropTable(key);
  slotLimit = Math.floor(octets / SLOT_OCTETS);
}

/** Drops all keys: after the engine was replaced, whose memory held the tables. */
export function forgetKeys(): void {
  keys.clear();
  latest = undefined;
  withTable.clear();
  freeSlots = [];
  slotsUsed = 0;
}

function forget(tag: number, key: KnownKey): void {
  keys.delete(tag);
  if (key.table !== 0) dropTable(key);
}

function dropTable(key: KnownKey): void {
  withTable.delete(key);
  freeSlots.push(key.table);
  key.table = 0;
}

function takeSlot(batch: number): number | undefined {
  if (withTable.size < slotLimit) {
    const free = freeSlots.pop();
    if (free !== undefined) return free;
    const slot = FIRST_SLOT + slotsUsed * SLOT_OCTETS;
    growTo(slot + SLOT_OCTETS);
    slotsUsed++;
    return slot;
  }
  // At most two rounds: the first clears the flags of all that the batch does not hold.
  let left = 2 * withTable.size;
  for (const key of withTable) {
    if (left-- === 0) break;
    if (!key.tableUsed && (batch === 0 || key.batch !== batch)) {
      dropTable(key);
      return freeSlots.pop();
    }
    key.tableUsed = false;
    withTable.delete(key);
    withTable.add(key);
  }
  return undefined;
}

function growTo(end: number): void {
  const current = engine();
  const missing = end - current.octets.length;
  if (missing <= 0) return;
  // At least 1 MiB at a time: growing replaces every view of the memory.
  current.memory.grow(Math.max(16, Math.ceil(missing / PAGE_OCTETS)));
  current.octets = new Uint8Array(current.memory.buffer);
}

/** Six octets of x as a number: a place in the map, not an identity. */
function tagOf(publicKey: Uint8Array): number {
  let tag = 0;
  for (let i = 1; i <= 6; i++) tag = tag * 256 + (publicKey[i] as number);
  return tag;
}

function badPublicKey(): Sm2Error {
  return new Sm2Error('bad-public-key', 'public key is not an uncompressed point of the curve');
}
