import type { DepartmentList } from '@medsign/contract/departments';
import type { SystemList } from '@medsign/contract/systems';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import type { QueryValue } from '../api/query-string.ts';
import { useMay } from '../app/session.ts';

interface KeysetPage<Row> {
  readonly items: readonly Row[];
  readonly next?: string | undefined;
}

const PAGE_SIZE = 50;

/** A keyset-paged list: page after page as asked for, flattened. */
export function usePages<Row>(path: string, query: Readonly<Record<string, QueryValue>>) {
  const answer = useInfiniteQuery({
    queryKey: [path, query],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) =>
      call<KeysetPage<Row>>(path, { query: { ...query, cursor: pageParam, limit: PAGE_SIZE }, signal }),
    getNextPageParam: (last) => last.next,
  });
  return { ...answer, rows: answer.data?.pages.flatMap((page) => page.items) ?? [] };
}

const RARELY_CHANGES = 5 * 60_000;

export function useDepartments() {
  const may = useMay();
  return useQuery({
    queryKey: ['/v1/departments'],
    enabled: may('people:read'),
    staleTime: RARELY_CHANGES,
    queryFn: ({ signal }) => call<DepartmentList>('/v1/departments', { signal }),
  });
}

export function useSystems() {
  const may = useMay();
  return useQuery({
    queryKey: ['/v1/systems'],
    enabled: may('systems:read'),
    staleTime: RARELY_CHANGES,
    queryFn: ({ signal }) => call<SystemList>('/v1/systems', { signal }),
  });
}
