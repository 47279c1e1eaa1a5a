import type { SignTask } from '@medsign/contract/sign-tasks';
import { usePages } from '../shared/queries.ts';

export const TASKS_PATH = '/v1/sign-tasks';

/** What waits for the person signed in. */
export function useOpenTasks() {
  return usePages<SignTask>(TASKS_PATH, {});
}
