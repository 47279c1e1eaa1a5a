import { toHex } from '@medsign/engine/bytes/hex';
import { type Actor, appendLeaf } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';
import { Refusal } from '../platform/refusal.ts';
import { newToken } from './one-time-token.ts';
import { normaliseName } from './rules.ts';
import { insertSecret, insertSystem, lockSystem, readSecrets, retireSecrets } from './store-access.ts';
import type { BusinessSystem } from './types.ts';

export interface NewSystem {
  readonly code: string;
  readonly name: string;
  readonly documentTypes: readonly string[] | null;
  readonly test?: boolean;
}

type Deps = { readonly clock: Clock; readonly random: RandomBytes };

/** Creates a business system; its secret is returned once and kept only as a hash. Throws Refusal `duplicate-code`. */
export async function createSystem(
  tx: Transaction,
  deps: Deps,
  input: NewSystem,
  actor: Actor,
): Promise<{ system: BusinessSystem; clientSecret: string }> {
  const at = deps.clock.now();
  const system: BusinessSystem = {
    code: input.code,
    name: normaliseName(input.name),
    clientId: `${input.code}-${toHex(deps.random(6))}`,
    documentTypes: input.documentTypes,
    test: input.test ?? false,
    active: true,
  };
  if (!(await insertSystem(tx, system, at))) throw new Refusal('duplicate-code', `系统编码 ${input.code} 已存在`);
  const { token, hash } = newToken(deps.random);
  await insertSecret(tx, system.code, hash, at);
  await appendLeaf(tx, {
    kind: 'system-created',
    at,
    actor,
    subject: system.code,
    data: {
      clientId: system.clientId,
      documentTypes: system.documentTypes && [...system.documentTypes],
      secretSm3: toHex(hash),
      test: system.test,
    },
  });
  return { system, clientSecret: token };
}

/**
 * A new secret; the one before it stays good until the next rotation, so the system changes over when it likes.
 * Throws Refusal `unknown-system`.
 */
export async function rotateSecret(
  tx: Transaction,
  deps: Deps,
  code: string,
  actor: Actor,
): Promise<{ system: BusinessSystem; clientSecret: string }> {
  const system = await lockSystem(tx, code);
  if (system === undefined) throw new Refusal('unknown-system');
  const at = deps.clock.now();
  const [, ...older] = await readSecrets(tx, code);
  await retireSecrets(
    tx,
    older.map((secret) => secret.secretHash),
    at,
  );
  const { token, hash } = newToken(deps.random);
  await insertSecret(tx, code, hash, at);
  await appendLeaf(tx, {
    kind: 'system-secret-rotated',
    at,
    actor,
    subject: code,
    data: { secretSm3: toHex(hash), retired: older.map((secret) => toHex(secret.secretHash)) },
  });
  return { system, clientSecret: token };
}
