import { DOCUMENT_TYPES, documentTypeName } from '@medsign/contract/document-types';
import { useLanguage } from '../i18n/use-language.ts';
import { type Choice, FilterBar, type Filters } from '../shared/filters.tsx';
import { useDepartments, useSystems } from '../shared/queries.ts';
import type { RecordFilter } from './record-queries.ts';

export function RecordFilters({ filters }: { readonly filters: Filters<RecordFilter> }) {
  const { t, pick } = useLanguage();
  const departments = useDepartments();
  const systems = useSystems();
  const types = Object.keys(DOCUMENT_TYPES).map((code) => ({ value: code, label: pick(documentTypeName(code)) }));
  const named = (items: readonly { code: string; name: string }[] = []) =>
    items.map((item) => ({ value: item.code, label: `${item.name} ${item.code}` }));
  const choices: readonly (Choice<RecordFilter> | undefined)[] = [
    { name: 'documentType', label: t('records.documentType'), options: types },
    // Who may not see the systems has no list to choose from.
    systems.data === undefined
      ? undefined
      : { name: 'system', label: t('records.system'), options: named(systems.data.items) },
    { name: 'department', label: t('records.department'), options: named(departments.data?.items) },
    {
      name: 'test',
      label: t('records.test'),
      options: [
        { value: 'false', label: t('records.testNone') },
        { value: 'true', label: t('records.testOnly') },
      ],
    },
  ];
  return (
    <FilterBar
      filters={filters}
      search={{ name: 'q', label: t('records.search') }}
      choices={choices.filter((choice) => choice !== undefined)}
      days={[
        { name: 'from', label: t('records.from') },
        { name: 'to', label: t('records.to') },
      ]}
    />
  );
}
