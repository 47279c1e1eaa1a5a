import { DEPARTMENT_KINDS, type Department } from '@medsign/contract/departments';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { Words } from '../i18n/use-language.ts';
import type { Column } from '../shared/data-list.tsx';
import { StateTag } from '../shared/marks.tsx';

export function departmentColumns(
  { t, pick }: Words,
  edit: ((department: Department) => void) | undefined,
): readonly Column<Department>[] {
  return [
    { key: 'name', title: t('word.name'), render: (one) => one.name },
    { key: 'code', title: t('word.code'), render: (one) => <code>{one.code}</code> },
    { key: 'campus', title: t('departments.campus'), render: (one) => one.campusName },
    { key: 'kind', title: t('departments.kind'), render: (one) => pick(DEPARTMENT_KINDS[one.kind]) },
    {
      key: 'active',
      title: t('word.status'),
      render: (one) => (
        <StateTag tone={one.active ? 'good' : 'ended'}>{t(one.active ? 'word.active' : 'word.inactive')}</StateTag>
      ),
    },
    {
      key: 'links',
      title: t('word.actions'),
      render: (one) => (
        <span className="page-actions">
          <Link to={`/people?department=${encodeURIComponent(one.code)}`}>{t('departments.people')}</Link>
          {edit === undefined ? null : (
            <Button size="small" onClick={() => edit(one)}>
              {t('departments.edit')}
            </Button>
          )}
        </span>
      ),
    },
  ];
}
