import type { SignSession } from '@medsign/contract/sign-sessions';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';

export const SESSIONS_PATH = '/v1/sign-sessions';

/** Sign sessions of the person signed in, newest first. */
export function useMySessions() {
  return useQuery({
    queryKey: [SESSIONS_PATH, 'mine'],
    queryFn: ({ signal }) => call<{ items: SignSession[] }>(SESSIONS_PATH, { query: { mine: 'true' }, signal }),
  });
}
