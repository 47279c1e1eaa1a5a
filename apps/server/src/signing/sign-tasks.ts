import type { SignTaskResult } from '@medsign/contract/sign-tasks';
import { toHex } from '@medsign/engine/bytes/hex';
import { checkPin, findSystem, getPerson, type Person } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { Refusal } from '../platform/refusal.ts';
import { activateSession, prepareSession } from './activate-session.ts';
import type { ApprovalDeps } from './approve-session.ts';
import { checkInput, type Lookups, lookupsIn } from './check-input.ts';
import { closeSession } from './close-session.ts';
import { signOrders } from './sign-orders.ts';
import { sessionKey } from './signing-key.ts';
import { contentBytes } from './store-records.ts';
import { insertSession, lockSession, type SessionRow } from './store-sessions.ts';
import { findTask, type TaskRow } from './store-tasks.ts';
import type { CheckedInput, SigningKey } from './types.ts';

/** Long enough for a hundred signatures, short enough to be of no other use. */
const VALID_MINUTES = 10;

type Prepared = { readonly taskId: string } & (
  | { readonly checked: CheckedInput; readonly refusal?: undefined }
  | { readonly refusal: Refusal }
);

/**
 * A person signs waiting tasks with one PIN: a session of its own for exactly these, closed when they are done. Every
 * task has its own result; one that cannot be signed does not hold up the others. Throws `pin-wrong`, `pin-locked`,
 * `pin-not-set`, `signer-inactive`.
 */
export async function signTasks(
  deps: ApprovalDeps,
  input: { readonly personId: string; readonly taskIds: readonly string[]; readonly pin: string },
): Promise<SignTaskResult[]> {
  const signer = await getPerson(deps.database, input.personId);
  if (!signer.active) throw new Refusal('signer-inactive');
  await checkPin(deps, signer.id, input.pin);
  const lookups = lookupsIn(deps.database);
  const prepared: Prepared[] = [];
  for (const taskId of input.taskIds) prepared.push(await prepare(deps, lookups, signer, taskId));
  const ready = prepared.filter((task) => task.refusal === undefined);
  if (ready.length === 0) return prepared.map(resultOf);
  const session = await openTaskSession(deps, signer, ready);
  const results = new Map<string, SignTaskResult>();
  try {
    const key = await sessionKey(deps.database, session, session.approved_at as Date);
    for (const task of ready) results.set(task.taskId, await signOne(deps, task, key));
  } finally {
    await endTaskSession(deps, session.id, signer);
  }
  return prepared.map((task) => results.get(task.taskId) ?? resultOf(task));
}

async function prepare(deps: ApprovalDeps, lookups: Lookups, signer: Person, taskId: string): Promise<Prepared> {
  try {
    const task = await findTask(deps.database, taskId);
    if (task === undefined || task.signer_id !== signer.id) throw new Refusal('unknown-task');
    if (task.state !== 'queued') throw new Refusal('task-closed', `the task is ${task.state}`);
    const system = await findSystem(deps.database, task.system_code);
    if (system === undefined) throw new Refusal('unknown-system');
    const input = { system, ...(await inputOf(deps, task)) };
    return { taskId, checked: await checkInput(lookups, input, deps.clock.now()) };
  } catch (error) {
    if (error instanceof Refusal) return { taskId, refusal: error };
    throw error;
  }
}

async function inputOf(deps: ApprovalDeps, task: TaskRow) {
  const bytes = task.content_kind === 'sm3' ? undefined : await contentBytes(deps.database, task.content_digest);
  return {
    signerJobNo: task.signer_job_no,
    departmentCode: task.department_code ?? undefined,
    businessNo: task.business_no,
    documentType: task.document_type,
    title: task.title,
    patient:
      task.patient_id === null
        ? undefined
        : { id: task.patient_id, name: task.patient_name ?? '', visitNo: task.patient_visit_no ?? undefined },
    content: { kind: task.content_kind, digest: task.content_digest, size: task.content_size, bytes },
    format: task.format,
  };
}

async function openTaskSession(deps: ApprovalDeps, signer: Person, tasks: readonly Prepared[]): Promise<SessionRow> {
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
    max_count: tasks.length,
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
  const digests = Object.fromEntries(
    tasks.flatMap((task) => (task.refusal ? [] : [[task.taskId, toHex(task.checked.content.digest)]])),
  );
  const prepared = await inTransaction(deps.database, async (tx) => {
    await insertSession(tx, session);
    return prepareSession(tx, deps, { session, signer, at, tasks: digests });
  });
  return inTransaction(deps.database, (tx) => activateSession(tx, deps, prepared));
}

async function signOne(deps: ApprovalDeps, task: Prepared, key: SigningKey): Promise<SignTaskResult> {
  if (task.refusal !== undefined) return resultOf(task);
  const recordId = uuidv7(deps.clock, deps.random);
  try {
    await signOrders(deps, [{ ...task.checked, recordId, at: deps.clock.now(), key, taskId: task.taskId }]);
    return { taskId: task.taskId, status: 'signed', recordId };
  } catch (error) {
    if (error instanceof Refusal) return resultOf({ taskId: task.taskId, refusal: error });
    throw error;
  }
}

/** All signed closes it already; otherwise the key goes now. */
async function endTaskSession(deps: ApprovalDeps, sessionId: string, signer: Person): Promise<void> {
  await inTransaction(deps.database, async (tx) => {
    const session = await lockSession(tx, sessionId);
    if (session?.state !== 'active') return;
    await closeSession(tx, deps, session, 'expired', deps.clock.now(), { kind: 'person', id: signer.jobNo });
  });
}

function resultOf(task: Prepared): SignTaskResult {
  const { refusal } = task;
  return {
    taskId: task.taskId,
    status: 'refused',
    ...(refusal && { code: refusal.code }),
    ...(refusal?.detail !== undefined && { detail: refusal.detail }),
  };
}
