import { FieldTimeOutlined } from '@ant-design/icons';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { EmptyState, ListStates } from '../shared/list-states.tsx';
import { Page } from '../shared/page.tsx';
import { SessionCard } from './session-card.tsx';
import { useSessions } from './use-sessions.ts';

export function SessionsPage() {
  const { t } = useLanguage();
  const may = useMay();
  const sessions = useSessions();
  const items = sessions.data?.items ?? [];
  const running = items.filter((session) => session.status === 'active' || session.status === 'pending');
  const ended = items.filter((session) => !running.includes(session));
  return (
    <Page title={t('menu.sessions')} lead={t(may('sessions:all') ? 'sessions.leadAll' : 'sessions.lead')}>
      <ListStates
        state={sessions}
        count={items.length}
        empty={
          <EmptyState icon={<FieldTimeOutlined />} title={t('sessions.none')}>
            {t('workbench.noSessionsWhat')}
          </EmptyState>
        }
      >
        <div className="cards">
          {[...running, ...ended].map((session) => (
            <SessionCard key={session.sessionId} session={session} />
          ))}
        </div>
      </ListStates>
    </Page>
  );
}
