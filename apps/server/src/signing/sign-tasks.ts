import type { SignTaskResult } from '@medsign/contract/sign-tasks';
import { toHex } from '@medsign/engine/bytes/hex';
import { checkPin, findSystem, getPerson, type Person } from '../identity/index.ts';
import { uuidv7 } from '../platform/ids.ts';
import { Refusal } from '../platform/refusal.ts';
import { checkInput, type Lookups, lookupsIn } from './check-input.ts';
import { signOrders } from './sign-orders.ts';
import { sessionKey } from './signing-key.ts';
import { contentBytes } from './store-records.ts';
import { findTask, type TaskRow } from './store-tasks.ts';
import { endTaskSession, openTaskSession } from './task-session.ts';
import type { ApprovalDeps, CheckedInput, SigningKey } from './types.ts';

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
  const digests = ready.map((task) => [task.taskId, toHex(task.checked.content.digest)]);
  const session = await openTaskSession(deps, signer, Object.fromEntries(digests));
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

function resultOf(task: Prepared): SignTaskResult {
  const { refusal } = task;
  return {
    taskId: task.taskId,
    status: 'refused',
    ...(refusal && { code: refusal.code }),
    ...(refusal?.detail !== undefined && { detail: refusal.detail }),
  };
}
