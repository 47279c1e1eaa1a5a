import { DEPARTMENT_KINDS, type Department } from '@medsign/contract/departments';
import { Button } from 'antd';
import { useState } from 'react';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { FilterBar, useFilters } from '../shared/filters.tsx';
import { ListPage } from '../shared/list-page.tsx';
import { EmptyState } from '../shared/list-states.tsx';
import { useDepartments } from '../shared/queries.ts';
import { departmentColumns } from './department-columns.tsx';
import { DepartmentDialog } from './department-dialog.tsx';

const FILTERS = ['q', 'campus', 'kind'] as const;

export function DepartmentsPage() {
  const words = useLanguage();
  const { t, pick } = words;
  const may = useMay();
  const filters = useFilters(FILTERS);
  const departments = useDepartments();
  const [editing, setEditing] = useState<Department | 'new'>();
  const all = departments.data?.items ?? [];
  const { q = '', campus, kind } = filters.values;
  const rows = all.filter(
    (one) =>
      `${one.name} ${one.code}`.toLowerCase().includes(q.toLowerCase()) &&
      (campus === undefined || one.campusCode === campus) &&
      (kind === undefined || one.kind === kind),
  );
  const campuses = [...new Map(all.map((one) => [one.campusCode, one.campusName]))];
  return (
    <ListPage
      title={t('menu.departments')}
      actions={
        may('people:write') ? (
          <Button type="primary" onClick={() => setEditing('new')}>
            {t('departments.create')}
          </Button>
        ) : undefined
      }
      exported={{ path: '/v1/departments:export', query: filters.values }}
      filters={filters}
      filterBar={
        <FilterBar
          filters={filters}
          search={{ name: 'q', label: t('departments.search') }}
          choices={[
            {
              name: 'campus',
              label: t('departments.campus'),
              options: campuses.map(([value, label]) => ({ value, label })),
            },
            {
              name: 'kind',
              label: t('departments.kind'),
              options: Object.entries(DEPARTMENT_KINDS).map(([value, names]) => ({ value, label: pick(names) })),
            },
          ]}
        />
      }
      state={departments}
      rows={rows}
      rowKey={(one) => one.code}
      columns={departmentColumns(words, may('people:write') ? setEditing : undefined)}
      empty={<EmptyState title={t('departments.empty')} />}
    >
      {editing === undefined ? null : (
        <DepartmentDialog
          department={editing === 'new' ? undefined : editing}
          campuses={campuses.map(([code, name]) => ({ code, name }))}
          close={() => setEditing(undefined)}
        />
      )}
    </ListPage>
  );
}
