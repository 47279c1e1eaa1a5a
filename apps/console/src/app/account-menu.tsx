import { GlobalOutlined, UserOutlined } from '@ant-design/icons';
import type { Me } from '@medsign/contract/console-sessions';
import { ROLES } from '@medsign/contract/permissions';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Dropdown } from 'antd';
import { useNavigate } from 'react-router';
import { call } from '../api/client.ts';
import { chooseLanguage } from '../i18n/language.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { useNarrow } from '../shared/use-media.ts';
import { useNotice } from '../shared/use-notice.ts';

/** Changes to the other language and remembers it. */
export function LanguageSwitch() {
  const { t, language } = useLanguage();
  return (
    <Button
      type="text"
      icon={<GlobalOutlined aria-hidden />}
      lang={language === 'en' ? 'zh-CN' : 'en'}
      title={t('app.languageLabel')}
      onClick={() => void chooseLanguage(language === 'en' ? 'zh-CN' : 'en')}
    >
      {t('app.language')}
    </Button>
  );
}

export function AccountMenu({ me }: { readonly me: Me }) {
  const { t, pick, language } = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const notice = useNotice();
  const narrow = useNarrow();
  const signOut = () =>
    call('/v1/console/sessions', { method: 'DELETE' }).then(() => {
      queries.clear();
      // Signing out empties the browser's storage for this site; the language is no secret.
      void chooseLanguage(language);
      navigate('/enter');
    }, notice.refused);
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'account', label: t('app.account'), onClick: () => void navigate('/account') },
          { key: 'sign-out', label: t('app.signOut'), onClick: () => void signOut() },
        ],
      }}
    >
      <Button
        type="text"
        icon={<UserOutlined aria-hidden />}
        aria-label={narrow ? `${t('app.account')} ${me.name}` : undefined}
      >
        {narrow ? null : (
          <span>
            {me.name} <span className="quiet">{me.roles.map((role) => pick(ROLES[role])).join(' / ')}</span>
          </span>
        )}
      </Button>
    </Dropdown>
  );
}
