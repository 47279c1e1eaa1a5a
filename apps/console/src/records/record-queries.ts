import type { RecordListQuery } from '@medsign/contract/records';

export const RECORD_FILTERS = ['q', 'signer', 'system', 'department', 'documentType', 'from', 'to', 'test'] as const;
export type RecordFilter = (typeof RECORD_FILTERS)[number];

/** Filters as the address carries them → as the platform understands them. Days are those of the reader's clock. */
export function recordQuery(values: Readonly<Partial<Record<RecordFilter, string>>>): Omit<RecordListQuery, 'limit'> {
  const { from, to, test, ...same } = values;
  const start = from === undefined ? undefined : dayStart(from);
  const end = to === undefined ? undefined : dayEnd(to);
  return {
    ...same,
    ...(start === undefined ? {} : { from: start }),
    ...(end === undefined ? {} : { to: end }),
    ...(test === 'true' || test === 'false' ? { test: test === 'true' } : {}),
  };
}

/** `2026-11-23` → its first instant in the local zone; undefined when it is no day. */
function dayStart(day: string): string | undefined {
  return instantOf(`${day}T00:00:00.000`);
}

function dayEnd(day: string): string | undefined {
  return instantOf(`${day}T23:59:59.999`);
}

function instantOf(local: string): string | undefined {
  const date = new Date(local);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
