import { DOCUMENT_TYPES } from '@medsign/contract/document-types';
import type { BusinessSystem, PutSystem } from '@medsign/contract/systems';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Modal, Select } from 'antd';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { ReasonDialog } from '../shared/reason-dialog.tsx';

function usePut({ code }: BusinessSystem) {
  const queries = useQueryClient();
  return async (body: PutSystem) => {
    await call(`/v1/systems/${encodeURIComponent(code)}`, { method: 'PUT', body });
    await queries.invalidateQueries({ queryKey: ['/v1/systems'] });
  };
}

interface Fields {
  readonly name: string;
  readonly documentTypes: string[];
}

/** Name and document types; code and client id stay. */
export function ChangeSystemDialog({ system, close }: { readonly system: BusinessSystem; readonly close: () => void }) {
  const { t, pick } = useLanguage();
  const put = usePut(system);
  const [form] = Form.useForm<Fields>();
  const saving = useMutation({
    mutationFn: ({ name, documentTypes }: Fields) =>
      put({ name, documentTypes: documentTypes.length === 0 ? null : documentTypes, active: system.active }),
    onSuccess: close,
  });
  return (
    <Modal
      open
      title={t('word.about', { act: t('departments.edit'), name: system.name })}
      okText={t('action.save')}
      cancelText={t('action.cancel')}
      okButtonProps={{ loading: saving.isPending }}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={{ name: system.name, documentTypes: system.documentTypes ?? [] }}
        onFinish={(fields) => saving.mutate(fields)}
      >
        <Form.Item
          name="name"
          label={t('word.name')}
          rules={[{ required: true, whitespace: true, message: t('setup.required') }]}
        >
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
        {saving.error === null ? null : <ProblemPanel error={saving.error} />}
      </Form>
    </Modal>
  );
}

/** Switches a system off, which stops it at once, or on again. */
export function SwitchSystemDialog({ system, close }: { readonly system: BusinessSystem; readonly close: () => void }) {
  const { t } = useLanguage();
  const put = usePut(system);
  const { code, name, documentTypes, active } = system;
  const act = t(active ? 'systems.switchOff' : 'systems.switchOn');
  return (
    <ReasonDialog
      title={t('word.about', { act, name })}
      confirm={act}
      {...(active ? { typed: code } : {})}
      act={(reason) => put({ name, documentTypes, active: !active, reason })}
      close={close}
    >
      <p>{t(active ? 'systems.switchOffWhat' : 'systems.switchOnWhat')}</p>
    </ReasonDialog>
  );
}
