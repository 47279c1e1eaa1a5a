import { documentTypeName } from '@medsign/contract/document-types';
import type { RecordSummary } from '@medsign/contract/records';
import { Link } from 'react-router';
import type { Words } from '../i18n/use-language.ts';
import type { Column } from '../shared/data-list.tsx';
import { Instant, TestTag } from '../shared/marks.tsx';

export function recordColumns({ t, pick }: Words): readonly Column<RecordSummary>[] {
  return [
    {
      key: 'title',
      title: t('records.titleColumn'),
      render: (row) => (
        <span className="wrap">
          <Link to={`/records/${row.recordId}`}>{row.title}</Link> {row.test ? <TestTag /> : null}
          <span className="below quiet">{row.businessNo}</span>
        </span>
      ),
    },
    {
      key: 'documentType',
      title: t('records.documentType'),
      render: (row) => pick(documentTypeName(row.documentType)),
    },
    { key: 'patient', title: t('records.patient'), render: (row) => row.patient?.name ?? '—' },
    {
      key: 'signer',
      title: t('records.signer'),
      render: (row) => (
        <>
          {row.signer.name} <span className="quiet">{row.signer.jobNo}</span>
        </>
      ),
    },
    { key: 'department', title: t('records.department'), render: (row) => row.department?.name ?? '—' },
    { key: 'signedAt', title: t('records.signedAt'), render: (row) => <Instant value={row.signedAt} short /> },
    { key: 'system', title: t('records.system'), render: (row) => row.system.name },
  ];
}
