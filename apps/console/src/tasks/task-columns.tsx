import { documentTypeName } from '@medsign/contract/document-types';
import { type SignTask, TASK_STATES } from '@medsign/contract/sign-tasks';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { Words } from '../i18n/use-language.ts';
import type { Column } from '../shared/data-list.tsx';
import { Instant, StateTag } from '../shared/marks.tsx';

export function taskColumns({ t, pick }: Words, read: (task: SignTask) => void): readonly Column<SignTask>[] {
  return [
    {
      key: 'title',
      title: t('records.titleColumn'),
      render: (task) => (
        <span className="wrap">
          {task.recordId === null ? (
            <Button type="link" className="text-button" onClick={() => read(task)}>
              {task.title}
            </Button>
          ) : (
            <Link to={`/records/${task.recordId}`}>{task.title}</Link>
          )}
          <span className="below quiet">{task.businessNo}</span>
        </span>
      ),
    },
    {
      key: 'documentType',
      title: t('records.documentType'),
      render: (task) => pick(documentTypeName(task.documentType)),
    },
    { key: 'patient', title: t('records.patient'), render: (task) => task.patient?.name ?? '—' },
    { key: 'system', title: t('records.system'), render: (task) => task.systemName ?? task.system },
    { key: 'queuedAt', title: t('tasks.queuedAt'), render: (task) => <Instant value={task.queuedAt} short /> },
    {
      key: 'status',
      title: t('word.status'),
      render: (task) => (
        <StateTag tone={task.status === 'signed' ? 'good' : task.status === 'queued' ? 'waiting' : 'ended'}>
          {pick(TASK_STATES[task.status])}
        </StateTag>
      ),
    },
  ];
}
