import type { DatabaseReader } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { contentBytes } from './store-records.ts';
import { findTask, type TaskRow } from './store-tasks.ts';

export type TaskViewer =
  | { readonly kind: 'system'; readonly systemCode: string }
  | { readonly kind: 'person'; readonly personId: string };

/** The task as its signer or its system sees it. Throws Refusal `unknown-task`, also for everybody else. */
export async function readTask(db: DatabaseReader, viewer: TaskViewer | undefined, id: string): Promise<TaskRow> {
  const task = await findTask(db, id);
  const own =
    viewer?.kind === 'system' ? task?.system_code === viewer.systemCode : task?.signer_id === viewer?.personId;
  if (task === undefined || !own) throw new Refusal('unknown-task');
  return task;
}

/**
 * The octets that are to be signed: nobody should sign what they could not read. Throws Refusal `unknown-task`, and
 * `not-found` for content that never came here.
 */
export async function readTaskContent(
  db: DatabaseReader,
  viewer: TaskViewer | undefined,
  id: string,
): Promise<{ readonly name: string; readonly type: string; readonly bytes: Uint8Array }> {
  const task = await readTask(db, viewer, id);
  const bytes = task.content_kind === 'sm3' ? undefined : await contentBytes(db, task.content_digest);
  if (bytes === undefined) throw new Refusal('not-found', 'the content is kept elsewhere; its SM3 is in the task');
  return task.content_kind === 'text'
    ? { name: `${task.id}.txt`, type: 'text/plain; charset=utf-8', bytes }
    : { name: `${task.id}.bin`, type: 'application/octet-stream', bytes };
}
