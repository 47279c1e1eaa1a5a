import {
  CERTIFICATE_PROFILES,
  CERTIFICATE_STATUSES,
  type CertificateStatusRequest,
  type CertificateSummary,
} from '@medsign/contract/certificates';
import { Button } from 'antd';
import { useState } from 'react';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { type Column, DataList } from '../shared/data-list.tsx';
import { FilterBar, useFilters } from '../shared/filters.tsx';
import { EmptyState, ListStates, MoreButton } from '../shared/list-states.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/queries.ts';
import { certificateColumns } from './certificate-columns.tsx';
import { StatusDialog } from './status-dialog.tsx';

const FILTERS = ['q', 'profile', 'status'] as const;
/** What may be done to a certificate in each state; revoked and expired are final. */
const ACTIONS = { active: ['suspend', 'revoke'], suspended: ['resume', 'revoke'], revoked: [], expired: [] } as const;

export function CertificatesPage() {
  const words = useLanguage();
  const { t, pick } = words;
  const may = useMay();
  const filters = useFilters(FILTERS);
  const pages = usePages<CertificateSummary>('/v1/certificates', filters.values);
  const [changing, setChanging] = useState<{
    certificate: CertificateSummary;
    action: CertificateStatusRequest['action'];
  }>();
  const actions: readonly Column<CertificateSummary>[] = may('certificates:revoke')
    ? [
        {
          key: 'actions',
          title: t('word.actions'),
          render: (certificate) =>
            ACTIONS[certificate.status].length === 0 ? null : (
              <span className="page-actions">
                {ACTIONS[certificate.status].map((action) => (
                  <Button
                    key={action}
                    size="small"
                    danger={action === 'revoke'}
                    onClick={() => setChanging({ certificate, action })}
                  >
                    {t(`certificates.${action}`)}
                  </Button>
                ))}
              </span>
            ),
        },
      ]
    : [];
  return (
    <Page title={t('menu.certificates')}>
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
      <ListStates
        state={pages}
        count={pages.rows.length}
        filtered={filters.any}
        clear={filters.clear}
        empty={<EmptyState title={t('certificates.empty')} />}
      >
        <DataList
          label={t('menu.certificates')}
          rows={pages.rows}
          rowKey={(certificate) => certificate.certificateId}
          columns={[...certificateColumns(words), ...actions]}
        />
        <MoreButton {...pages} count={pages.rows.length} />
      </ListStates>
      {changing === undefined ? null : <StatusDialog {...changing} close={() => setChanging(undefined)} />}
    </Page>
  );
}
