import { scrypt } from 'node:crypto';
import { equalBytesConstantTime } from '@medsign/engine/bytes/bytes';
import { type Actor, appendLeaf } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, inTransaction, type Transaction } from '../platform/database.ts';
import type { MasterKey } from '../platform/master-key.ts';
import type { RandomBytes } from '../platform/random.ts';
import { Refusal } from '../platform/refusal.ts';
import { assertStrongPin, PIN_TRIES } from './rules.ts';
import { deletePin, lockPin, type PinRow, putPin, updatePinFailures } from './store-access.ts';

/**
 * Hashes are stored wrapped by the master key, which lives outside the database: a copy of the database does not let
 * anyone try PINs, and a hash copied to another person's row does not open.
 */
export interface PinDeps {
  readonly clock: Clock;
  readonly random: RandomBytes;
  readonly masterKey: Pick<MasterKey, 'wrap' | 'unwrap'>;
}

/** About 50 ms and 16 MiB; a million PINs are tried sooner or later, so the wrapping is what protects a stolen table. */
const SCRYPT = { N: 16_384, r: 8, p: 1 } as const;

/** Stores a PIN of 6–12 digits, replacing the old one and its count. Throws Refusal `pin-too-weak`. */
export async function setPin(
  tx: Transaction,
  deps: PinDeps,
  personId: string,
  pin: string,
  actor: Actor,
): Promise<void> {
  assertStrongPin(pin);
  const salt = deps.random(16);
  const hash = deps.masterKey.wrap(await derive(salt, pin), binding(personId));
  const at = deps.clock.now();
  await putPin(tx, personId, { salt, hash }, at);
  await appendLeaf(tx, { kind: 'pin-set', at, actor, subject: personId, data: {} });
}

/**
 * Returns when the PIN is right. Wrong tries are counted in a transaction of their own that is committed before the
 * answer; the fifth locks. Throws Refusal `pin-wrong` (extra `triesLeft`), `pin-locked`, `pin-not-set`.
 */
export async function checkPin(
  deps: PinDeps & { readonly database: Database },
  personId: string,
  pin: string,
): Promise<void> {
  // The row stays locked while scrypt runs: tries of one person are judged one by one, so no more than five ever are.
  const triesLeft = await inTransaction(deps.database, async (tx) => {
    const credential = await lockPin(tx, personId);
    if (credential === undefined) throw new Refusal('pin-not-set', '请先用一次性链接登录并设置 PIN');
    if (credential.lockedAt !== null) throw new Refusal('pin-locked', '请联系安全管理员清除后重新设置');
    const stored = deps.masterKey.unwrap(credential.hash, binding(personId));
    if (equalBytesConstantTime(await derive(credential.salt, pin), stored)) {
      if (credential.failures > 0) await updatePinFailures(tx, personId, 0, null);
      return undefined;
    }
    return countFailure(tx, deps.clock.now(), personId, credential);
  });
  if (triesLeft === undefined) return;
  if (triesLeft === 0) throw new Refusal('pin-locked', '错误次数已满，请联系安全管理员清除后重新设置');
  throw new Refusal('pin-wrong', `还可尝试 ${triesLeft} 次`, { extra: { triesLeft } });
}

async function countFailure(tx: Transaction, at: Date, personId: string, before: PinRow): Promise<number> {
  const failures = before.failures + 1;
  const locks = failures >= PIN_TRIES;
  await updatePinFailures(tx, personId, failures, locks ? at : null);
  await appendLeaf(tx, {
    kind: locks ? 'pin-locked' : 'pin-wrong',
    at,
    // Whoever typed it: that it was the person is just what has not been shown.
    actor: { kind: 'platform', id: 'identity' },
    subject: personId,
    data: { failures },
  });
  return PIN_TRIES - failures;
}

/** Takes a PIN away, locked or not; the person sets a new one after signing in with a new link. */
export async function clearPin(
  tx: Transaction,
  deps: { readonly clock: Clock },
  input: { readonly personId: string; readonly reason: string },
  actor: Actor,
): Promise<void> {
  if (!(await deletePin(tx, input.personId))) throw new Refusal('pin-not-set');
  await appendLeaf(tx, {
    kind: 'pin-cleared',
    at: deps.clock.now(),
    actor,
    subject: input.personId,
    data: { reason: input.reason },
  });
}

function binding(personId: string): readonly string[] {
  return ['pin', personId];
}

function derive(salt: Uint8Array, pin: string): Promise<Uint8Array> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  scrypt(pin, salt, 32, SCRYPT, (error, key) => {
    if (error) reject(error);
    else resolve(new Uint8Array(key));
  });
  return promise;
}
