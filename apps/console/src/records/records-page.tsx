import { FileSearchOutlined } from '@ant-design/icons';
import type { RecordSummary } from '@medsign/contract/records';
import { useLanguage } from '../i18n/use-language.ts';
import { DataList } from '../shared/data-list.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { useFilters } from '../shared/filters.tsx';
import { EmptyState, ListStates, MoreButton } from '../shared/list-states.tsx';
import { Page } from '../shared/page.tsx';
import { usePages } from '../shared/queries.ts';
import { recordColumns } from './record-columns.tsx';
import { RecordFilters } from './record-filters.tsx';
import { RECORD_FILTERS, recordQuery } from './record-queries.ts';

export function RecordsPage() {
  const words = useLanguage();
  const { t } = words;
  const filters = useFilters(RECORD_FILTERS);
  const query = recordQuery(filters.values);
  const pages = usePages<RecordSummary>('/v1/records', query);
  return (
    <Page
      title={t('records.title')}
      lead={<span className="keys-hint">{t('list.keys')}</span>}
      actions={
        <DownloadButton
          path="/v1/records:export"
          fileName="records.csv"
          query={query}
          disabled={pages.rows.length === 0}
        />
      }
    >
      <RecordFilters filters={filters} />
      <ListStates
        state={pages}
        count={pages.rows.length}
        filtered={filters.any}
        clear={filters.clear}
        empty={
          <EmptyState icon={<FileSearchOutlined />} title={t('records.empty')}>
            {t('records.emptyWhat')}
          </EmptyState>
        }
      >
        <DataList
          label={t('records.title')}
          rows={pages.rows}
          columns={recordColumns(words)}
          rowKey={(row) => row.recordId}
          to={(row) => `/records/${row.recordId}`}
        />
        <MoreButton {...pages} count={pages.rows.length} />
      </ListStates>
    </Page>
  );
}
