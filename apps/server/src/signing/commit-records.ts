import { toHex } from '@medsign/engine/bytes/hex';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { appendLeaves, type LeafEntry } from '../audit/index.ts';
import { inTransaction, type Transaction } from '../platform/database.ts';
import { type IssuedToken, recordTokens } from '../timestamps/index.ts';
import { closeSession } from './close-session.ts';
import { countStandingIntents } from './store-intents.ts';
import { insertContents, insertRecords, insertTokenCertificates, type RecordRow } from './store-records.ts';
import { addSignatures, type SessionRow } from './store-sessions.ts';
import { moveTasks } from './store-tasks.ts';
import { slimToken } from './token-certificates.ts';
import type { SignDeps, SignOrder } from './types.ts';

export interface SignedOrder {
  readonly order: SignOrder;
  /** DER SM2Signature. */
  readonly signature: Uint8Array;
  readonly signedAttributes: Uint8Array | undefined;
  readonly stamp: IssuedToken;
  /** The signature in the format asked for. */
  readonly answered: Uint8Array;
  readonly answerDigest: Uint8Array;
  /** Place of its leaf in the ledger. */
  readonly ledgerIndex: number;
}

/** The one transaction that makes signatures exist. Everything in it or nothing. */
export async function commitRecords(
  deps: SignDeps,
  signed: readonly SignedOrder[],
  alsoWrite: ((tx: Transaction, signed: readonly SignedOrder[]) => Promise<void>) | undefined,
): Promise<SignedOrder[]> {
  return inTransaction(deps.database, async (tx) => {
    const ids = signed.map(({ order }) => order.recordId);
    if ((await countStandingIntents(tx, ids)) !== ids.length) throw new Error('an intent was abandoned meanwhile');
    // Session rows before the ledger's head: every transaction locks in this order.
    const usedUp = await countAgainstSessions(tx, signed);
    for (const { order } of signed) await closeTask(tx, order);
    const leaves = await appendLeaves(tx, signed.map(leafOf));
    const committed = signed.map((one, i) => ({ ...one, ledgerIndex: leaves[i]?.index as number }));
    await insertContents(tx, distinctContents(committed));
    await insertRows(tx, committed);
    await recordTokens(
      tx,
      committed.map((one) => one.stamp),
    );
    for (const session of usedUp) await closeSession(tx, deps, session, 'exhausted', lastMoment(signed), PLATFORM);
    await appendEvents(deps, tx, committed);
    await alsoWrite?.(tx, committed);
    return committed;
  });
}

const PLATFORM = { kind: 'platform', id: 'medsign' } as const;

async function countAgainstSessions(tx: Transaction, signed: readonly SignedOrder[]): Promise<SessionRow[]> {
  const bySession = Map.groupBy(
    signed.filter(({ order }) => order.key.sessionId !== undefined),
    ({ order }) => order.key.sessionId as string,
  );
  const usedUp: SessionRow[] = [];
  for (const [sessionId, under] of [...bySession].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const session = await addSignatures(tx, sessionId, under.length);
    if (session.state === 'active' && session.signed_count >= session.max_count) usedUp.push(session);
  }
  return usedUp;
}

async function closeTask(tx: Transaction, order: SignOrder): Promise<void> {
  if (order.taskId === undefined) return;
  const moved = await moveTasks(tx, [order.taskId], 'signing', {
    state: 'signed',
    closed_at: order.at,
    record_id: order.recordId,
  });
  if (moved.length !== 1) throw new Error(`sign task ${order.taskId} is not being signed`);
}

function leafOf({ order, answerDigest, stamp }: SignedOrder): LeafEntry {
  return {
    kind: 'record-signed',
    at: order.at,
    actor: { kind: 'system', id: order.system.code },
    subject: order.recordId,
    data: {
      signer: order.signer.jobNo,
      department: order.department?.code ?? null,
      documentType: order.documentType,
      format: order.format,
      contentSm3: toHex(order.content.digest),
      signatureSm3: toHex(answerDigest),
      tokenSm3: toHex(sm3(stamp.der)),
      certificateSm3: toHex(sm3(order.key.certificate)),
      session: order.key.sessionId ?? null,
      task: order.taskId ?? null,
    },
  };
}

function distinctContents(signed: readonly SignedOrder[]) {
  const contents = new Map<string, { digest: Uint8Array; size: number; bytes: Uint8Array }>();
  for (const { order } of signed) {
    const { digest, size, bytes } = order.content;
    if (bytes !== undefined) contents.set(toHex(digest), { digest, size, bytes });
  }
  return [...contents.values()];
}

async function insertRows(tx: Transaction, signed: readonly SignedOrder[]): Promise<void> {
  const fields = new Map<string, Uint8Array>();
  const rows = signed.map((one) => {
    const { token, certificates } = slimToken(one.stamp.der);
    const digest = certificates && sm3(certificates);
    if (digest) fields.set(toHex(digest), certificates);
    return rowOf(one, token, digest ?? null);
  });
  for (const certificates of fields.values()) await insertTokenCertificates(tx, sm3(certificates), certificates);
  await insertRecords(tx, rows);
}

function rowOf(one: SignedOrder, token: Uint8Array, tokenCertificatesDigest: Uint8Array | null): RecordRow {
  const { order } = one;
  return {
    id: order.recordId,
    signed_at: order.at,
    system_code: order.system.code,
    business_no: order.businessNo,
    document_type: order.documentType,
    title: order.title,
    signer_id: order.signer.id,
    signer_job_no: order.signer.jobNo,
    signer_name: order.signer.name,
    department_code: order.department?.code ?? null,
    department_name: order.department?.name ?? null,
    campus_name: order.department?.campusName ?? null,
    patient_id: order.patient?.id ?? null,
    patient_name: order.patient?.name ?? null,
    patient_visit_no: order.patient?.visitNo ?? null,
    test: order.signer.test || order.system.test,
    format: order.format,
    content_kind: order.content.kind,
    content_digest: order.content.digest,
    content_size: order.content.size,
    signature: one.signature,
    signed_attributes: one.signedAttributes ?? null,
    answer_digest: one.answerDigest,
    certificate_id: order.key.certificateId,
    token,
    token_certificates_digest: tokenCertificatesDigest,
    custody: order.key.custody,
    session_id: order.key.sessionId ?? null,
    task_id: order.taskId ?? null,
    ledger_index: one.ledgerIndex,
  };
}

async function appendEvents(deps: SignDeps, tx: Transaction, signed: readonly SignedOrder[]): Promise<void> {
  await deps.outbox.append(
    tx,
    lastMoment(signed),
    signed.map(({ order }) => ({
      topic: 'record.signed',
      key: order.recordId,
      systemCode: order.system.code,
      payload: {
        recordId: order.recordId,
        businessNo: order.businessNo,
        documentType: order.documentType,
        signedAt: order.at.toISOString(),
        ...(order.taskId !== undefined && { taskId: order.taskId }),
      },
    })),
  );
}

function lastMoment(signed: readonly SignedOrder[]): Date {
  return new Date(Math.max(...signed.map(({ order }) => order.at.getTime())));
}
