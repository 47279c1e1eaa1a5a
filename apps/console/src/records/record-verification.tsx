import type { VerificationReport } from '@medsign/contract/verify';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Section } from '../shared/page.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { ReportView } from '../verification/report-view.tsx';

export function RecordVerification({ path }: { readonly path: string }) {
  const { t } = useLanguage();
  const report = useQuery({
    queryKey: [path, 'verification'],
    queryFn: ({ signal }) => call<VerificationReport>(`${path}/verification`, { signal }),
  });
  if (report.error !== null) return <ProblemPanel error={report.error} retry={() => void report.refetch()} />;
  if (report.data !== undefined) return <ReportView report={report.data} />;
  return (
    <Section title={t('record.checks')}>
      <p role="status" className="quiet">
        {t('record.verifying')}
      </p>
      <Skeleton active title={false} paragraph={{ rows: 4 }} />
    </Section>
  );
}
