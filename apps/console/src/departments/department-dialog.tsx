import { DEPARTMENT_KINDS, type Department, type PutDepartment } from '@medsign/contract/departments';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, AutoComplete, Checkbox, Form, Input, Modal, Select } from 'antd';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from '../shared/problem-panel.tsx';

interface Fields extends Omit<PutDepartment, 'active'> {
  readonly code: string;
  readonly active: boolean;
}

/** Creates a department or changes one; its code stays for ever. */
export function DepartmentDialog(properties: {
  readonly department: Department | undefined;
  readonly campuses: readonly { readonly code: string; readonly name: string }[];
  readonly close: () => void;
}) {
  const { t, pick } = useLanguage();
  const queries = useQueryClient();
  const { department } = properties;
  const [form] = Form.useForm<Fields>();
  const active = Form.useWatch('active', form);
  const campusCode = Form.useWatch('campusCode', form) ?? '';
  const newCampus = campusCode !== '' && !properties.campuses.some(({ code }) => code === campusCode);
  const saving = useMutation({
    mutationFn: ({ code, ...body }: Fields) =>
      call<Department>(`/v1/departments/${encodeURIComponent(code)}`, { method: 'PUT', body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['/v1/departments'] });
      properties.close();
    },
  });
  const codeRule = { pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, message: t('systems.codeRule') };
  const required = { required: true, whitespace: true, message: t('setup.required') };
  return (
    <Modal
      open
      title={
        department === undefined
          ? t('departments.create')
          : t('word.about', { act: t('departments.edit'), name: department.name })
      }
      okText={t('action.save')}
      cancelText={t('action.cancel')}
      okButtonProps={{ loading: saving.isPending }}
      onOk={() => form.submit()}
      onCancel={properties.close}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={department ?? { kind: 'clinical', active: true }}
        onFinish={(fields) =>
          saving.mutate({
            code: fields.code,
            name: fields.name,
            campusCode: fields.campusCode,
            ...(newCampus && fields.campusName !== undefined ? { campusName: fields.campusName } : {}),
            kind: fields.kind,
            active: fields.active,
          })
        }
      >
        <Form.Item name="code" label={t('word.code')} rules={[required, codeRule]}>
          <Input disabled={department !== undefined} maxLength={64} />
        </Form.Item>
        <Form.Item name="name" label={t('word.name')} rules={[required]}>
          <Input maxLength={128} />
        </Form.Item>
        <Form.Item
          name="campusCode"
          label={t('departments.campusCode')}
          extra={t('departments.campusHelp')}
          rules={[required, codeRule]}
        >
          <AutoComplete
            maxLength={64}
            options={properties.campuses.map(({ code, name }) => ({ value: code, label: `${name} ${code}` }))}
          />
        </Form.Item>
        {newCampus ? (
          <Form.Item name="campusName" label={t('departments.campusName')} rules={[required]}>
            <Input maxLength={128} />
          </Form.Item>
        ) : null}
        <Form.Item name="kind" label={t('departments.kind')}>
          <Select options={Object.entries(DEPARTMENT_KINDS).map(([value, names]) => ({ value, label: pick(names) }))} />
        </Form.Item>
        <Form.Item name="active" valuePropName="checked">
          <Checkbox>{t('word.active')}</Checkbox>
        </Form.Item>
        {department?.active === true && active === false ? (
          <Alert type="warning" showIcon title={t('departments.closing')} />
        ) : null}
        {saving.error === null ? null : <ProblemPanel error={saving.error} />}
      </Form>
    </Modal>
  );
}
