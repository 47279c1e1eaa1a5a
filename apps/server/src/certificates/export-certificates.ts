import {
  CERTIFICATE_PROFILES,
  CERTIFICATE_STATUSES,
  type CertificateExportQuery,
  MAX_CERTIFICATE_EXPORT_ROWS,
} from '@medsign/contract/certificates';
import { csvChunks, csvTimes } from '../platform/csv.ts';
import type { Database } from '../platform/database.ts';
import { statusAt } from './rules.ts';
import { readCertificates } from './store.ts';
import type { StoredCertificate } from './types.ts';

const HEADER = [
  '持有者',
  '工号',
  '用途',
  '状态',
  '生效时间',
  '到期时间',
  '签发时间',
  '序列号',
  '密钥保管',
  '测试',
  '证书编号',
];

/** Newest first, at most {@link MAX_CERTIFICATE_EXPORT_ROWS}; `at` decides what is expired. */
export function exportCertificates(
  db: Database,
  query: CertificateExportQuery,
  about: { readonly at: Date; readonly timeZone: string },
): AsyncGenerator<string, void, undefined> {
  const time = csvTimes(about.timeZone);
  const { expiresBefore, ...filter } = query;
  const wanted = { ...filter, expiresBefore: expiresBefore === undefined ? undefined : new Date(expiresBefore) };
  return csvChunks<StoredCertificate>(HEADER, {
    mostRows: MAX_CERTIFICATE_EXPORT_ROWS,
    read: (last, limit) => readCertificates(db, wanted, { before: last?.id, limit, at: about.at }),
    cells: (one) => [
      one.commonName,
      one.jobNo ?? '',
      CERTIFICATE_PROFILES[one.profile].zh,
      CERTIFICATE_STATUSES[statusAt(one, about.at)].zh,
      ...[one.notBefore, one.notAfter, one.issuedAt].map(time),
      one.serial,
      one.custody,
      one.test ? '是' : '',
      one.id,
    ],
  });
}
