import { inTransaction, type Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { abandonIntents } from './abandon-intents.ts';
import { commitRecords, type SignedOrder } from './commit-records.ts';
import { makeSignatures } from './make-signatures.ts';
import { insertIntents } from './store-intents.ts';
import { findSession, reserveSignatures } from './store-sessions.ts';
import { moveTasks } from './store-tasks.ts';
import type { SignDeps, SignOrder } from './types.ts';

export interface SignOptions {
  /** Stamps at each order's own moment instead of now, which has to rise from order to order: for a past that is made up. */
  readonly stampAtOrder?: 'live' | 'demo-past';
  /** Writes what must commit together with the records: the answer under its idempotency key. */
  readonly alsoWrite?: (tx: Transaction, signed: readonly SignedOrder[]) => Promise<void>;
}

/**
 * Signs checked orders: intent durable → key used → signature verified → timestamp → records, leaves, tokens, events
 * in one transaction. All or none. When anything fails after the intents, they are marked abandoned and what they
 * had reserved is given back; no signature leaves that is not durable.
 */
export async function signOrders(
  deps: SignDeps,
  orders: readonly SignOrder[],
  options: SignOptions = {},
): Promise<SignedOrder[]> {
  await recordIntents(deps, orders);
  try {
    const signed = await makeSignatures(deps, orders, options.stampAtOrder);
    return await commitRecords(deps, signed, options.alsoWrite);
  } catch (error) {
    await abandonIntents(
      deps,
      orders.map((order) => order.recordId),
    );
    throw error;
  }
}

async function recordIntents(deps: SignDeps, orders: readonly SignOrder[]): Promise<void> {
  await inTransaction(deps.database, async (tx) => {
    await reserve(tx, orders);
    await claimTasks(tx, orders);
    await insertIntents(
      tx,
      orders.map((order) => ({
        id: order.recordId,
        at: order.at,
        system_code: order.system.code,
        signer_id: order.signer.id,
        key_id: order.key.keyId,
        content_digest: order.content.digest,
        session_id: order.key.sessionId ?? null,
        task_id: order.taskId ?? null,
        abandoned_at: null,
      })),
    );
  });
}

/** Counts against the sessions under their row locks, taken in order of id so that batches cannot deadlock. */
async function reserve(tx: Transaction, orders: readonly SignOrder[]): Promise<void> {
  const bySession = Map.groupBy(
    orders.filter((order) => order.key.sessionId !== undefined),
    (order) => order.key.sessionId as string,
  );
  for (const [sessionId, under] of [...bySession].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const at = new Date(Math.max(...under.map((order) => order.at.getTime())));
    if (await reserveSignatures(tx, sessionId, under.length, at)) continue;
    const session = await findSession(tx, sessionId);
    throw new Refusal(
      session?.state === 'active' || session?.state === 'exhausted' ? 'session-exhausted' : 'session-closed',
    );
  }
}

async function claimTasks(tx: Transaction, orders: readonly SignOrder[]): Promise<void> {
  const ids = orders.flatMap((order) => order.taskId ?? []);
  const claimed = await moveTasks(tx, ids, 'queued', { state: 'signing' });
  if (claimed.length < ids.length) throw new Refusal('task-closed');
}
