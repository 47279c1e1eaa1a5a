import { type Actor, appendLeaf } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { refuseUnkeepable } from './rules.ts';
import { findTask, moveTasks, type TaskRow } from './store-tasks.ts';
import type { SignDeps } from './types.ts';

/** The person will not sign, and says why. Throws Refusal `unknown-task`, `task-closed`. */
export async function rejectTask(
  deps: SignDeps,
  input: { readonly taskId: string; readonly personId: string; readonly reason: string },
): Promise<TaskRow> {
  refuseUnkeepable({ reason: input.reason });
  const task = await findTask(deps.database, input.taskId);
  if (task === undefined || task.signer_id !== input.personId) throw new Refusal('unknown-task');
  return close(deps, task, 'rejected', { kind: 'person', id: task.signer_job_no }, input.reason);
}

/** The system takes a task back. Throws Refusal `unknown-task`, `task-closed`. */
export async function withdrawTask(
  deps: SignDeps,
  input: { readonly taskId: string; readonly systemCode: string },
): Promise<TaskRow> {
  const task = await findTask(deps.database, input.taskId);
  if (task === undefined || task.system_code !== input.systemCode) throw new Refusal('unknown-task');
  return close(deps, task, 'withdrawn', { kind: 'system', id: input.systemCode }, undefined);
}

async function close(
  deps: SignDeps,
  task: TaskRow,
  state: 'rejected' | 'withdrawn',
  actor: Actor,
  reason: string | undefined,
): Promise<TaskRow> {
  const at = deps.clock.now();
  return inTransaction(deps.database, async (tx) => {
    const moved = await moveTasks(tx, [task.id], 'queued', { state, closed_at: at, ...(reason && { reason }) });
    if (moved.length === 0) throw new Refusal('task-closed');
    await appendLeaf(tx, {
      kind: `task-${state}`,
      at,
      actor,
      subject: task.id,
      data: { signer: task.signer_job_no, system: task.system_code },
    });
    await deps.outbox.append(tx, at, [
      {
        topic: `task.${state}`,
        key: task.id,
        systemCode: task.system_code,
        payload: { taskId: task.id, businessNo: task.business_no, ...(reason && { reason }) },
      },
    ]);
    return (await findTask(tx, task.id)) as TaskRow;
  });
}
