/** Wrapping keys under a key: the construction of RFC 3394 (GB/T 36624-2018 mechanism 2) over SM4. Constant time. */
import { concatBytes, equalBytesConstantTime } from '../bytes/bytes.ts';
import { Sm4Error } from './sm4-error.ts';
import { engine } from './wasm/engine.ts';
import { MASK, put, ROUND_KEYS, take, wipe } from './wasm/io.ts';
import { withRoundKeys } from './wasm/sm4-engine.ts';

const HALF = 8;
const INITIAL_VALUE = new Uint8Array(HALF).fill(0xa6);

/** Wraps a key of at least 16 octets, a multiple of 8: 8 octets longer. Throws {@link Sm4Error}. */
export function sm4WrapKey(wrappingKey: Uint8Array, key: Uint8Array): Uint8Array {
  if (key.length < 2 * HALF || key.length % HALF !== 0) throw new Sm4Error('bad-length', 'key cannot be wrapped');
  const parts = key.slice();
  const count = parts.length / HALF;
  return withRoundKeys(wrappingKey, 'encrypt', () => {
    let head: Uint8Array = INITIAL_VALUE.slice();
    for (let step = 1; step <= 6 * count; step++) {
      const at = ((step - 1) % count) * HALF;
      const block = oneBlock(head, parts.subarray(at, at + HALF));
      head = block.slice(0, HALF);
      addStep(head, step);
      parts.set(block.subarray(HALF), at);
      block.fill(0);
    }
    return concatBytes(head, parts);
  });
}

/** The key that was wrapped. Throws {@link Sm4Error} `bad-tag` when it was not wrapped under this key. */
export function sm4UnwrapKey(wrappingKey: Uint8Array, wrapped: Uint8Array): Uint8Array {
  if (wrapped.length < 3 * HALF || wrapped.length % HALF !== 0) throw badWrap();
  const parts = wrapped.slice(HALF);
  const count = parts.length / HALF;
  return withRoundKeys(wrappingKey, 'decrypt', () => {
    let head: Uint8Array = wrapped.slice(0, HALF);
    for (let step = 6 * count; step >= 1; step--) {
      const at = ((step - 1) % count) * HALF;
      addStep(head, step);
      const block = oneBlock(head, parts.subarray(at, at + HALF));
      head = block.slice(0, HALF);
      parts.set(block.subarray(HALF), at);
      block.fill(0);
    }
    if (equalBytesConstantTime(head, INITIAL_VALUE)) return parts;
    parts.fill(0);
    throw badWrap();
  });
}

function oneBlock(left: Uint8Array, right: Uint8Array): Uint8Array {
  put(left, MASK);
  put(right, MASK + HALF);
  engine().call.sm4Blocks(ROUND_KEYS, MASK, 1);
  const out = take(MASK, 2 * HALF);
  wipe(MASK, 2 * HALF);
  return out;
}

/** head ← head XOR the step's number, which stays far below 2^32. */
function addStep(head: Uint8Array, step: number): void {
  for (let i = 0; i < 4; i++) head[7 - i] = (head[7 - i] as number) ^ ((step >>> (8 * i)) & 0xff);
}

function badWrap(): Sm4Error {
  return new Sm4Error('bad-tag', 'not a key wrapped under this key');
}
