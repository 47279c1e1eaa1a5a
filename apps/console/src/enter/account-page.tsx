import { PERMISSIONS, ROLES } from '@medsign/contract/permissions';
import { useMe } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Facts, Instant, StateTag } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { PinForm } from './pin-form.tsx';

export function AccountPage() {
  const { t, pick, list } = useLanguage();
  const me = useMe();
  const permissions = list(me.permissions.map((one) => pick(PERMISSIONS[one])));
  return (
    <Page title={t('account.title')}>
      <Section title={t('account.who')}>
        <Facts
          facts={[
            { label: t('setup.name'), value: `${me.name} ${me.title}` },
            { label: t('setup.jobNo'), value: me.jobNo },
            { label: t('account.roles'), value: me.roles.map((role) => pick(ROLES[role])).join(' / ') },
            { label: t('menu.departments'), value: list(me.departments.map((one) => one.name)) || t('word.none') },
            { label: t('account.sessionEnds'), value: <Instant value={me.sessionEndsAt} /> },
            { label: t('account.permissions'), value: permissions, wide: true },
          ]}
        />
      </Section>
      <Section
        title={t('account.pin')}
        aside={
          <StateTag tone={me.pin === 'set' ? 'good' : me.pin === 'locked' ? 'bad' : 'unsure'}>
            {t(`account.pin.${me.pin}`)}
          </StateTag>
        }
      >
        {me.pin === 'locked' ? <p>{t('advice.pin-locked')}</p> : <PinForm />}
      </Section>
    </Page>
  );
}
