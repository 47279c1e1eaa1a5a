import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { call } from '../api/client.ts';
import { meKey, useMe } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { useNotice } from '../shared/use-notice.ts';

interface PinFields {
  readonly oldPin?: string;
  readonly pin: string;
  readonly again: string;
}

/** Sets or changes one's own PIN. */
export function PinForm() {
  const { t } = useLanguage();
  const me = useMe();
  const notice = useNotice();
  const queries = useQueryClient();
  const [form] = Form.useForm<PinFields>();
  const saving = useMutation({
    mutationFn: ({ pin, oldPin }: PinFields) =>
      call(`/v1/staff/${encodeURIComponent(me.jobNo)}/pin`, {
        method: 'POST',
        body: oldPin === undefined ? { pin } : { pin, oldPin },
      }),
    onSuccess: () => {
      notice.done(t('account.pinSaved'));
      form.resetFields();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: meKey }),
  });
  const pinRule = { pattern: /^[0-9]{6,12}$/, message: t('account.pinRule') };
  const required = { required: true, message: t('setup.required') };
  return (
    <Form<PinFields>
      form={form}
      layout="vertical"
      className="form-narrow"
      autoComplete="off"
      onFinish={(fields) => saving.mutate(fields)}
    >
      <p className="quiet">{t('account.pinFresh')}</p>
      {me.pin === 'set' ? (
        <Form.Item name="oldPin" label={t('account.pinOld')} rules={[required]}>
          <Input.Password inputMode="numeric" autoComplete="off" maxLength={12} />
        </Form.Item>
      ) : null}
      <Form.Item name="pin" label={t('account.pinNew')} rules={[required, pinRule]}>
        <Input.Password inputMode="numeric" autoComplete="off" maxLength={12} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('account.pinAgain')}
        dependencies={['pin']}
        rules={[
          required,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              value === getFieldValue('pin') ? Promise.resolve() : Promise.reject(new Error(t('account.pinDiffers'))),
          }),
        ]}
      >
        <Input.Password inputMode="numeric" autoComplete="off" maxLength={12} />
      </Form.Item>
      {saving.error === null ? null : <ProblemPanel error={saving.error} />}
      <Button type="primary" htmlType="submit" loading={saving.isPending}>
        {t('account.pinSave')}
      </Button>
    </Form>
  );
}
