import type { VerificationReport, VerifyRequest } from '@medsign/contract/verify';
import { useMutation } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Page, Section } from '../shared/page.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { ReportView } from './report-view.tsx';
import { VerifyFields } from './verify-fields.tsx';
import { EMPTY_VERIFY_FORM, type VerifyForm, verifyRequest } from './verify-form.ts';

/** Checks a signature that somebody brings along; open to everybody. */
export function VerifyPage() {
  const { t } = useLanguage();
  const [form, setForm] = useState<VerifyForm>(EMPTY_VERIFY_FORM);
  const change = (changes: Partial<VerifyForm>) => setForm((before) => ({ ...before, ...changes }));
  const verification = useMutation({
    mutationFn: (body: VerifyRequest) => call<VerificationReport>('/v1/verify', { method: 'POST', body }),
  });
  const request = verifyRequest(form);
  return (
    <Page title={t('verify.title')} lead={t('verify.lead')}>
      <Section title={t('verify.signature')} className="no-print">
        <Form
          layout="vertical"
          className="form-narrow"
          onFinish={() => (request.ok ? verification.mutate(request.body) : undefined)}
        >
          <VerifyFields form={form} change={change} />
          {request.ok || form.signature === '' ? null : <p role="alert">{t(request.problem)}</p>}
          <Button type="primary" htmlType="submit" disabled={!request.ok} loading={verification.isPending}>
            {t('verify.start')}
          </Button>
        </Form>
      </Section>
      {verification.error === null ? null : <ProblemPanel error={verification.error} />}
      {verification.data === undefined ? null : <ReportView report={verification.data} withSigner />}
    </Page>
  );
}
