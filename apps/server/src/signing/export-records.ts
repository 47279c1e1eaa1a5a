import { documentTypeName } from '@medsign/contract/document-types';
import { MAX_EXPORT_ROWS } from '@medsign/contract/records';
import type { Database } from '../platform/database.ts';
import { systemNamesIn } from './record-view.ts';
import { listRecords, type RecordFilter, type RecordSummaryRow } from './store-records.ts';

const BATCH = 1000;
const HEADER = [
  '签名时间',
  '业务号',
  '文书类型',
  '标题',
  '签名人工号',
  '签名人',
  '接入系统',
  '院区',
  '签名时科室',
  '患者标识',
  '患者姓名',
  '就诊号',
  '格式',
  '测试',
  '账本序号',
  '记录编号',
];

/** CSV in UTF-8 with byte order mark (Excel needs it for Chinese), newest first, at most {@link MAX_EXPORT_ROWS}. */
export async function* exportRecords(
  db: Database,
  filter: RecordFilter,
  timeZone: string,
): AsyncGenerator<string, void, undefined> {
  yield `\uFEFF${csvLine(HEADER)}`;
  const systemName = systemNamesIn(db);
  const time = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  let before: string | undefined;
  for (let written = 0; written < MAX_EXPORT_ROWS; ) {
    const limit = Math.min(BATCH, MAX_EXPORT_ROWS - written);
    const rows = await listRecords(db, filter, { before, limit });
    let chunk = '';
    for (const row of rows) {
      chunk += csvLine(cellsOf(row, await systemName(row.system_code), `${time.format(row.signed_at)} ${timeZone}`));
    }
    if (chunk !== '') yield chunk;
    written += rows.length;
    before = rows.at(-1)?.id;
    if (rows.length < limit) return;
  }
}

function cellsOf(row: RecordSummaryRow, systemName: string, signedAt: string): string[] {
  return [
    signedAt,
    row.business_no,
    documentTypeName(row.document_type).zh,
    row.title,
    row.signer_job_no,
    row.signer_name,
    systemName,
    row.campus_name ?? '',
    row.department_name ?? '',
    row.patient_id ?? '',
    row.patient_name ?? '',
    row.patient_visit_no ?? '',
    row.format,
    row.test ? '是' : '',
    String(row.ledger_index),
    row.id,
  ];
}

/** RFC 4180; a cell that a spreadsheet would run as a formula gets an apostrophe in front. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string): string {
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
