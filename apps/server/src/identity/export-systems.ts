import { documentTypeName } from '@medsign/contract/document-types';
import type { SystemExportQuery } from '@medsign/contract/systems';
import { csvFile, csvTimes } from '../platform/csv.ts';
import type { DatabaseReader } from '../platform/database.ts';
import { listSystems } from './find-system.ts';

const HEADER = ['系统编码', '系统名称', '客户端标识', '文书类型', '测试', '状态', '密钥生成于'];

/** The systems a filter leaves, by code; never their secrets. */
export async function exportSystems(
  db: DatabaseReader,
  query: SystemExportQuery,
  timeZone: string,
): Promise<Uint8Array> {
  const time = csvTimes(timeZone);
  const q = (query.q ?? '').toLowerCase();
  const rows = (await listSystems(db)).filter((one) =>
    `${one.name} ${one.code} ${one.clientId}`.toLowerCase().includes(q),
  );
  return csvFile(
    HEADER,
    rows.map((one) => [
      one.code,
      one.name,
      one.clientId,
      one.documentTypes === null ? '全部' : one.documentTypes.map((code) => documentTypeName(code).zh).join(';'),
      one.test ? '是' : '',
      one.active ? '在用' : '停用',
      one.secrets[0] === undefined ? '' : time(one.secrets[0].createdAt),
    ]),
  );
}
