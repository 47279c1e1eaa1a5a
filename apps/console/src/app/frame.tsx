import type { Me } from '@medsign/contract/console-sessions';
import { useQuery } from '@tanstack/react-query';
import { Outlet, useLocation } from 'react-router';
import { ApiError } from '../api/api-error.ts';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { LanguageSwitch } from './account-menu.tsx';
import { Loading, SignedOut } from './page-states.tsx';
import { ME_PATH, MeContext, meKey } from './session.ts';
import { Brand } from './side-menu.tsx';
import { SignedIn } from './signed-in.tsx';

/** Everything around a page: who is signed in, the menu and the quick finder. */
export function Frame() {
  const path = useLocation().pathname;
  const me = useQuery({ queryKey: meKey, queryFn: ({ signal }) => call<Me>(ME_PATH, { signal }), staleTime: 60_000 });
  if (me.isPending) return <Loading />;
  if (me.error instanceof ApiError && me.error.code === 'unauthenticated') {
    return path === '/verify' ? <OpenFrame /> : <SignedOut />;
  }
  if (me.data === undefined) {
    return (
      <main className="centre">
        <ProblemPanel error={me.error} retry={() => void me.refetch()} />
      </main>
    );
  }
  return (
    <MeContext value={me.data}>
      <SignedIn me={me.data} />
    </MeContext>
  );
}

/** Pages that need nobody signed in. */
function OpenFrame() {
  const { t } = useLanguage();
  return (
    <div className="frame">
      <header className="head top">
        <Brand hospitalName="" />
        <div className="top-right">
          <LanguageSwitch />
        </div>
      </header>
      <main id="content" aria-label={t('menu.verify')}>
        <Outlet />
      </main>
    </div>
  );
}
