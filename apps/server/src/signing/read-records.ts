import type { RecordPage, SignatureRecord } from '@medsign/contract/records';
import type { DatabaseReader } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { type RecordOctets, reassembleIntact } from './reassemble.ts';
import { recordSummary, recordView, systemNamesIn } from './record-view.ts';
import { findRecord, listRecords, type RecordFilter, type RecordRow, type Visibility } from './store-records.ts';
import { findSession } from './store-sessions.ts';

const DEFAULT_LIMIT = 50;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A page of records, newest first. Throws Refusal `invalid-request` for a cursor that is not one. */
export async function readRecordPage(
  db: DatabaseReader,
  filter: RecordFilter,
  page: { readonly cursor: string | undefined; readonly limit: number | undefined },
): Promise<RecordPage> {
  const limit = page.limit ?? DEFAULT_LIMIT;
  // One row more than asked for tells whether there is a next page.
  const rows = await listRecords(db, filter, { before: page.cursor && idOfCursor(page.cursor), limit: limit + 1 });
  const systemName = systemNamesIn(db);
  const items = await Promise.all(rows.slice(0, limit).map((row) => recordSummary(row, systemName)));
  const last = items.at(-1);
  return rows.length > limit && last ? { items, next: cursorOfId(last.recordId) } : { items };
}

/** One record in full. Throws Refusal `unknown-record`, also for one the caller may not see. */
export async function readRecord(db: DatabaseReader, id: string, visibility: Visibility): Promise<SignatureRecord> {
  const { row, octets } = await readRecordOctets(db, id, visibility);
  const session = row.session_id === null ? undefined : await findSession(db, row.session_id);
  return recordView(row, octets, session, systemNamesIn(db));
}

/** A record with the octets it stands for. Throws Refusal `unknown-record`. */
export async function readRecordOctets(
  db: DatabaseReader,
  id: string,
  visibility: Visibility,
): Promise<{ readonly row: RecordRow; readonly octets: RecordOctets }> {
  const row = await findRecord(db, id, visibility);
  if (row === undefined) throw new Refusal('unknown-record');
  return { row, octets: await reassembleIntact(db, row) };
}

export function cursorOfId(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** Throws Refusal `invalid-request`. */
export function idOfCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!UUID.test(id)) throw new Refusal('invalid-request', 'cursor is not one of ours');
  return id;
}
