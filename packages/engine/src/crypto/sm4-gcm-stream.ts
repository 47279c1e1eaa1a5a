/**
 * SM4-GCM over data that arrives in pieces, for files that are larger than memory. The rule: plaintext that
 * {@link Sm4GcmDecryption.update} gives out is unverified until {@link Sm4GcmDecryption.finish} returned; write it to a place
 * that is thrown away when `finish` throws, and act on none of it before. Where the data fits into memory use
 * `sm4GcmDecrypt`, which never gives out a plaintext that was not verified.
 */
import { concatBytes, equalBytesConstantTime } from '../bytes/bytes.ts';
import { Sm4Error } from './sm4-error.ts';
import { SM4_GCM_TAG_OCTETS } from './sm4-gcm.ts';
import { engine } from './wasm/engine.ts';
import { badTag, hash, preCounterBlock, refuseLengths, setFirstCounter, setHashKey, tagOfSum } from './wasm/gcm.ts';
import { COUNTER, DATA, put, ROUND_KEYS, SUM, wipe } from './wasm/io.ts';
import { BLOCK_OCTETS, transformData, withRoundKeys } from './wasm/sm4-engine.ts';

const NOTHING = new Uint8Array(0);

/** Encrypts piece by piece. Pieces of 64 KiB or more are fastest; the ciphertext does not depend on how the text is cut. */
export class Sm4GcmEncryption {
  readonly #state: StreamState;

  /** Nonce and additional data as in `sm4GcmEncrypt`. Throws {@link Sm4Error} `bad-key`, `bad-iv`. */
  constructor(key: Uint8Array, nonce: Uint8Array, additional: Uint8Array = NOTHING) {
    this.#state = startStream(key, nonce, additional);
  }

  /** The ciphertext of all whole blocks so far that was not given out yet. Throws {@link Sm4Error}. */
  update(plaintext: Uint8Array): Uint8Array {
    return passBlocks(this.#state, plaintext, 'encrypt', 0);
  }

  /** The rest of the ciphertext, then the tag (16 octets). Wipes the state. Throws {@link Sm4Error} `finished`. */
  finish(): Uint8Array {
    const state = this.#state;
    try {
      const rest = process(state, takeWaiting(state), 'encrypt');
      return concatBytes(rest, finalTag(state));
    } finally {
      wipeState(state);
    }
  }

  /** Gives up: wipes the state without a result. */
  discard(): void {
    wipeState(this.#state);
  }
}

/** Decrypts piece by piece; the last 16 octets are the tag. What it gives out is unverified until `finish` returned. */
export class Sm4GcmDecryption {
  readonly #state: StreamState;

  /** Nonce and additional data as in `sm4GcmDecrypt`. Throws {@link Sm4Error} `bad-key`, `bad-iv`. */
  constructor(key: Uint8Array, nonce: Uint8Array, additional: Uint8Array = NOTHING) {
    this.#state = startStream(key, nonce, additional);
  }

  /** Unverified plaintext of the whole blocks that cannot be part of the tag. Throws {@link Sm4Error}. */
  update(ciphertextAndTag: Uint8Array): Uint8Array {
    return passBlocks(this.#state, ciphertextAndTag, 'decrypt', SM4_GCM_TAG_OCTETS);
  }

  /**
   * The rest of the plaintext; only now all of it is verified. Wipes the state. Throws {@link Sm4Error} `bad-tag`: then
   * everything that `update` gave out must be thrown away.
   */
  finish(): Uint8Array {
    const state = this.#state;
    try {
      const waiting = takeWaiting(state);
      const length = waiting.length - SM4_GCM_TAG_OCTETS;
      if (length < 0) throw badTag();
      const rest = process(state, waiting.subarray(0, length), 'decrypt');
      if (!equalBytesConstantTime(finalTag(state), waiting.subarray(length))) {
        rest.fill(0);
        throw badTag();
      }
      return rest;
    } finally {
      wipeState(state);
    }
  }

  /** Gives up: wipes the state without a result. */
  discard(): void {
    wipeState(this.#state);
  }
}

/** What one stream keeps between calls; the engine keeps nothing. */
interface StreamState {
  readonly nonce: Uint8Array;
  readonly key: Uint8Array;
  readonly preCounter: Uint8Array;
  readonly counter: Uint8Array;
  readonly sum: Uint8Array;
  readonly additionalOctets: number;
  textOctets: number;
  /** Input that does not fill a block yet or may be the tag. */
  waiting: Uint8Array;
  finished: boolean;
}

function startStream(key: Uint8Array, nonce: Uint8Array, additional: Uint8Array): StreamState {
  refuseLengths(nonce, 0);
  return withRoundKeys(key, 'encrypt', () => {
    setHashKey();
    const preCounter = preCounterBlock(nonce);
    wipe(SUM, BLOCK_OCTETS);
    hash(additional);
    setFirstCounter(preCounter);
    const { octets } = engine();
    return {
      nonce: nonce.slice(),
      key: key.slice(),
      preCounter,
      counter: octets.slice(COUNTER, COUNTER + BLOCK_OCTETS),
      sum: octets.slice(SUM, SUM + BLOCK_OCTETS),
      additionalOctets: additional.length,
      textOctets: 0,
      waiting: NOTHING,
      finished: false,
    };
  });
}

/** Passes on whole blocks and keeps the rest, at least `kept` octets of it. */
function passBlocks(state: StreamState, piece: Uint8Array, direction: 'encrypt' | 'decrypt', kept: number): Uint8Array {
  if (state.finished) throw finished();
  const all = concatBytes(state.waiting, piece);
  state.waiting.fill(0);
  const free = Math.max(0, all.length - kept);
  const whole = free - (free % BLOCK_OCTETS);
  state.waiting = all.slice(whole);
  const out = process(state, all.subarray(0, whole), direction);
  all.fill(0);
  return out;
}

/** Whole blocks, or in the end what is left. */
function process(state: StreamState, data: Uint8Array, direction: 'encrypt' | 'decrypt'): Uint8Array {
  if (data.length === 0) return NOTHING;
  refuseLengths(state.nonce, state.textOctets + data.length);
  state.textOctets += data.length;
  return resumed(state, () => {
    if (direction === 'decrypt') hash(data);
    const out = transformData(data, (length) => engine().call.sm4Ctr(ROUND_KEYS, COUNTER, DATA, length, 1));
    if (direction === 'encrypt') hash(out);
    const { octets } = engine();
    state.sum.set(octets.subarray(SUM, SUM + BLOCK_OCTETS));
    state.counter.set(octets.subarray(COUNTER, COUNTER + BLOCK_OCTETS));
    return out;
  });
}

function finalTag(state: StreamState): Uint8Array {
  return resumed(state, () => tagOfSum(state.preCounter, state.additionalOctets, state.textOctets));
}

/** Puts the state into the engine for one operation. */
function resumed<T>(state: StreamState, operation: () => T): T {
  return withRoundKeys(state.key, 'encrypt', () => {
    setHashKey();
    put(state.sum, SUM);
    put(state.counter, COUNTER);
    return operation();
  });
}

function takeWaiting(state: StreamState): Uint8Array {
  if (state.finished) throw finished();
  return state.waiting;
}

function wipeState(state: StreamState): void {
  for (const octets of [state.key, state.preCounter, state.counter, state.sum, state.waiting]) octets.fill(0);
  state.waiting = NOTHING;
  state.finished = true;
}

function finished(): Sm4Error {
  return new Sm4Error('finished', 'the stream was finished or discarded');
}
