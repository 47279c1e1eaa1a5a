import { toHex } from '@medsign/engine/bytes/hex';
import { appendLeaf } from '../audit/index.ts';
import { completeIssuance, type PreparedIssuance, prepareIssuance } from '../certificates/index.ts';
import { findInstallation, type Person } from '../identity/index.ts';
import type { Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { type Approval, approvalStatement } from './approval-statement.ts';
import { lockSession, type SessionRow, updateSession } from './store-sessions.ts';
import type { SignDeps } from './types.ts';

const MINUTE = 60_000;

/** What the first transaction wrote down, for the second to carry out. */
export interface PreparedSession {
  readonly session: SessionRow;
  readonly signer: Person;
  readonly at: Date;
  readonly expiresAt: Date;
  readonly approval: Approval;
  readonly keyId: string;
  readonly certificate: PreparedIssuance;
}

/**
 * First half of activating a session whose row the transaction holds and whose PIN was right: the statement, the key and the
 * intent to certify it. Commit before {@link activateSession}: the authority's key is not used without a durable intent.
 * A key left by a half that was never followed is destroyed here, or when the request lapses.
 */
export async function prepareSession(
  tx: Transaction,
  deps: SignDeps,
  input: {
    readonly session: SessionRow;
    readonly signer: Person;
    readonly at: Date;
    readonly tasks?: Readonly<Record<string, string>>;
  },
): Promise<PreparedSession> {
  const { session, signer, at } = input;
  const installation = await findInstallation(tx);
  const expiresAt = new Date(at.getTime() + session.valid_minutes * MINUTE);
  const approval = approvalStatement(session, {
    hospital: installation?.hospitalName ?? '',
    approvedAt: at,
    expiresAt,
    ...(input.tasks && { tasks: input.tasks }),
  });
  if (session.key_id !== null) await deps.keyStore.destroy(tx, session.key_id);
  const key = await deps.keyStore.create(tx, 'session');
  const [certificate] = await prepareIssuance(tx, deps, [
    {
      profile: 'session-signing',
      person: signer,
      publicKey: key.publicKey,
      keyId: key.keyId,
      custody: 'session',
      notBefore: at,
      notAfter: expiresAt,
      approvalHash: approval.digest,
      at,
      actor: { kind: 'person', id: signer.jobNo },
    },
  ]);
  await updateSession(tx, session.id, { key_id: key.keyId });
  return {
    session,
    signer,
    at,
    expiresAt,
    approval,
    keyId: key.keyId,
    certificate: certificate as PreparedIssuance,
  };
}

/**
 * Second half: certificate of hours with the approval's hash, active session, ledger leaf and event in one transaction.
 * Throws Refusal `session-not-pending` when the request was answered meanwhile.
 */
export async function activateSession(tx: Transaction, deps: SignDeps, prepared: PreparedSession): Promise<SessionRow> {
  const { at, expiresAt, approval, signer } = prepared;
  const session = await lockSession(tx, prepared.session.id);
  if (session?.state !== 'pending' || session.key_id !== prepared.keyId) throw new Refusal('session-not-pending');
  const [certificate] = await completeIssuance(tx, deps, [prepared.certificate]);
  const change = {
    state: 'active',
    approved_at: at,
    expires_at: expiresAt,
    approval_statement: approval.statement,
    approval_digest: approval.digest,
    certificate_id: prepared.certificate.id,
  } as const;
  await updateSession(tx, session.id, change);
  await appendLeaf(tx, {
    kind: 'session-approved',
    at,
    actor: { kind: 'person', id: signer.jobNo },
    subject: session.id,
    data: {
      approvalSm3: toHex(approval.digest),
      system: session.system_code,
      maxCount: session.max_count,
      expiresAt: expiresAt.toISOString(),
      certificateSerial: certificate?.serial ?? null,
    },
  });
  await deps.outbox.append(tx, at, [
    {
      topic: 'session.approved',
      key: session.id,
      ...(session.system_code !== null && { systemCode: session.system_code }),
      payload: { sessionId: session.id, expiresAt: expiresAt.toISOString() },
    },
  ]);
  return { ...session, ...change };
}
