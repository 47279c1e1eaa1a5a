import type { PutSystem } from '@medsign/contract/systems';
import { type Actor, appendLeaf } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { normaliseName } from './rules.ts';
import { lockSystem, updateSystem } from './store-access.ts';
import type { BusinessSystem } from './types.ts';

/**
 * Renames a system, changes what it may have signed, or switches it off and on. Switched off it is refused at once, with
 * its present tokens too; its records stay. Throws Refusal `unknown-system`.
 */
export async function changeSystem(
  tx: Transaction,
  deps: { readonly clock: Clock },
  input: PutSystem & { readonly code: string; readonly actor: Actor },
): Promise<void> {
  const before = await lockSystem(tx, input.code);
  if (before === undefined) throw new Refusal('unknown-system');
  const after: BusinessSystem = {
    ...before,
    name: normaliseName(input.name),
    documentTypes: input.documentTypes,
    active: input.active,
  };
  const changed = (['name', 'documentTypes', 'active'] as const).filter(
    (part) => JSON.stringify(before[part]) !== JSON.stringify(after[part]),
  );
  if (changed.length === 0) return;
  await updateSystem(tx, after);
  await appendLeaf(tx, {
    kind: 'system-changed',
    at: deps.clock.now(),
    actor: input.actor,
    subject: input.code,
    data: {
      active: after.active,
      changed,
      documentTypes: after.documentTypes && [...after.documentTypes],
      ...(input.reason === undefined ? {} : { reason: input.reason }),
    },
  });
}
