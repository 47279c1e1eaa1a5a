import { inTransaction } from '../platform/database.ts';
import { abandonIntents } from './abandon-intents.ts';
import { closeSession } from './close-session.ts';
import { lockOverdueSessions } from './store-sessions.ts';
import type { SignDeps } from './types.ts';

/** No request takes this long: an older intent without a record belongs to a process that died. */
const INTENT_MINUTES = 5;
/** How far back the minutely run looks; the run at start looks further. */
const WINDOW_DAYS = 1;
const BATCH = 100;

/**
 * Ends sessions and requests whose time has passed (their keys are destroyed) and marks intents left by a dead process.
 * Run at start (`windowDays: 30`) and every minute; safe in several processes at once.
 */
export async function sweepSigning(
  deps: SignDeps,
  options: { readonly intentMinutes?: number; readonly windowDays?: number } = {},
): Promise<{ readonly sessions: number; readonly intents: number }> {
  const now = deps.clock.now();
  const olderThan = new Date(now.getTime() - (options.intentMinutes ?? INTENT_MINUTES) * 60_000);
  const since = new Date(now.getTime() - (options.windowDays ?? WINDOW_DAYS) * 86_400_000);
  const intents = await abandonIntents(deps, { olderThan, since });
  let sessions = 0;
  for (;;) {
    const closed = await closeOverdue(deps, now);
    sessions += closed;
    if (closed < BATCH) return { sessions, intents };
  }
}

async function closeOverdue(deps: SignDeps, now: Date): Promise<number> {
  return inTransaction(deps.database, async (tx) => {
    const overdue = await lockOverdueSessions(tx, now, BATCH);
    for (const session of overdue) {
      const state = session.state === 'active' ? 'expired' : 'lapsed';
      await closeSession(tx, deps, session, state, now, { kind: 'platform', id: 'medsign' });
    }
    return overdue.length;
  });
}
