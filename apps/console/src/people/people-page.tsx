import type { PersonSummary } from '@medsign/contract/people';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { useFilters } from '../shared/filters.tsx';
import { ListPage } from '../shared/list-page.tsx';
import { EmptyState } from '../shared/list-states.tsx';
import { LinkButton } from '../shared/page.tsx';
import { usePages } from '../shared/queries.ts';
import { NewPerson } from './new-person.tsx';
import { PEOPLE_FILTERS, PeopleFilters } from './people-filters.tsx';
import { personColumns } from './person-columns.tsx';

export function PeoplePage() {
  const words = useLanguage();
  const { t } = words;
  const may = useMay();
  const filters = useFilters(PEOPLE_FILTERS);
  const pages = usePages<PersonSummary>('/v1/people', filters.values);
  return (
    <ListPage
      title={t('menu.people')}
      lead={<span className="keys-hint">{t('list.keys')}</span>}
      actions={
        may('people:write') ? (
          <>
            <NewPerson />
            <LinkButton to="/people/import">{t('people.import')}</LinkButton>
          </>
        ) : undefined
      }
      exported={{ path: '/v1/people:export', query: filters.values }}
      filters={filters}
      filterBar={<PeopleFilters filters={filters} />}
      state={pages}
      rows={pages.rows}
      columns={personColumns(words)}
      rowKey={(person) => person.jobNo}
      to={(person) => `/people/${person.jobNo}`}
      empty={<EmptyState title={t('people.empty')}>{t('people.emptyWhat')}</EmptyState>}
    />
  );
}
