import { CERTIFICATE_PROFILES, CERTIFICATE_STATUSES, type CertificateSummary } from '@medsign/contract/certificates';
import { Button } from 'antd';
import { useState } from 'react';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { FilterBar, useFilters } from '../shared/filters.tsx';
import { ListPage } from '../shared/list-page.tsx';
import { EmptyState } from '../shared/list-states.tsx';
import { usePages } from '../shared/queries.ts';
import { certificateColumns, type StatusChange, statusColumn } from './certificate-columns.tsx';
import { IssueDialog } from './issue-dialog.tsx';
import { StatusDialog } from './status-dialog.tsx';

const FILTERS = ['q', 'profile', 'status'] as const;

export function CertificatesPage() {
  const words = useLanguage();
  const { t, pick } = words;
  const may = useMay();
  const filters = useFilters(FILTERS);
  const pages = usePages<CertificateSummary>('/v1/certificates', filters.values);
  const [issuing, setIssuing] = useState(false);
  const [changing, setChanging] = useState<StatusChange>();
  return (
    <ListPage
      title={t('menu.certificates')}
      actions={
        may('certificates:issue') ? (
          <Button type="primary" onClick={() => setIssuing(true)}>
            {t('certificates.issue')}
          </Button>
        ) : undefined
      }
      exported={{ path: '/v1/certificates:export', query: filters.values }}
      filters={filters}
      filterBar={
        <FilterBar
          filters={filters}
          search={{ name: 'q', label: t('certificates.search') }}
          choices={[
            {
              name: 'profile',
              label: t('certificates.profile'),
              options: Object.entries(CERTIFICATE_PROFILES).map(([value, names]) => ({ value, label: pick(names) })),
            },
            {
              name: 'status',
              label: t('word.status'),
              options: Object.entries(CERTIFICATE_STATUSES).map(([value, names]) => ({ value, label: pick(names) })),
            },
          ]}
        />
      }
      state={pages}
      rows={pages.rows}
      rowKey={(certificate) => certificate.certificateId}
      columns={[
        ...certificateColumns(words),
        ...(may('certificates:revoke') ? [statusColumn(words, setChanging)] : []),
      ]}
      empty={<EmptyState title={t('certificates.empty')} />}
    >
      {issuing ? <IssueDialog close={() => setIssuing(false)} /> : null}
      {changing === undefined ? null : <StatusDialog {...changing} close={() => setChanging(undefined)} />}
    </ListPage>
  );
}
