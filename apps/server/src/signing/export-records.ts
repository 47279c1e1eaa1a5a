import { documentTypeName } from '@medsign/contract/document-types';
import { MAX_EXPORT_ROWS } from '@medsign/contract/records';
import { csvChunks, csvTimes } from '../platform/csv.ts';
import type { Database } from '../platform/database.ts';
import { systemNamesIn } from './record-view.ts';
import { listRecords, type RecordFilter, type RecordSummaryRow } from './store-records.ts';

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

/** Newest first, at most {@link MAX_EXPORT_ROWS}. */
export function exportRecords(
  db: Database,
  filter: RecordFilter,
  timeZone: string,
): AsyncGenerator<string, void, undefined> {
  const systemName = systemNamesIn(db);
  const time = csvTimes(timeZone);
  return csvChunks<RecordSummaryRow>(HEADER, {
    mostRows: MAX_EXPORT_ROWS,
    read: (last, limit) => listRecords(db, filter, { before: last?.id, limit }),
    cells: async (row) => cellsOf(row, await systemName(row.system_code), time(row.signed_at)),
  });
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
