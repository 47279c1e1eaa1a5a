import { inTransaction } from '../platform/database.ts';
import { markAbandoned } from './store-intents.ts';
import { releaseSignatures } from './store-sessions.ts';
import { moveTasks } from './store-tasks.ts';
import type { SignDeps } from './types.ts';

/**
 * Marks intents that will never have a record, gives their count back to the sessions and their tasks back to the
 * queue. Intents that do have one are left alone. Returns how many were marked.
 */
export async function abandonIntents(
  deps: Pick<SignDeps, 'database' | 'clock'>,
  which: readonly string[] | { readonly olderThan: Date; readonly since: Date },
): Promise<number> {
  return inTransaction(deps.database, async (tx) => {
    const marked = await markAbandoned(tx, deps.clock.now(), 'olderThan' in which ? which : { ids: which });
    const bySession = Map.groupBy(
      marked.filter((intent) => intent.session_id !== null),
      (intent) => intent.session_id as string,
    );
    for (const [sessionId, intents] of [...bySession].sort(([a], [b]) => (a < b ? -1 : 1))) {
      await releaseSignatures(tx, sessionId, intents.length);
    }
    await moveTasks(
      tx,
      marked.flatMap((intent) => intent.task_id ?? []),
      'signing',
      { state: 'queued' },
    );
    return marked.length;
  });
}
