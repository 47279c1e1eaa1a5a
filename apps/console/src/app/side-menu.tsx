import type { Me } from '@medsign/contract/console-sessions';
import { Link, NavLink } from 'react-router';
import { useLanguage } from '../i18n/use-language.ts';
import { visibleMenu } from './menu.tsx';

export function Brand({ hospitalName }: { readonly hospitalName: string }) {
  const { t } = useLanguage();
  return (
    <Link to="/" className="brand">
      <img src="/console/icon.svg" alt="" width={28} height={28} />
      <strong>{t('app.name')}</strong>
      <span className="brand-hospital">{hospitalName}</span>
    </Link>
  );
}

export function SideMenu({ me }: { readonly me: Me }) {
  const { t } = useLanguage();
  return (
    <nav aria-label={t('app.menu')}>
      <ul className="menu">
        {visibleMenu(me.permissions).map((entry) => (
          <li key={entry.path}>
            <NavLink to={entry.path} end={entry.path === '/'}>
              {entry.icon}
              <span>{t(entry.text)}</span>
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
