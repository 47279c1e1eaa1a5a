import { documentTypeName } from '@medsign/contract/document-types';
import type { SignTask } from '@medsign/contract/sign-tasks';
import { useQuery } from '@tanstack/react-query';
import { Modal, Skeleton } from 'antd';
import { ApiError } from '../api/api-error.ts';
import { readText } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { DownloadButton } from '../shared/download-button.tsx';
import { Facts } from '../shared/marks.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { TASKS_PATH } from './use-tasks.ts';

/** Longer text is downloaded, not drawn. */
const MAX_SHOWN_BYTES = 256 * 1024;

/** What is to be signed: nobody should sign what they could not read. */
export function TaskDialog({ task, close }: { readonly task: SignTask; readonly close: () => void }) {
  const { t, pick } = useLanguage();
  const path = `${TASKS_PATH}/${task.taskId}/content`;
  const text = useQuery({
    queryKey: [path],
    retry: false,
    queryFn: async () => (await readText(path, MAX_SHOWN_BYTES)) ?? null,
  });
  const elsewhere = text.error instanceof ApiError && text.error.code === 'not-found';
  return (
    <Modal open width={720} title={task.title} footer={null} onCancel={close}>
      <Facts
        facts={[
          { label: t('records.documentType'), value: pick(documentTypeName(task.documentType)) },
          { label: t('records.businessNo'), value: task.businessNo },
          { label: t('records.patient'), value: task.patient?.name ?? '—' },
          { label: t('records.system'), value: task.systemName ?? task.system },
        ]}
      />
      <h3>{t('tasks.content')}</h3>
      {text.isPending ? <Skeleton active title={false} paragraph={{ rows: 4 }} /> : null}
      {elsewhere ? <p>{t('record.contentElsewhere')}</p> : null}
      {text.error !== null && !elsewhere ? <ProblemPanel error={text.error} retry={() => void text.refetch()} /> : null}
      {text.data === null ? <p>{t('record.contentBinary')}</p> : null}
      {typeof text.data === 'string' ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard
        <pre className="content-text" tabIndex={0}>
          {text.data}
        </pre>
      ) : null}
      {text.data === undefined ? null : (
        <DownloadButton path={path} fileName={task.businessNo} label={t('record.file.content')} />
      )}
      <Facts facts={[{ label: t('record.contentSm3'), value: <code>{task.contentSm3}</code>, wide: true }]} />
    </Modal>
  );
}
