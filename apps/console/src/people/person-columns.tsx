import type { PersonSummary } from '@medsign/contract/people';
import { ROLES } from '@medsign/contract/permissions';
import { Link } from 'react-router';
import type { Words } from '../i18n/use-language.ts';
import type { Column } from '../shared/data-list.tsx';
import { StateTag, TestTag } from '../shared/marks.tsx';

export function personColumns({ t, pick, list }: Words): readonly Column<PersonSummary>[] {
  return [
    {
      key: 'name',
      title: t('setup.name'),
      render: (person) => (
        <>
          <Link to={`/people/${person.jobNo}`}>{person.name}</Link> {person.test ? <TestTag /> : null}
        </>
      ),
    },
    { key: 'jobNo', title: t('setup.jobNo'), render: (person) => person.jobNo },
    { key: 'title', title: t('people.title'), render: (person) => person.title || '—' },
    {
      key: 'roles',
      title: t('account.roles'),
      render: (person) => person.roles.map((role) => pick(ROLES[role])).join(' / ') || '—',
    },
    {
      key: 'departments',
      title: t('people.department'),
      render: (person) => <span className="wrap">{list(person.departments.map((one) => one.name)) || '—'}</span>,
    },
    {
      key: 'active',
      title: t('word.status'),
      render: (person) => (
        <StateTag tone={person.active ? 'good' : 'ended'}>
          {t(person.active ? 'word.active' : 'word.inactive')}
        </StateTag>
      ),
    },
  ];
}
