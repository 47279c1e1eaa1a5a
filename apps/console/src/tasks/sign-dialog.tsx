import type { SignTask, SignTaskResult } from '@medsign/contract/sign-tasks';
import { useMutation } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { call } from '../api/client.ts';
import { useMe } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { TASKS_PATH } from './use-tasks.ts';

/** One PIN for everything that was picked. */
export function SignDialog(properties: {
  readonly tasks: readonly SignTask[];
  readonly done: (results: readonly SignTaskResult[]) => void;
  readonly close: () => void;
}) {
  const { t } = useLanguage();
  const me = useMe();
  const [pin, setPin] = useState('');
  const signing = useMutation({
    mutationFn: () =>
      call<{ results: SignTaskResult[] }>(`${TASKS_PATH}:sign`, {
        method: 'POST',
        body: { taskIds: properties.tasks.map((task) => task.taskId), pin },
      }),
    onSuccess: (answer) => properties.done(answer.results),
    onSettled: () => setPin(''),
  });
  return (
    <Modal
      open
      title={t('tasks.signTitle', { count: properties.tasks.length })}
      okText={t(signing.isPending ? 'tasks.signing' : 'tasks.sign')}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: pin === '', loading: signing.isPending }}
      onOk={() => signing.mutate()}
      onCancel={properties.close}
    >
      <ul className="palette">
        {properties.tasks.map((task) => (
          <li key={task.taskId}>
            {task.title} <span className="quiet">{task.patient?.name ?? task.businessNo}</span>
          </li>
        ))}
      </ul>
      {me.pin === 'set' ? null : (
        <p role="alert">
          {t(`account.pin.${me.pin}`)} <Link to="/account">{t('app.account')}</Link>
        </p>
      )}
      <Form layout="vertical" onFinish={() => (pin === '' ? undefined : signing.mutate())}>
        <Form.Item label="PIN" htmlFor="pin">
          <Input.Password
            id="pin"
            autoFocus
            inputMode="numeric"
            autoComplete="off"
            maxLength={64}
            value={pin}
            onChange={(event) => setPin(event.target.value)}
          />
        </Form.Item>
      </Form>
      {signing.error === null ? null : <ProblemPanel error={signing.error} />}
    </Modal>
  );
}
