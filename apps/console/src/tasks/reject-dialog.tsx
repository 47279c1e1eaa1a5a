import type { SignTask } from '@medsign/contract/sign-tasks';
import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ReasonDialog } from '../shared/reason-dialog.tsx';
import { TASKS_PATH } from './use-tasks.ts';

export function RejectDialog({ task, close }: { readonly task: SignTask; readonly close: () => void }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const reject = async (reason: string) => {
    await call(`${TASKS_PATH}/${task.taskId}/reject`, { method: 'POST', body: { reason } });
    await queries.invalidateQueries({ queryKey: [TASKS_PATH] });
  };
  return (
    <ReasonDialog
      title={t('tasks.rejectTitle', { title: task.title })}
      confirm={t('tasks.reject')}
      act={reject}
      close={close}
    >
      <p>{t('tasks.rejectWhat')}</p>
    </ReasonDialog>
  );
}
