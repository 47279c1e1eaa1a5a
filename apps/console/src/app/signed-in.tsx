import { MenuOutlined, SearchOutlined } from '@ant-design/icons';
import type { Me } from '@medsign/contract/console-sessions';
import { Button, Drawer } from 'antd';
import { useEffect, useState } from 'react';
import { Outlet, useLocation, useNavigation } from 'react-router';
import { useLanguage } from '../i18n/use-language.ts';
import { useNarrow } from '../shared/use-media.ts';
import { AccountMenu, LanguageSwitch } from './account-menu.tsx';
import { CommandPalette, useFindKey } from './command-palette.tsx';
import { entryOf, mayOpen } from './menu.tsx';
import { Forbidden } from './page-states.tsx';
import { Brand, SideMenu } from './side-menu.tsx';

/** Top bar, menu and page of somebody who is signed in. */
export function SignedIn({ me }: { readonly me: Me }) {
  const { t } = useLanguage();
  const narrow = useNarrow();
  const location = useLocation();
  const loading = useNavigation().state === 'loading';
  const [menuOpen, setMenuOpen] = useState(false);
  const [finding, setFinding] = useState(false);
  useFindKey(() => setFinding(true));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes whenever the address changes
  useEffect(() => setMenuOpen(false), [location]);
  const entry = entryOf(location.pathname);
  const allowed = entry === undefined || mayOpen(entry, me.permissions);
  return (
    <div className="frame">
      <a className="skip" href="#content">
        {t('app.skip')}
      </a>
      <header className="head">
        <div className="top">
          {narrow ? (
            <Button
              type="text"
              icon={<MenuOutlined aria-hidden />}
              aria-label={t('app.openMenu')}
              onClick={() => setMenuOpen(true)}
            />
          ) : null}
          <Brand hospitalName={me.hospitalName} />
          <div className="top-right">
            <Button
              icon={<SearchOutlined aria-hidden />}
              aria-label={narrow ? t('palette.title') : undefined}
              aria-keyshortcuts="Control+K"
              onClick={() => setFinding(true)}
            >
              {narrow ? null : (
                <>
                  {t('palette.open')} <kbd>Ctrl K</kbd>
                </>
              )}
            </Button>
            {narrow ? null : <LanguageSwitch />}
            <AccountMenu me={me} />
          </div>
        </div>
        {me.mode === 'demo' ? <p className="demo-bar">{t('app.demo')}</p> : null}
      </header>
      <div className="body">
        <Navigation me={me} open={menuOpen} close={() => setMenuOpen(false)} />
        <main id="content" tabIndex={-1} aria-busy={loading}>
          {allowed ? <Outlet /> : <Forbidden />}
        </main>
      </div>
      {finding ? <CommandPalette close={() => setFinding(false)} /> : null}
    </div>
  );
}

/** The menu beside the page, or in a drawer on a phone. */
function Navigation(properties: { readonly me: Me; readonly open: boolean; readonly close: () => void }) {
  const { t } = useLanguage();
  const narrow = useNarrow();
  if (!narrow) {
    return (
      <aside className="side">
        <SideMenu me={properties.me} />
      </aside>
    );
  }
  return (
    <Drawer open={properties.open} placement="left" size={264} title={t('app.menu')} onClose={properties.close}>
      <SideMenu me={properties.me} />
      <div className="drawer-foot">
        <LanguageSwitch />
      </div>
    </Drawer>
  );
}
