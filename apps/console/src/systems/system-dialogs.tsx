import { DOCUMENT_TYPES } from '@medsign/contract/document-types';
import type { BusinessSystem, CreateSystem, SystemSecret } from '@medsign/contract/systems';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { CopyButton } from '../shared/copy-button.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';

const PATH = '/v1/systems';

interface Fields {
  readonly code: string;
  readonly name: string;
  readonly documentTypes?: string[];
  readonly test?: boolean;
}

export function CreateSystemDialog(properties: {
  readonly created: (secret: SystemSecret) => void;
  readonly close: () => void;
}) {
  const { t, pick } = useLanguage();
  const queries = useQueryClient();
  const [form] = Form.useForm<Fields>();
  const creating = useMutation({
    mutationFn: (body: CreateSystem) => call<SystemSecret>(PATH, { method: 'POST', body }),
    onSuccess: (secret) => {
      void queries.invalidateQueries({ queryKey: [PATH] });
      properties.created(secret);
      properties.close();
    },
  });
  const required = { required: true, whitespace: true, message: t('setup.required') };
  return (
    <Modal
      open
      title={t('systems.create')}
      okText={t('systems.create')}
      cancelText={t('action.cancel')}
      okButtonProps={{ loading: creating.isPending }}
      onOk={() => form.submit()}
      onCancel={properties.close}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        onFinish={({ code, name, documentTypes = [], test = false }) =>
          creating.mutate({ code, name, test, documentTypes: documentTypes.length === 0 ? null : documentTypes })
        }
      >
        <Form.Item
          name="code"
          label={t('word.code')}
          extra={t('systems.codeHelp')}
          rules={[required, { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, message: t('systems.codeRule') }]}
        >
          <Input maxLength={64} autoFocus autoComplete="off" />
        </Form.Item>
        <Form.Item name="name" label={t('word.name')} rules={[required]}>
          <Input maxLength={128} autoComplete="off" />
        </Form.Item>
        <Form.Item name="documentTypes" label={t('sessions.types')} extra={t('systems.typesHelp')}>
          <Select
            mode="multiple"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={Object.entries(DOCUMENT_TYPES).map(([value, names]) => ({ value, label: pick(names) }))}
          />
        </Form.Item>
        <Form.Item name="test" valuePropName="checked">
          <Checkbox>{t('systems.test')}</Checkbox>
        </Form.Item>
        {creating.error === null ? null : <ProblemPanel error={creating.error} />}
      </Form>
    </Modal>
  );
}

/** Asks for the code of the system before its secret changes. */
export function RotateDialog(properties: {
  readonly system: BusinessSystem;
  readonly rotated: (secret: SystemSecret) => void;
  readonly close: () => void;
}) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const { code, name } = properties.system;
  const [typed, setTyped] = useState('');
  const rotating = useMutation({
    mutationFn: () => call<SystemSecret>(`${PATH}/${encodeURIComponent(code)}/secret`, { method: 'POST' }),
    onSuccess: (secret) => {
      void queries.invalidateQueries({ queryKey: [PATH] });
      properties.rotated(secret);
      properties.close();
    },
  });
  return (
    <Modal
      open
      title={t('word.about', { act: t('systems.rotate'), name })}
      okText={t('systems.rotate')}
      cancelText={t('action.cancel')}
      okButtonProps={{ danger: true, disabled: typed.trim() !== code, loading: rotating.isPending }}
      onOk={() => rotating.mutate()}
      onCancel={properties.close}
    >
      <p>{t('systems.rotateWhat')}</p>
      <Form layout="vertical">
        <Form.Item label={t('reason.type', { word: code })} htmlFor="typed-code">
          <Input
            id="typed-code"
            autoFocus
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        </Form.Item>
      </Form>
      {rotating.error === null ? null : <ProblemPanel error={rotating.error} />}
    </Modal>
  );
}

/** The only time a secret is seen. */
export function SecretDialog({ secret, close }: { readonly secret: SystemSecret; readonly close: () => void }) {
  const { t } = useLanguage();
  return (
    <Modal
      open
      title={t('systems.secretTitle', { code: secret.code })}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={close}>
          {t('systems.secretKept')}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t('systems.secretOnce')} />
      <p>{t('systems.clientId')}</p>
      <code className="secret">{secret.clientId}</code>
      <CopyButton text={secret.clientId} />
      <p>{t('systems.secret')}</p>
      <code className="secret">{secret.clientSecret}</code>
      <CopyButton text={secret.clientSecret} />
    </Modal>
  );
}
