import { CheckCircleOutlined, FieldTimeOutlined } from '@ant-design/icons';
import { documentTypeName } from '@medsign/contract/document-types';
import { Link } from 'react-router';
import { useLanguage } from '../i18n/use-language.ts';
import { SessionCard } from '../sessions/session-card.tsx';
import { useSessions } from '../sessions/use-sessions.ts';
import { EmptyState, ListStates } from '../shared/list-states.tsx';
import { Section } from '../shared/page.tsx';
import { useOpenTasks } from '../tasks/use-tasks.ts';

const FEW = 5;

export function MyTasks() {
  const { t, pick } = useLanguage();
  const tasks = useOpenTasks();
  return (
    <Section
      title={`${t('workbench.openTasks')} ${tasks.rows.length === 0 ? '' : tasks.rows.length}${tasks.hasNextPage ? '+' : ''}`}
      aside={<Link to="/tasks">{t('workbench.allTasks')}</Link>}
    >
      <ListStates
        state={tasks}
        count={tasks.rows.length}
        empty={
          <EmptyState icon={<CheckCircleOutlined />} title={t('workbench.noTasks')}>
            {t('workbench.noTasksWhat')}
          </EmptyState>
        }
      >
        <ul className="cards">
          {tasks.rows.slice(0, FEW).map((task) => (
            <li key={task.taskId}>
              <Link to="/tasks">{task.title}</Link>{' '}
              <span className="quiet">
                {pick(documentTypeName(task.documentType))} · {task.patient?.name ?? task.businessNo}
              </span>
            </li>
          ))}
        </ul>
      </ListStates>
    </Section>
  );
}

export function MySessions() {
  const { t } = useLanguage();
  const sessions = useSessions();
  const active = (sessions.data?.items ?? []).filter((session) => session.status === 'active');
  return (
    <Section title={t('workbench.activeSessions')} aside={<Link to="/sessions">{t('workbench.allTasks')}</Link>}>
      <ListStates
        state={sessions}
        count={active.length}
        empty={
          <EmptyState icon={<FieldTimeOutlined />} title={t('workbench.noSessions')}>
            {t('workbench.noSessionsWhat')}
          </EmptyState>
        }
      >
        <div className="cards">
          {active.slice(0, FEW).map((session) => (
            <SessionCard key={session.sessionId} session={session} />
          ))}
        </div>
      </ListStates>
    </Section>
  );
}
