import type { SetUp, SetUpResult } from '@medsign/contract/installation';
import { ROLES } from '@medsign/contract/permissions';
import { useMutation } from '@tanstack/react-query';
import { Button, Form, Input, Result } from 'antd';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { LanguageSwitch } from '../app/account-menu.tsx';
import { takeToken } from '../enter/token-of-address.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { CopyButton } from '../shared/copy-button.tsx';
import { Page, Section } from '../shared/page.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';

const ADMINISTRATORS = ['system-administrator', 'security-administrator', 'audit-administrator'] as const;

interface SetUpFields {
  readonly hospitalName: string;
  readonly administrators: readonly { readonly jobNo: string; readonly name: string }[];
}

/** First start without demonstration data: the hospital and its three administrators. */
export function SetupPage() {
  const { t } = useLanguage();
  const [token] = useState(takeToken);
  const setUp = useMutation({
    mutationFn: (body: SetUp) => call<SetUpResult>('/v1/setup', { method: 'POST', body }),
  });
  return (
    <main className="page form-narrow">
      <LanguageSwitch />
      {setUp.data !== undefined ? (
        <Links result={setUp.data} />
      ) : token === undefined ? (
        <Result status="info" title={t('setup.noToken')} />
      ) : (
        <Page title={t('setup.title')} lead={t('setup.lead')}>
          <Section title={t('setup.hospital')}>
            <SetupForm
              working={setUp.isPending}
              error={setUp.error}
              submit={(fields) =>
                setUp.mutate({
                  token,
                  hospitalName: fields.hospitalName.trim(),
                  administrators: ADMINISTRATORS.map((role, index) => ({
                    role,
                    jobNo: fields.administrators[index]?.jobNo.trim() ?? '',
                    name: fields.administrators[index]?.name.trim() ?? '',
                  })),
                })
              }
            />
          </Section>
        </Page>
      )}
    </main>
  );
}

function SetupForm(properties: {
  readonly working: boolean;
  readonly error: unknown;
  readonly submit: (fields: SetUpFields) => void;
}) {
  const { t, pick } = useLanguage();
  const required = { required: true, whitespace: true, message: t('setup.required') };
  const jobNoRule = { pattern: /^[A-Za-z0-9_-]{1,32}$/, message: t('setup.jobNoRule') };
  return (
    <Form<SetUpFields> layout="vertical" onFinish={properties.submit}>
      <Form.Item name="hospitalName" label={t('setup.hospital')} extra={t('setup.hospitalHelp')} rules={[required]}>
        <Input maxLength={128} autoFocus />
      </Form.Item>
      {ADMINISTRATORS.map((role, index) => (
        <fieldset key={role} className="administrator">
          <legend>{pick(ROLES[role])}</legend>
          <Form.Item
            name={['administrators', index, 'jobNo']}
            label={t('setup.jobNo')}
            rules={[
              required,
              jobNoRule,
              ({ getFieldValue }) => ({
                validator: (_, value) => {
                  const others = (getFieldValue('administrators') as SetUpFields['administrators']).filter(
                    (_one, other) => other !== index,
                  );
                  return value && others.some((other) => other?.jobNo === value)
                    ? Promise.reject(new Error(t('setup.distinct')))
                    : Promise.resolve();
                },
              }),
            ]}
          >
            <Input maxLength={32} autoComplete="off" />
          </Form.Item>
          <Form.Item name={['administrators', index, 'name']} label={t('setup.name')} rules={[required]}>
            <Input maxLength={128} autoComplete="off" />
          </Form.Item>
        </fieldset>
      ))}
      {properties.error === null ? null : <ProblemPanel error={properties.error} />}
      <Button type="primary" htmlType="submit" loading={properties.working}>
        {t('setup.start')}
      </Button>
    </Form>
  );
}

function Links({ result }: { readonly result: SetUpResult }) {
  const { t, pick } = useLanguage();
  return (
    <Page title={t('setup.done')} lead={t('setup.doneWhat')}>
      {result.administrators.map((one) => (
        <Section key={one.jobNo} title={`${pick(ROLES[one.role])} ${one.jobNo}`}>
          <code className="secret">{one.signInLink}</code>
          <CopyButton text={one.signInLink} />
        </Section>
      ))}
    </Page>
  );
}
