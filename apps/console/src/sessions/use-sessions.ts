import type { SignSession } from '@medsign/contract/sign-sessions';
import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { useMay } from '../app/session.ts';

export const SESSIONS_PATH = '/v1/sign-sessions';

/** Open sign sessions: one's own, or everybody's for who watches over them. */
export function useSessions() {
  const may = useMay();
  const query: { mine?: string } = may('sessions:all') ? {} : { mine: 'true' };
  return useQuery({
    queryKey: [SESSIONS_PATH, query],
    queryFn: ({ signal }) => call<{ items: SignSession[] }>(SESSIONS_PATH, { query, signal }),
  });
}
