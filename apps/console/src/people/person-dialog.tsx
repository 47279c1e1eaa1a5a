import type { PersonDetail, PutStaff } from '@medsign/contract/people';
import { ROLES } from '@medsign/contract/permissions';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Checkbox, Form, Input, Modal, Select } from 'antd';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { useDepartments } from '../shared/queries.ts';

interface Fields extends Required<Omit<PutStaff, 'test'>> {
  readonly jobNo: string;
  readonly test: boolean;
}

/** Adds one person or changes one; the job number stays for ever, and departments that are taken away stay in the history. */
export function PersonDialog(properties: {
  readonly person: PersonDetail | undefined;
  readonly saved?: (person: PersonDetail) => void;
  readonly close: () => void;
}) {
  const { t, pick } = useLanguage();
  const queries = useQueryClient();
  const { person } = properties;
  const [form] = Form.useForm<Fields>();
  const active = Form.useWatch('active', form);
  const saving = useMutation({
    mutationFn: ({ jobNo, test, ...body }: Fields) =>
      call<PersonDetail>(`/v1/staff/${encodeURIComponent(jobNo)}`, {
        method: 'PUT',
        body: person === undefined ? { ...body, test } : body,
      }),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ['/v1/people'] });
      await queries.invalidateQueries({ queryKey: [`/v1/staff/${encodeURIComponent(saved.jobNo)}`] });
      properties.saved?.(saved);
      properties.close();
    },
  });
  return (
    <Modal
      open
      title={person === undefined ? t('people.create') : t('word.about', { act: t('people.edit'), name: person.name })}
      okText={t('action.save')}
      cancelText={t('action.cancel')}
      okButtonProps={{ loading: saving.isPending }}
      onOk={() => form.submit()}
      onCancel={properties.close}
    >
      <Form<Fields>
        form={form}
        layout="vertical"
        initialValues={fieldsOf(person)}
        onFinish={(fields) => saving.mutate({ ...fields, title: fields.title ?? '', test: fields.test ?? false })}
      >
        <PersonFields
          isNew={person === undefined}
          roles={Object.entries(ROLES).map(([value, role]) => ({ value, label: pick(role) }))}
        />
        {person?.active === true && active === false ? (
          <Alert type="warning" showIcon title={t('people.closing')} />
        ) : null}
        {saving.error === null ? null : <ProblemPanel error={saving.error} />}
      </Form>
    </Modal>
  );
}

function fieldsOf(person: PersonDetail | undefined): Partial<Fields> {
  if (person === undefined) return { active: true, roles: [], departments: [] };
  const { jobNo, name, title, roles, active } = person;
  return { jobNo, name, title, roles, active, departments: person.departments.map(({ code }) => code) };
}

function PersonFields(properties: {
  readonly isNew: boolean;
  readonly roles: readonly { readonly value: string; readonly label: string }[];
}) {
  const { t } = useLanguage();
  const departments = useDepartments();
  const required = { required: true, whitespace: true, message: t('setup.required') };
  return (
    <>
      <Form.Item
        name="jobNo"
        label={t('setup.jobNo')}
        rules={[required, { pattern: /^[A-Za-z0-9_-]{1,32}$/, message: t('people.jobNoRule') }]}
      >
        <Input disabled={!properties.isNew} maxLength={32} autoComplete="off" />
      </Form.Item>
      <Form.Item name="name" label={t('setup.name')} rules={[required]}>
        <Input maxLength={128} autoComplete="off" />
      </Form.Item>
      <Form.Item name="title" label={t('people.title')}>
        <Input maxLength={64} autoComplete="off" />
      </Form.Item>
      <Form.Item name="roles" label={t('account.roles')}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={[...properties.roles]} />
      </Form.Item>
      <Form.Item
        name="departments"
        label={t('people.department')}
        extra={properties.isNew ? undefined : t('people.departmentHelp')}
      >
        <Select
          mode="multiple"
          loading={departments.isPending}
          showSearch={{ optionFilterProp: 'label' }}
          options={(departments.data?.items ?? []).map(({ code, name }) => ({ value: code, label: `${name} ${code}` }))}
        />
      </Form.Item>
      {properties.isNew ? (
        <Form.Item name="test" valuePropName="checked" extra={t('people.testHelp')}>
          <Checkbox>{t('app.testAccount')}</Checkbox>
        </Form.Item>
      ) : (
        <Form.Item name="active" valuePropName="checked">
          <Checkbox>{t('word.active')}</Checkbox>
        </Form.Item>
      )}
    </>
  );
}
