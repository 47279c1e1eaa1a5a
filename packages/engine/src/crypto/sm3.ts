import { engine } from './wasm/engine.ts';
import { DATA, DATA_SIZE, OUT, put, putAll, STATE, take, totalLength, wipe } from './wasm/io.ts';

const BLOCK_OCTETS = 64;

/** SM3 over data that arrives in pieces (GB/T 32905-2016). One use: after {@link Sm3.digest} it refuses to go on. */
export class Sm3 {
  readonly #state: Uint8Array;
  readonly #block = new Uint8Array(BLOCK_OCTETS);
  #blockLength = 0;
  #length = 0;
  #finished = false;

  constructor() {
    engine().call.sm3Start(STATE);
    this.#state = take(STATE, 32);
  }

  update(data: Uint8Array): this {
    if (this.#finished) throw new Error('SM3 digest was already taken');
    this.#length += data.length;
    let position = 0;
    if (this.#blockLength > 0) {
      position = Math.min(BLOCK_OCTETS - this.#blockLength, data.length);
      this.#block.set(data.subarray(0, position), this.#blockLength);
      this.#blockLength += position;
      if (this.#blockLength < BLOCK_OCTETS) return this;
      this.#absorb(this.#block);
      this.#blockLength = 0;
    }
    const whole = data.length - ((data.length - position) % BLOCK_OCTETS);
    this.#absorb(data.subarray(position, whole));
    this.#block.set(data.subarray(whole));
    this.#blockLength = data.length - whole;
    return this;
  }

  /** The 32 octets of the hash value. */
  digest(): Uint8Array {
    if (this.#finished) throw new Error('SM3 digest was already taken');
    this.#finished = true;
    put(this.#state, STATE);
    put(this.#block.subarray(0, this.#blockLength), DATA);
    engine().call.sm3Finish(STATE, DATA, this.#blockLength, BigInt(this.#length), OUT);
    const out = take(OUT, 32);
    // Keyed uses (HMAC, key derivation) leave key-dependent words here.
    this.#state.fill(0);
    this.#block.fill(0);
    wipe(STATE, 32);
    wipe(DATA, BLOCK_OCTETS);
    return out;
  }

  /** Takes whole blocks in, as many at a time as the engine has room for. */
  #absorb(blocks: Uint8Array): void {
    if (blocks.length === 0) return;
    put(this.#state, STATE);
    for (let at = 0; at < blocks.length; at += DATA_SIZE) {
      const piece = blocks.subarray(at, at + DATA_SIZE);
      put(piece, DATA);
      engine().call.sm3Blocks(STATE, DATA, piece.length / BLOCK_OCTETS);
    }
    this.#state.set(take(STATE, 32));
  }
}

/** SM3 of one byte string: 32 octets. */
export function sm3(data: Uint8Array): Uint8Array {
  if (data.length > DATA_SIZE) return new Sm3().update(data).digest();
  const { call, octets } = engine();
  octets.set(data, DATA);
  call.sm3(DATA, data.length, OUT);
  return octets.slice(OUT, OUT + 32);
}

/** SM3 of the parts joined, without joining them. */
export function sm3Of(...parts: readonly Uint8Array[]): Uint8Array {
  if (totalLength(parts) <= DATA_SIZE) {
    engine().call.sm3(DATA, putAll(parts, DATA), OUT);
    return take(OUT, 32);
  }
  const hash = new Sm3();
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** SM3 of many byte strings. Four of the same length go through the engine side by side: for trees and many documents. */
export function sm3Many(inputs: readonly Uint8Array[]): Uint8Array[] {
  const out = new Array<Uint8Array>(inputs.length);
  const waiting = new Map<number, number[]>();
  for (const [index, { length }] of inputs.entries()) {
    const group = waiting.get(length) ?? [];
    group.push(index);
    if (group.length < 4) {
      waiting.set(length, group);
      continue;
    }
    hashFour(inputs, group, out);
    waiting.delete(length);
  }
  for (const group of waiting.values()) for (const index of group) out[index] = sm3(inputs[index] as Uint8Array);
  return out;
}

/** Octets of one lane that fit into the engine at a time. */
const LANE_OCTETS = DATA_SIZE / 4 - ((DATA_SIZE / 4) % BLOCK_OCTETS);

function hashFour(inputs: readonly Uint8Array[], group: readonly number[], out: Uint8Array[]): void {
  const lanes = group.map((index) => inputs[index] as Uint8Array);
  const length = lanes[0]?.length ?? 0;
  const { call, octets } = engine();
  call.sm3FourStart();
  let at = 0;
  do {
    const piece = Math.min(LANE_OCTETS, length - at);
    lanes.forEach((lane, i) => {
      octets.set(lane.length === piece ? lane : lane.subarray(at, at + piece), DATA + i * LANE_OCTETS);
    });
    call.sm3FourBlocks(DATA, LANE_OCTETS, Math.floor(piece / BLOCK_OCTETS));
    at += piece;
  } while (at < length);
  const rest = length % BLOCK_OCTETS;
  const restAt = length === 0 ? 0 : ((length - 1) % LANE_OCTETS) + 1 - rest;
  call.sm3FourFinish(DATA + restAt, LANE_OCTETS, rest, BigInt(length), OUT);
  for (const [lane, index] of group.entries()) out[index] = octets.slice(OUT + 32 * lane, OUT + 32 * lane + 32);
}
