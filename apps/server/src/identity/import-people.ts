import type { Actor } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';

/** What became of one row; `row` counts from 1 for the first row below the header. */
export interface ImportedRow {
  readonly row: number;
  readonly jobNo: string;
  readonly result: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly reason?: string;
}

export interface ImportReport {
  readonly dryRun: boolean;
  readonly encoding: 'utf-8' | 'gb18030';
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly rows: readonly ImportedRow[];
}

/** Stores the valid rows of a CSV in one transaction and reports on every row. Throws Refusal `malformed-csv`. */
export async function importPeople(
  _deps: { readonly database: Database; readonly clock: Clock; readonly random: RandomBytes },
  _input: { readonly csv: Uint8Array; readonly dryRun: boolean; readonly actor: Actor },
): Promise<ImportReport> {
  throw new Error('not available yet');
}
