import type { PersonDetail } from '@medsign/contract/people';
import { useLanguage } from '../i18n/use-language.ts';
import { DataList } from '../shared/data-list.tsx';
import { EmptyState } from '../shared/list-states.tsx';
import { Instant, StateTag, TestTag } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';

export function PersonState({ person }: { readonly person: PersonDetail }) {
  const { t } = useLanguage();
  return (
    <span className="page-actions">
      {person.test ? <TestTag /> : null}
      <StateTag tone={person.active ? 'good' : 'ended'}>{t(person.active ? 'word.active' : 'word.inactive')}</StateTag>
    </span>
  );
}

/** Where the person worked and works; newest first. */
export function PersonMemberships({ person }: { readonly person: PersonDetail }) {
  const { t } = useLanguage();
  return (
    <Section title={t('people.memberships')}>
      {person.memberships.length === 0 ? <EmptyState title={t('people.noMemberships')} /> : null}
      {person.memberships.length === 0 ? null : (
        <DataList
          label={t('people.memberships')}
          rows={person.memberships.toReversed()}
          rowKey={(one) => `${one.code} ${one.from}`}
          columns={[
            {
              key: 'name',
              title: t('people.department'),
              render: (one) => (
                <>
                  {one.name} <span className="quiet">{one.code}</span>
                </>
              ),
            },
            { key: 'from', title: t('people.from'), render: (one) => <Instant value={one.from} short /> },
            {
              key: 'to',
              title: t('people.to'),
              render: (one) =>
                one.to === undefined ? (
                  <StateTag tone="good">{t('people.present')}</StateTag>
                ) : (
                  <Instant value={one.to} short />
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}
