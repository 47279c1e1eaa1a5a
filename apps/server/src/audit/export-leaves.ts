import { LEDGER_KINDS, MAX_LEDGER_EXPORT_ROWS } from '@medsign/contract/ledger';
import { csvChunks, csvTimes } from '../platform/csv.ts';
import type { Database } from '../platform/database.ts';
import { listLeaves, type StoredLeaf } from './read-ledger.ts';

const HEADER = ['序号', '时间', '操作', '操作代码', '操作者类型', '操作者', '对象', '条目散列', '内容'];
const ACTORS = { system: '系统', person: '人员', platform: '平台' } as const;

/** Leaves newest first, at most {@link MAX_LEDGER_EXPORT_ROWS}; the body as it was hashed. */
export function exportLeaves(
  db: Database,
  filter: { readonly kind?: string; readonly subject?: string },
  timeZone: string,
): AsyncGenerator<string, void, undefined> {
  const time = csvTimes(timeZone);
  const names: Readonly<Record<string, { readonly zh: string }>> = LEDGER_KINDS;
  return csvChunks<StoredLeaf>(HEADER, {
    mostRows: MAX_LEDGER_EXPORT_ROWS,
    read: (last, limit) => listLeaves(db, { ...filter, limit, ...(last === undefined ? {} : { before: last.index }) }),
    cells: (leaf) => [
      String(leaf.index),
      time(leaf.at),
      names[leaf.kind]?.zh ?? leaf.kind,
      leaf.kind,
      ACTORS[leaf.actor.kind],
      leaf.actor.id,
      leaf.subject,
      Buffer.from(leaf.leafHash).toString('hex'),
      Buffer.from(leaf.body).toString('utf8'),
    ],
  });
}
