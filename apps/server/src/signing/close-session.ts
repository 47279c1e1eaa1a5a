import { type Actor, appendLeaf } from '../audit/index.ts';
import { inTransaction, type Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { findSession, lockSession, type SessionRow, updateSession } from './store-sessions.ts';
import type { SignDeps } from './types.ts';

export type ClosingState = 'denied' | 'lapsed' | 'withdrawn' | 'expired' | 'recalled' | 'exhausted' | 'replaced';

/** Ends a session whose row the transaction holds; its key is gone with the commit. */
export async function closeSession(
  tx: Transaction,
  deps: Pick<SignDeps, 'keyStore' | 'outbox'>,
  session: SessionRow,
  state: ClosingState,
  at: Date,
  actor: Actor,
  note?: string,
): Promise<void> {
  await updateSession(tx, session.id, { state, closed_at: at });
  if (session.key_id !== null) await deps.keyStore.destroy(tx, session.key_id);
  await appendLeaf(tx, {
    kind: 'session-closed',
    at,
    actor,
    subject: session.id,
    data: { signer: session.signer_job_no, reason: state, signed: session.signed_count, ...(note && { note }) },
  });
  await deps.outbox.append(tx, at, [
    {
      topic: 'session.closed',
      key: session.id,
      ...(session.system_code !== null && { systemCode: session.system_code }),
      payload: { sessionId: session.id, status: state },
    },
  ]);
}

export type SessionCloser =
  | { readonly kind: 'system'; readonly systemCode: string }
  | { readonly kind: 'person'; readonly personId: string; readonly jobNo: string; readonly mayCloseOthers: boolean };

/**
 * Recalls a session, or withdraws a request for one: by the system that asked, the person, or the security
 * administrator, who has to say why. Effective with the next signature. Idempotent. Throws Refusal `unknown-session`,
 * `invalid-request`.
 */
export async function recallSession(
  deps: SignDeps,
  input: { readonly sessionId: string; readonly by: SessionCloser; readonly reason?: string | undefined },
): Promise<SessionRow> {
  return inTransaction(deps.database, async (tx) => {
    const session = await lockSession(tx, input.sessionId);
    if (session === undefined || !concerns(session, input.by)) throw new Refusal('unknown-session');
    if (session.state !== 'active' && session.state !== 'pending') return session;
    if (input.by.kind === 'person' && session.signer_id !== input.by.personId && input.reason === undefined) {
      throw new Refusal('invalid-request', '收回他人的授权须写明原因');
    }
    const state = input.by.kind === 'person' ? 'recalled' : session.state === 'pending' ? 'withdrawn' : 'recalled';
    const actor: Actor =
      input.by.kind === 'system' ? { kind: 'system', id: input.by.systemCode } : { kind: 'person', id: input.by.jobNo };
    await closeSession(tx, deps, session, state, deps.clock.now(), actor, input.reason);
    return (await findSession(tx, session.id)) as SessionRow;
  });
}

function concerns(session: SessionRow, by: SessionCloser): boolean {
  if (by.kind === 'system') return session.system_code === by.systemCode;
  return session.signer_id === by.personId || by.mayCloseOthers;
}
