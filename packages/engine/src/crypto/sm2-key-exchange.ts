/** Key exchange of GB/T 32918.3-2016 §6: both sides authenticate by their certificates' keys and add fresh ones. */
import { concatBytes } from '../bytes/bytes.ts';
import { kdfSm3 } from './kdf.ts';
import { SM2_DEFAULT_ID, type Sm2KeyPair, sm2Z } from './sm2.ts';
import { sm2AddPoints, sm2MultiplyPoint, sm2ScalarMultiplyAdd } from './sm2-point.ts';
import { sm3Of } from './sm3.ts';
import { DATA, wipe } from './wasm/io.ts';

export interface Sm2KeyExchangeInput {
  /** Who sent its fresh public key first. Z and R of the initiator come first in every hash. */
  readonly role: 'initiator' | 'responder';
  readonly key: Sm2KeyPair;
  /** Made by generateSm2KeyPair for this exchange alone. */
  readonly freshKey: Sm2KeyPair;
  readonly peerPublicKey: Uint8Array;
  readonly peerFreshPublicKey: Uint8Array;
  readonly id?: Uint8Array;
  readonly peerId?: Uint8Array;
  /** Octets of the key to agree on. */
  readonly keyOctets: number;
}

export interface Sm2KeyExchangeResult {
  readonly key: Uint8Array;
  /** S_B: what the responder sends and the initiator compares (in constant time) before it uses the key. */
  readonly responderConfirmation: Uint8Array;
  /** S_A: the same from the initiator. */
  readonly initiatorConfirmation: Uint8Array;
}

/** w = ⌈⌈log2 n⌉ / 2⌉ − 1. */
const HALF_BITS = 127;

/** Agrees on a key. Throws Sm2Error `bad-public-key` for a peer's key that is none, `bad-private-key` for an own one. */
export function sm2KeyExchange(input: Sm2KeyExchangeInput): Sm2KeyExchangeResult {
  const { key, freshKey, peerPublicKey, peerFreshPublicKey } = input;
  // t = d + x̄·r (A4 to A5), U = t·(P + x̄'·R') (A6 to A7); the cofactor is 1.
  const t = sm2ScalarMultiplyAdd(key.privateKey, halfOf(freshKey.publicKey), freshKey.privateKey);
  const peerSum = sm2AddPoints(peerPublicKey, sm2MultiplyPoint(halfOf(peerFreshPublicKey), peerFreshPublicKey));
  const shared = sm2MultiplyPoint(t, peerSum);
  t.fill(0);
  const own = { z: sm2Z(key.publicKey, input.id ?? SM2_DEFAULT_ID), fresh: freshKey.publicKey };
  const peer = { z: sm2Z(peerPublicKey, input.peerId ?? SM2_DEFAULT_ID), fresh: peerFreshPublicKey };
  const [initiator, responder] = input.role === 'initiator' ? [own, peer] : [peer, own];
  const [x, y] = [shared.subarray(1, 33), shared.subarray(33)];
  const secret = concatBytes(x, y, initiator.z, responder.z);
  const inner = sm3Of(x, initiator.z, responder.z, initiator.fresh.subarray(1), responder.fresh.subarray(1));
  const result = {
    key: kdfSm3(secret, input.keyOctets),
    responderConfirmation: sm3Of(Uint8Array.of(0x02), y, inner),
    initiatorConfirmation: sm3Of(Uint8Array.of(0x03), y, inner),
  };
  shared.fill(0);
  secret.fill(0);
  wipe(DATA, 256);
  return result;
}

/** x̄ = 2^w + (x mod 2^w) as 32 octets. */
function halfOf(point: Uint8Array): Uint8Array {
  const out = new Uint8Array(32);
  out.set(point.subarray(17, 33), 16);
  out[16] = ((out[16] as number) & 0x7f) | (1 << (HALF_BITS % 8));
  return out;
}
