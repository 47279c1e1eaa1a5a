/** Places in the engine's memory for arguments and results (see packages/engine/wasm/memory.ts), and moving octets there. */
import { engine } from './engine.ts';

const IO = 0x10000;
const IO_END = 0x30000;

export const SCALAR = IO;
export const POINT = IO + 32;
export const DIGEST = IO + 96;
export const RANDOM = IO + 128;
export const SIGNATURE = IO + 192;
export const OUT = IO + 256;
export const KEY = IO + 320;
export const STATE = IO + 384;
export const OTHER_POINT = IO + 416;
export const ROUND_KEYS = IO + 512;
export const OTHER_ROUND_KEYS = IO + 640;
export const COUNTER = IO + 768;
export const SUM = IO + 784;
export const MASK = IO + 800;
/** Items of a batch: at most 64 of 192 octets. */
export const BATCH = IO + 1024;
export const BATCH_SIZE = 64;
/** Messages, whole or in pieces. */
export const DATA = IO + 0x4000;
export const DATA_SIZE = IO_END - DATA;

/** Statuses of the module's functions. */
export const DONE = 0;
export const AGAIN = 1;
export const BAD_KEY = 2;
export const ACCEPTED = 1;

/** Copies octets in. */
export function put(octets: Uint8Array, address: number): void {
  engine().octets.set(octets, address);
}

/** Copies octets out. */
export function take(address: number, length: number): Uint8Array {
  return engine().octets.slice(address, address + length);
}

/** Overwrites octets that were secret. */
export function wipe(address: number, length: number): void {
  engine().octets.fill(0, address, address + length);
}

/** Copies parts in behind each other; they must fit. Returns the octets in all. */
export function putAll(parts: readonly Uint8Array[], address: number): number {
  const { octets } = engine();
  let at = address;
  for (const part of parts) {
    octets.set(part, at);
    at += part.length;
  }
  return at - address;
}

export function totalLength(parts: readonly Uint8Array[]): number {
  let length = 0;
  for (const part of parts) length += part.length;
  return length;
}
