/** Many SM2 signatures at once: the additions of all of them share their inversions, which makes each almost twice as fast. */
import type { RandomBytes } from './random-bytes.ts';
import { SM2_DEFAULT_ID, type Sm2KeyPair, type Sm2SignOptions, sm2Sign, sm2Verify } from './sm2.ts';
import { Sm2Error } from './sm2-error.ts';
import { placeDigest, zOf } from './wasm/digest.ts';
import { engine } from './wasm/engine.ts';
import * as io from './wasm/io.ts';
import { ensureTable, type KnownKey, knownKey } from './wasm/known-keys.ts';
import { freshNonceOctets } from './wasm/random.ts';

export interface Sm2SignItem {
  readonly key: Sm2KeyPair;
  readonly message: Uint8Array;
  /** Default {@link SM2_DEFAULT_ID}. */
  readonly signerId?: Uint8Array;
}

export interface Sm2VerifyItem {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  /** r‖s; another length is a signature that does not verify. */
  readonly signature: Uint8Array;
  /** Default {@link SM2_DEFAULT_ID}. */
  readonly signerId?: Uint8Array;
}

/** From this many items on the common inversions pay. */
const WORTHWHILE = 8;

/** Layout of an item in the engine (packages/engine/wasm/batch.ts). */
const SIGN = { octets: 192, digest: 32, random: 64, status: 96, signature: 128 } as const;
const VERIFY = { octets: 112, signature: 32, table: 96, verdict: 100 } as const;

/** Signatures r‖s in the order of the items. Throws as {@link sm2Sign} does, and then signs none. */
export function sm2SignBatch(
  items: readonly Sm2SignItem[],
  random: RandomBytes,
  options: Sm2SignOptions = {},
): Uint8Array[] {
  const out: Uint8Array[] = [];
  for (let at = 0; at < items.length; at += io.BATCH_SIZE) {
    const part = items.slice(at, at + io.BATCH_SIZE);
    const signatures = part.length < WORTHWHILE ? undefined : signTogether(part, random);
    for (const [i, item] of part.entries()) {
      const signature = signatures?.[i] ?? sm2Sign(item.key, item.message, random, item.signerId);
      if (options.verify === true && !sm2Verify(item.key.publicKey, item.message, signature, item.signerId)) {
        throw new Sm2Error('faulty-signature', 'a signature did not verify and all are withheld');
      }
      out.push(signature);
    }
  }
  return out;
}

/** A signature for each item, or undefined for those that need the single path. */
function signTogether(items: readonly Sm2SignItem[], random: RandomBytes): (Uint8Array | undefined)[] {
  const fresh = freshNonceOctets(random, 32 * items.length);
  for (const { key } of items) {
    if (key.privateKey.length !== 32) throw badPrivateKey();
  }
  const { call, octets } = engine();
  items.forEach(({ key, message, signerId = SM2_DEFAULT_ID }, i) => {
    const address = io.BATCH + SIGN.octets * i;
    const z = zOf(knownKey(key.publicKey), signerId, signerId === SM2_DEFAULT_ID);
    placeDigest(z, message, address + SIGN.digest);
    octets.set(key.privateKey, address);
    octets.set(fresh.subarray(32 * i, 32 * i + 32), address + SIGN.random);
  });
  const status = call.signBatch(io.BATCH, items.length);
  items.forEach((_, i) => {
    io.wipe(io.BATCH + SIGN.octets * i, 32);
  });
  return items.map((_, i) => {
    const address = io.BATCH + SIGN.octets * i;
    const itemStatus = octets[address + SIGN.status];
    if (itemStatus === io.BAD_KEY) throw badPrivateKey();
    if (status !== io.DONE || itemStatus !== io.DONE) return undefined;
    return octets.slice(address + SIGN.signature, address + SIGN.signature + 64);
  });
}

let batchNumber = 0;

/** Verdicts in the order of the items. Throws {@link Sm2Error} `bad-public-key` as {@link sm2Verify} does. */
export function sm2VerifyBatch(items: readonly Sm2VerifyItem[]): boolean[] {
  const out: boolean[] = [];
  for (let at = 0; at < items.length; at += io.BATCH_SIZE) out.push(...verifyPart(items.slice(at, at + io.BATCH_SIZE)));
  return out;
}

function verifyPart(items: readonly Sm2VerifyItem[]): boolean[] {
  batchNumber++;
  const keys = items.map(({ publicKey, signature }) => {
    const key = knownKey(publicKey);
    if (signature.length === 64 && ++key.verifications > 1) ensureTable(key, batchNumber);
    return key;
  });
  // Only now, because making room for one key may have cost another its table.
  const together = items
    .map((item, index) => ({ item, index, key: keys[index] as KnownKey }))
    .filter(({ item, key }) => item.signature.length === 64 && key.table !== 0 && key.batch === batchNumber);
  const verdicts = new Array<boolean | undefined>(items.length);
  if (together.length > 0) {
    together.forEach(({ item, key }, i) => {
      placeVerification(item, key, io.BATCH + VERIFY.octets * i);
    });
    const status = engine().call.verifyBatch(io.BATCH, together.length);
    const { octets } = engine();
    together.forEach(({ index }, i) => {
      const verdict = octets[io.BATCH + VERIFY.octets * i + VERIFY.verdict];
      if (status === io.DONE) verdicts[index] = verdict === io.ACCEPTED;
    });
  }
  return items.map((item, i) => verdicts[i] ?? verifyAlone(item));
}

function placeVerification(item: Sm2VerifyItem, key: KnownKey, address: number): void {
  const { signerId = SM2_DEFAULT_ID } = item;
  placeDigest(zOf(key, signerId, signerId === SM2_DEFAULT_ID), item.message, address);
  io.put(item.signature, address + VERIFY.signature);
  new DataView(engine().octets.buffer).setUint32(address + VERIFY.table, key.table, true);
}

function verifyAlone({ publicKey, message, signature, signerId }: Sm2VerifyItem): boolean {
  return sm2Verify(publicKey, message, signature, signerId);
}

function badPrivateKey(): Sm2Error {
  return new Sm2Error('bad-private-key', 'private key is not 32 octets in 1 … n − 2');
}
