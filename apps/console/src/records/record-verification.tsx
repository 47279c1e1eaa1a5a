import type { VerificationReport } from '@medsign/contract/verify';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { ReportDetails } from '../verification/report-view.tsx';
import { VerdictLine } from '../verification/verdict.tsx';

function useVerification(path: string) {
  return useQuery({
    queryKey: [path, 'verification'],
    queryFn: ({ signal }) => call<VerificationReport>(`${path}/verification`, { signal }),
  });
}

/** The verdict over a record, made now. */
export function RecordVerdict({ path }: { readonly path: string }) {
  const { t } = useLanguage();
  const report = useVerification(path);
  if (report.error !== null) return <ProblemPanel error={report.error} retry={() => void report.refetch()} />;
  if (report.data !== undefined) return <VerdictLine verdict={report.data.verdict} />;
  return (
    <div className="verdict" role="status">
      {t('record.verifying')}
    </div>
  );
}

/** Every check behind the verdict, certificate and timestamp. */
export function RecordReport({ path }: { readonly path: string }) {
  const report = useVerification(path);
  if (report.error !== null) return null;
  return report.data === undefined ? <Skeleton active /> : <ReportDetails report={report.data} />;
}
