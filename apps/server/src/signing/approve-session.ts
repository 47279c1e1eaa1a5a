import { checkPin, getPerson } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { activateSession, prepareSession } from './activate-session.ts';
import { closeSession } from './close-session.ts';
import { stateAt } from './session-view.ts';
import {
  findSessionByToken,
  lockActiveSession,
  lockApprovalsOf,
  lockSession,
  type SessionRow,
} from './store-sessions.ts';
import type { ApprovalDeps, SignDeps } from './types.ts';

/**
 * The person's answer. Approving needs the PIN, which identity counts and locks; an active session of the same person,
 * system and workstation is replaced. Throws Refusal `unknown-session`, `session-not-pending`, `signer-inactive`,
 * `pin-wrong`, `pin-locked`, `pin-not-set`, `invalid-request` without a PIN.
 */
export async function decideSession(
  deps: ApprovalDeps,
  input: { readonly token: string; readonly decision: 'approve' | 'deny'; readonly pin: string | undefined },
): Promise<SessionRow> {
  const request = await findSessionByToken(deps.database, input.token);
  if (request === undefined) throw new Refusal('unknown-session');
  refuseNotPending(request, deps.clock.now());
  if (input.decision === 'deny') return deny(deps, request.id);
  if (input.pin === undefined) throw new Refusal('invalid-request', 'pin is required to approve');
  const signer = await getPerson(deps.database, request.signer_id);
  if (!signer.active) throw new Refusal('signer-inactive');
  await checkPin(deps, signer.id, input.pin);
  const prepared = await inTransaction(deps.database, async (tx) => {
    const at = deps.clock.now();
    return prepareSession(tx, deps, { session: await lockPending(tx, request.id, at), signer, at });
  });
  return inTransaction(deps.database, async (tx) => {
    await lockApprovalsOf(tx, signer.id);
    const replaced = await lockActiveSession(tx, {
      signerId: signer.id,
      systemCode: request.system_code as string,
      workstation: request.workstation,
    });
    if (replaced !== undefined) {
      await closeSession(tx, deps, replaced, 'replaced', prepared.at, { kind: 'person', id: signer.jobNo });
    }
    return activateSession(tx, deps, prepared);
  });
}

async function deny(deps: SignDeps, sessionId: string): Promise<SessionRow> {
  return inTransaction(deps.database, async (tx) => {
    const at = deps.clock.now();
    const session = await lockPending(tx, sessionId, at);
    await closeSession(tx, deps, session, 'denied', at, { kind: 'person', id: session.signer_job_no });
    return { ...session, state: 'denied', closed_at: at };
  });
}

async function lockPending(tx: Parameters<typeof lockSession>[0], id: string, at: Date): Promise<SessionRow> {
  const session = (await lockSession(tx, id)) as SessionRow;
  refuseNotPending(session, at);
  return session;
}

function refuseNotPending(session: SessionRow, now: Date): void {
  const state = stateAt(session, now);
  if (state !== 'pending') throw new Refusal('session-not-pending', `the request is ${state}`, { extra: { state } });
}
