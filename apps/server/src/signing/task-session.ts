import type { Person } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { activateSession, prepareSession } from './activate-session.ts';
import { closeSession } from './close-session.ts';
import { insertSession, lockSession, type SessionRow } from './store-sessions.ts';
import type { SignDeps } from './types.ts';

/** Long enough for a hundred signatures, short enough to be of no other use. */
const VALID_MINUTES = 10;

/**
 * A session for exactly these tasks, approved by the PIN the caller has checked. `digests`: SM3 of each task's content in
 * hexadecimal, by task; the approval names them.
 */
export async function openTaskSession(
  deps: SignDeps,
  signer: Person,
  digests: Readonly<Record<string, string>>,
): Promise<SessionRow> {
  const at = deps.clock.now();
  const session: SessionRow = {
    id: uuidv7(deps.clock, deps.random),
    signer_id: signer.id,
    signer_job_no: signer.jobNo,
    signer_name: signer.name,
    system_code: null,
    system_name: null,
    workstation: 'console',
    purpose: 'sign-tasks',
    document_types: null,
    max_count: Object.keys(digests).length,
    valid_minutes: VALID_MINUTES,
    reserved_count: 0,
    signed_count: 0,
    state: 'pending',
    approval_token: null,
    requested_at: at,
    request_expires_at: new Date(at.getTime() + VALID_MINUTES * 60_000),
    approved_at: null,
    expires_at: null,
    closed_at: null,
    approval_statement: null,
    approval_digest: null,
    key_id: null,
    certificate_id: null,
  };
  const prepared = await inTransaction(deps.database, async (tx) => {
    await insertSession(tx, session);
    return prepareSession(tx, deps, { session, signer, at, tasks: digests });
  });
  return inTransaction(deps.database, (tx) => activateSession(tx, deps, prepared));
}

/** All signed closes it already; otherwise the key goes now. */
export async function endTaskSession(deps: SignDeps, sessionId: string, signer: Person): Promise<void> {
  await inTransaction(deps.database, async (tx) => {
    const session = await lockSession(tx, sessionId);
    if (session?.state !== 'active') return;
    await closeSession(tx, deps, session, 'expired', deps.clock.now(), { kind: 'person', id: signer.jobNo });
  });
}
