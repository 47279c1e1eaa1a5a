import { uuidv7 } from '../platform/ids.ts';
import { checkInput, type Lookups, lookupsIn } from './check-input.ts';
import type { SignedOrder } from './commit-records.ts';
import type { OpenedSession } from './open-session.ts';
import { signOrders } from './sign-orders.ts';
import { sessionKey } from './signing-key.ts';
import type { SignDeps, SignInput, SignOrder } from './types.ts';

export interface DatedInput extends SignInput {
  /** Moment of the signature: within the session, and not before the one signed last. */
  readonly at: Date;
  readonly session: OpenedSession;
}

/**
 * Signs a batch in one pass through the pipeline: one intent commit and one record commit for all, all or none. The
 * same checks and the same order as for one. Meant for batches of up to a few hundred, their moments rising.
 */
export async function signMany(
  deps: SignDeps,
  inputs: readonly DatedInput[],
  options: { readonly timestampUnit?: 'live' | 'demo-past'; readonly lookups?: Lookups } = {},
): Promise<SignedOrder[]> {
  const lookups = options.lookups ?? lookupsIn(deps.database);
  const keys = new Map<string, SignOrder['key']>();
  const orders: SignOrder[] = [];
  for (const input of inputs) {
    const { session } = input.session;
    const key = keys.get(session.id) ?? (await sessionKey(deps.database, session, input.at));
    keys.set(session.id, key);
    orders.push({
      ...(await checkInput(lookups, input, input.at)),
      recordId: uuidv7({ now: () => input.at }, deps.random),
      at: input.at,
      key,
      taskId: undefined,
    });
  }
  return signOrders(deps, orders, { stampAtOrder: options.timestampUnit ?? 'live' });
}
