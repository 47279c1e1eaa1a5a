import { DEPARTMENT_KINDS, type DepartmentExportQuery } from '@medsign/contract/departments';
import { csvFile } from '../platform/csv.ts';
import type { DatabaseReader } from '../platform/database.ts';
import { listDepartments } from './find-department.ts';

const HEADER = ['科室编码', '科室名称', '院区编码', '院区', '类别', '状态'];

/** The departments a filter leaves, by code. */
export async function exportDepartments(db: DatabaseReader, query: DepartmentExportQuery): Promise<Uint8Array> {
  const q = (query.q ?? '').toLowerCase();
  const rows = (await listDepartments(db)).filter(
    (one) =>
      `${one.name} ${one.code}`.toLowerCase().includes(q) &&
      (query.campus === undefined || one.campusCode === query.campus) &&
      (query.kind === undefined || one.kind === query.kind),
  );
  return csvFile(
    HEADER,
    rows.map((one) => [
      one.code,
      one.name,
      one.campusCode,
      one.campusName,
      DEPARTMENT_KINDS[one.kind].zh,
      one.active ? '在用' : '停用',
    ]),
  );
}
