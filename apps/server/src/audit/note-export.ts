import type { Clock } from '../platform/clock.ts';
import { type Database, inTransaction } from '../platform/database.ts';
import { type AppendedLeaf, appendLeaf } from './append-leaves.ts';
import type { Actor } from './leaf.ts';

/**
 * Writes down that somebody takes a list out of the platform, before they get it. Of the filters only the names are kept:
 * their values may be names of patients.
 */
export function noteExport(
  deps: { readonly database: Database; readonly clock: Clock },
  act: { readonly list: string; readonly filter: Readonly<Record<string, unknown>>; readonly actor: Actor },
): Promise<AppendedLeaf> {
  const filters = Object.entries(act.filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return inTransaction(deps.database, (tx) =>
    appendLeaf(tx, {
      kind: 'list-exported',
      at: deps.clock.now(),
      actor: act.actor,
      subject: act.list,
      data: { filters: filters.sort() },
    }),
  );
}
