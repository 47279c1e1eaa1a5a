import type { PersonSummary } from '@medsign/contract/people';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { DataList } from '../shared/data-list.tsx';
import { DownloadButton } from '../shared/download-button.tsx';
import { useFilters } from '../shared/filters.tsx';
import { EmptyState, ListStates, MoreButton } from '../shared/list-states.tsx';
import { LinkButton, Page } from '../shared/page.tsx';
import { usePages } from '../shared/queries.ts';
import { PEOPLE_FILTERS, PeopleFilters } from './people-filters.tsx';
import { personColumns } from './person-columns.tsx';

export function PeoplePage() {
  const words = useLanguage();
  const { t } = words;
  const may = useMay();
  const filters = useFilters(PEOPLE_FILTERS);
  const pages = usePages<PersonSummary>('/v1/people', filters.values);
  return (
    <Page
      title={t('menu.people')}
      lead={<span className="keys-hint">{t('list.keys')}</span>}
      actions={
        <>
          {may('people:write') ? <LinkButton to="/people/import">{t('people.import')}</LinkButton> : null}
          <DownloadButton
            path="/v1/people:export"
            fileName="people.csv"
            query={filters.values}
            disabled={pages.rows.length === 0}
          />
        </>
      }
    >
      <PeopleFilters filters={filters} />
      <ListStates
        state={pages}
        count={pages.rows.length}
        filtered={filters.any}
        clear={filters.clear}
        empty={<EmptyState title={t('people.empty')}>{t('people.emptyWhat')}</EmptyState>}
      >
        <DataList
          label={t('menu.people')}
          rows={pages.rows}
          columns={personColumns(words)}
          rowKey={(person) => person.jobNo}
          to={(person) => `/people/${person.jobNo}`}
        />
        <MoreButton {...pages} count={pages.rows.length} />
      </ListStates>
    </Page>
  );
}
