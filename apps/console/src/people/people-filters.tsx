import { ROLES } from '@medsign/contract/permissions';
import { useLanguage } from '../i18n/use-language.ts';
import { FilterBar, type Filters } from '../shared/filters.tsx';
import { useDepartments } from '../shared/queries.ts';

export const PEOPLE_FILTERS = ['q', 'department', 'role', 'active', 'test'] as const;

export function PeopleFilters({ filters }: { readonly filters: Filters<(typeof PEOPLE_FILTERS)[number]> }) {
  const { t, pick } = useLanguage();
  const departments = useDepartments();
  return (
    <FilterBar
      filters={filters}
      search={{ name: 'q', label: t('people.search') }}
      choices={[
        {
          name: 'department',
          label: t('people.department'),
          options: (departments.data?.items ?? []).map(({ code, name }) => ({ value: code, label: `${name} ${code}` })),
        },
        {
          name: 'role',
          label: t('account.roles'),
          options: Object.entries(ROLES).map(([value, role]) => ({ value, label: pick(role) })),
        },
        {
          name: 'active',
          label: t('word.status'),
          options: [
            { value: 'true', label: t('word.active') },
            { value: 'false', label: t('word.inactive') },
          ],
        },
        {
          name: 'test',
          label: t('app.testAccount'),
          options: [
            { value: 'true', label: t('people.testOnly') },
            { value: 'false', label: t('people.testNone') },
          ],
        },
      ]}
    />
  );
}
