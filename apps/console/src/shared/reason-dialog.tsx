import { Form, Input, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from './problem-panel.tsx';

/** Asks why before something that cannot be undone lightly; `typed` has to be typed to go on. */
export function ReasonDialog(properties: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly confirm: string;
  readonly typed?: string;
  readonly act: (reason: string) => Promise<unknown>;
  readonly close: () => void;
}) {
  const { t } = useLanguage();
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<unknown>();
  const ready = reason.trim().length >= 2 && (properties.typed === undefined || typed.trim() === properties.typed);

  const act = () => {
    setWorking(true);
    setError(undefined);
    properties
      .act(reason.trim())
      .then(properties.close, setError)
      .finally(() => setWorking(false));
  };
  return (
    <Modal
      open
      title={properties.title}
      okText={properties.confirm}
      cancelText={t('action.cancel')}
      okButtonProps={{ danger: true, disabled: !ready, loading: working }}
      onOk={act}
      onCancel={properties.close}
    >
      <Form layout="vertical" onFinish={() => (ready ? act() : undefined)}>
        {properties.children}
        <Form.Item
          label={t('reason.label')}
          htmlFor="reason"
          help={reason !== '' && reason.trim().length < 2 ? t('reason.short') : undefined}
        >
          <Input.TextArea
            id="reason"
            value={reason}
            maxLength={200}
            autoFocus
            rows={3}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
        {properties.typed === undefined ? null : (
          <Form.Item label={t('reason.type', { word: properties.typed })} htmlFor="typed">
            <Input id="typed" value={typed} autoComplete="off" onChange={(event) => setTyped(event.target.value)} />
          </Form.Item>
        )}
        {error === undefined ? null : <ProblemPanel error={error} />}
      </Form>
    </Modal>
  );
}
