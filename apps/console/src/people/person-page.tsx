import type { PersonDetail } from '@medsign/contract/people';
import { ROLES } from '@medsign/contract/permissions';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { call } from '../api/client.ts';
import { useMay, useMe } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Facts } from '../shared/marks.tsx';
import { Page, PageWaiting, Section } from '../shared/page.tsx';
import { PersonActions } from './person-actions.tsx';
import { PersonCertificates } from './person-certificates.tsx';
import { PersonMemberships, PersonState } from './person-parts.tsx';

export function PersonPage() {
  const { jobNo = '' } = useParams();
  const path = `/v1/staff/${encodeURIComponent(jobNo)}`;
  const person = useQuery({ queryKey: [path], queryFn: ({ signal }) => call<PersonDetail>(path, { signal }) });
  if (person.data === undefined) {
    return <PageWaiting title={jobNo} error={person.error} retry={person.refetch} />;
  }
  return <LoadedPerson person={person.data} path={path} />;
}

function LoadedPerson({ person, path }: { readonly person: PersonDetail; readonly path: string }) {
  const { t, pick, list } = useLanguage();
  const may = useMay();
  const me = useMe();
  const seesRecords = may('records:all') || may('records:department') || me.jobNo === person.jobNo;
  const seesCertificates = may('certificates:read');
  return (
    <Page
      title={person.name}
      lead={`${person.jobNo} ${person.title}`}
      actions={<PersonActions person={person} path={path} />}
    >
      <Section title={t('account.who')} aside={<PersonState person={person} />}>
        <Facts
          facts={[
            { label: t('account.roles'), value: person.roles.map((role) => pick(ROLES[role])).join(' / ') || '—' },
            {
              label: t('people.department'),
              value: list(person.departments.map((one) => one.name)) || t('word.none'),
            },
            { label: t('account.pin'), value: t(`account.pin.${person.pin}`) },
            seesRecords
              ? {
                  label: t('menu.records'),
                  value: <Link to={`/records?signer=${encodeURIComponent(person.jobNo)}`}>{t('people.records')}</Link>,
                }
              : undefined,
          ]}
        />
      </Section>
      <PersonMemberships person={person} />
      {seesCertificates ? <PersonCertificates path={path} /> : null}
    </Page>
  );
}
