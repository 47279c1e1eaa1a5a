import { PERMISSIONS, ROLES } from '@medsign/contract/permissions';
import { useMe } from '../app/session.ts';
import { permissionNames } from '../i18n/permission-names.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Facts, Instant, StateTag } from '../shared/marks.tsx';
import { Page, Section } from '../shared/page.tsx';
import { PinForm } from './pin-form.tsx';

export function AccountPage() {
  const { t, pick } = useLanguage();
  const me = useMe();
  const names = permissionNames(me.permissions, PERMISSIONS);
  return (
    <Page title={t('account.title')}>
      <Section title={t('account.who')}>
        <Facts
          facts={[
            { label: t('setup.name'), value: `${me.name} ${me.title}` },
            { label: t('setup.jobNo'), value: me.jobNo },
            { label: t('account.roles'), value: me.roles.map((role) => pick(ROLES[role])).join(' / ') },
            { label: t('menu.departments'), value: me.departments.map((one) => one.name).join('、') || t('word.none') },
            { label: t('account.sessionEnds'), value: <Instant value={me.sessionEndsAt} /> },
            { label: t('account.permissions'), value: pick(names), wide: true },
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
