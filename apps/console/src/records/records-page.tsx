import { FileSearchOutlined } from '@ant-design/icons';
import type { RecordSummary } from '@medsign/contract/records';
import { useLanguage } from '../i18n/use-language.ts';
import { useColumns } from '../shared/columns.tsx';
import { useFilters } from '../shared/filters.tsx';
import { ListPage } from '../shared/list-page.tsx';
import { EmptyState } from '../shared/list-states.tsx';
import { usePages } from '../shared/queries.ts';
import { recordColumns } from './record-columns.tsx';
import { RecordFilters } from './record-filters.tsx';
import { RECORD_FILTERS, recordQuery } from './record-queries.ts';

export function RecordsPage() {
  const words = useLanguage();
  const { t } = words;
  const filters = useFilters(RECORD_FILTERS);
  const query = recordQuery(filters.values);
  const columns = useColumns('records', recordColumns(words));
  const pages = usePages<RecordSummary>('/v1/records', query);
  return (
    <ListPage
      title={t('records.title')}
      lead={<span className="keys-hint">{t('list.keys')}</span>}
      actions={columns.chooser}
      exported={{ path: '/v1/records:export', query }}
      filters={filters}
      filterBar={<RecordFilters filters={filters} />}
      state={pages}
      rows={pages.rows}
      columns={columns.shown}
      rowKey={(row) => row.recordId}
      to={(row) => `/records/${row.recordId}`}
      empty={
        <EmptyState icon={<FileSearchOutlined />} title={t('records.empty')}>
          {t('records.emptyWhat')}
        </EmptyState>
      }
    />
  );
}
