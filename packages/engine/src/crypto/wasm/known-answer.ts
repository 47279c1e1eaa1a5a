/** Signing and verifying a bare digest: for self-test and tests alone. Who may hand in e may have a foreign message signed. */
import { engine } from './engine.ts';
import { ACCEPTED, DIGEST, DONE, POINT, put, RANDOM, SCALAR, SIGNATURE, take, wipe } from './io.ts';
import { ensureTable, knownKey } from './known-keys.ts';

/** r‖s of a digest under a given nonce, or undefined when the nonce is unusable (r = 0, r + k = n or s = 0). */
export function signWithNonce(privateKey: Uint8Array, digest: Uint8Array, nonce: Uint8Array): Uint8Array | undefined {
  put(privateKey, SCALAR);
  put(digest, DIGEST);
  put(nonce, RANDOM);
  const status = engine().call.signWithNonce(SCALAR, DIGEST, RANDOM, SIGNATURE);
  wipe(SCALAR, 32);
  wipe(RANDOM, 32);
  return status === DONE ? take(SIGNATURE, 64) : undefined;
}

/** Whether r‖s is a signature of the digest, the key taken as new or with a table. */
export function verifyDigest(
  publicKey: Uint8Array,
  digest: Uint8Array,
  signature: Uint8Array,
  path: 'new' | 'table' = 'new',
): boolean {
  const key = knownKey(publicKey);
  if (path === 'table') ensureTable(key);
  put(publicKey.subarray(1), POINT);
  put(digest, DIGEST);
  put(signature, SIGNATURE);
  const { call } = engine();
  const verdict =
    path === 'table'
      ? call.verifyWithTable(key.table, POINT, DIGEST, SIGNATURE)
      : call.verify(POINT, DIGEST, SIGNATURE);
  return verdict === ACCEPTED;
}
