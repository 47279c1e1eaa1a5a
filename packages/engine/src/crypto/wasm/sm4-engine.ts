/** What the SM4 modes share: round keys in the engine for as long as one operation lasts, and data through it in pieces. */
import { Sm4Error } from '../sm4-error.ts';
import { engine } from './engine.ts';
import { COUNTER, DATA, DATA_SIZE, KEY, put, ROUND_KEYS, SUM, wipe } from './io.ts';

export const BLOCK_OCTETS = 16;
/** A multiple of the block, so that only the last piece can be broken. */
const PIECE_OCTETS = DATA_SIZE - (DATA_SIZE % 128);

/** Runs `operation` with the round keys of a key at ROUND_KEYS and wipes them after it. Throws `bad-key`. */
export function withRoundKeys<T>(key: Uint8Array, direction: 'encrypt' | 'decrypt', operation: () => T): T {
  if (key.length !== 16) throw new Sm4Error('bad-key', 'an SM4 key has 16 octets');
  put(key, KEY);
  engine().call.sm4Schedule(KEY, ROUND_KEYS, direction === 'decrypt' ? 1 : 0);
  wipe(KEY, 16);
  try {
    return operation();
  } finally {
    wipe(ROUND_KEYS, 128);
    wipe(COUNTER, 16);
    wipe(SUM, 16);
    engine().call.wipeSm4();
    engine().call.wipeGhash();
  }
}

/** Passes data through the engine piece by piece; `transform` works in place. Returns a new byte string. */
export function transformData(data: Uint8Array, transform: (length: number) => void): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let at = 0; at < data.length; at += PIECE_OCTETS) {
    const piece = data.subarray(at, at + PIECE_OCTETS);
    put(piece, DATA);
    transform(piece.length);
    out.set(engine().octets.subarray(DATA, DATA + piece.length), at);
  }
  wipe(DATA, Math.min(data.length, PIECE_OCTETS));
  return out;
}

/** The same without a result: for sums over data. */
export function absorbData(data: Uint8Array, absorb: (length: number) => void): void {
  for (let at = 0; at < data.length; at += PIECE_OCTETS) {
    const piece = data.subarray(at, at + PIECE_OCTETS);
    put(piece, DATA);
    absorb(piece.length);
  }
  wipe(DATA, Math.min(data.length, PIECE_OCTETS));
}

export function refuseBrokenBlocks(data: Uint8Array): void {
  if (data.length % BLOCK_OCTETS !== 0) throw new Sm4Error('bad-length', 'data is not a whole number of blocks');
}

export function refuseOtherLength(iv: Uint8Array, length = BLOCK_OCTETS): void {
  if (iv.length !== length) throw new Sm4Error('bad-iv', `initial value has not ${length} octets`);
}
