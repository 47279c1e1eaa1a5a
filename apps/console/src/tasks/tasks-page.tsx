import type { SignTask, SignTaskResult } from '@medsign/contract/sign-tasks';
import { Button } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/use-language.ts';
import { EmptyState, ListStates, MoreButton } from '../shared/list-states.tsx';
import { Page } from '../shared/page.tsx';
import { RejectDialog } from './reject-dialog.tsx';
import { SignDialog } from './sign-dialog.tsx';
import { SignReport } from './sign-report.tsx';
import { TaskDialog } from './task-dialog.tsx';
import { TaskList } from './task-list.tsx';
import { useOpenTasks } from './use-tasks.ts';

/** The platform signs at most this many with one PIN. */
const MAX_AT_ONCE = 100;

interface Report {
  readonly tasks: readonly SignTask[];
  readonly results: readonly SignTaskResult[];
}

/** Pick, one PIN, report for each: what failed can be tried again by itself. */
export function TasksPage() {
  const { t } = useLanguage();
  const tasks = useOpenTasks();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [signing, setSigning] = useState<readonly SignTask[]>();
  const [reading, setReading] = useState<SignTask>();
  const [rejecting, setRejecting] = useState<SignTask>();
  const [report, setReport] = useState<Report>();
  const open = tasks.rows.filter((task) => task.status === 'queued').slice(0, MAX_AT_ONCE);
  const picked = open.filter((task) => chosen.has(task.taskId));
  const signed = (results: readonly SignTaskResult[]) => {
    setReport({ tasks: signing ?? [], results });
    setSigning(undefined);
    setChosen(new Set());
    void tasks.refetch();
  };
  const retry = (failed: readonly SignTask[]) => {
    setReport(undefined);
    setSigning(failed);
  };
  return (
    <Page title={t('menu.tasks')} lead={t('tasks.lead')}>
      {report === undefined ? null : <SignReport {...report} close={() => setReport(undefined)} retry={retry} />}
      <ListStates
        state={tasks}
        count={tasks.rows.length}
        empty={<EmptyState title={t('workbench.noTasks')}>{t('workbench.noTasksWhat')}</EmptyState>}
      >
        <TaskList
          tasks={tasks.rows}
          open={open}
          chosen={chosen}
          choose={setChosen}
          read={setReading}
          reject={setRejecting}
        />
        <MoreButton {...tasks} count={tasks.rows.length} />
        <div className="select-bar">
          <span>{t('tasks.picked', { count: picked.length })}</span>
          <Button onClick={() => setChosen(new Set(open.map((task) => task.taskId)))}>{t('action.selectAll')}</Button>
          <Button type="primary" disabled={picked.length === 0} onClick={() => setSigning(picked)}>
            {t('tasks.sign')}
          </Button>
        </div>
      </ListStates>
      {signing === undefined ? null : <SignDialog tasks={signing} close={() => setSigning(undefined)} done={signed} />}
      {reading === undefined ? null : <TaskDialog task={reading} close={() => setReading(undefined)} />}
      {rejecting === undefined ? null : <RejectDialog task={rejecting} close={() => setRejecting(undefined)} />}
    </Page>
  );
}
