import type { SignTask } from '@medsign/contract/sign-tasks';
import { Button, Checkbox } from 'antd';
import { useLanguage } from '../i18n/use-language.ts';
import { DataList } from '../shared/data-list.tsx';
import { taskColumns } from './task-columns.tsx';

/** Tasks with a checkbox each; only waiting ones can be picked. */
export function TaskList(properties: {
  readonly tasks: readonly SignTask[];
  /** Those that can be picked. */
  readonly open: readonly SignTask[];
  readonly chosen: ReadonlySet<string>;
  readonly choose: (chosen: ReadonlySet<string>) => void;
  readonly read: (task: SignTask) => void;
  readonly reject: (task: SignTask) => void;
}) {
  const words = useLanguage();
  const { t } = words;
  const { open, chosen, choose, reject } = properties;
  const ids = open.map((task) => task.taskId);
  const all = ids.length > 0 && ids.every((id) => chosen.has(id));
  const toggle = (id: string, on: boolean) =>
    choose(new Set(on ? [...chosen, id] : [...chosen].filter((one) => one !== id)));
  return (
    <DataList
      label={t('menu.tasks')}
      rows={properties.tasks}
      rowKey={(task) => task.taskId}
      lead={{
        title: (
          <Checkbox
            aria-label={t('action.selectAll')}
            checked={all}
            indeterminate={!all && ids.some((id) => chosen.has(id))}
            onChange={(event) => choose(new Set(event.target.checked ? ids : []))}
          />
        ),
        render: (task) => (
          <Checkbox
            aria-label={`${t('action.select')} ${task.title}`}
            disabled={task.status !== 'queued'}
            checked={chosen.has(task.taskId)}
            onChange={(event) => toggle(task.taskId, event.target.checked)}
          />
        ),
      }}
      columns={[
        ...taskColumns(words, properties.read),
        {
          key: 'reject',
          title: t('word.actions'),
          render: (task) =>
            task.status === 'queued' ? (
              <Button size="small" danger onClick={() => reject(task)}>
                {t('tasks.reject')}
              </Button>
            ) : null,
        },
      ]}
    />
  );
}
