import type { StatisticsOverview } from '@medsign/contract/records';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { call } from '../api/client.ts';
import { useMay, useMe } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Instant } from '../shared/marks.tsx';
import { Page } from '../shared/page.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { Distribution } from './distribution.tsx';
import { MySessions, MyTasks } from './my-work.tsx';

export function WorkbenchPage() {
  const { t } = useLanguage();
  const { name } = useMe();
  const may = useMay();
  const overview = useQuery({
    queryKey: ['/v1/statistics/overview'],
    queryFn: ({ signal }) => call<StatisticsOverview>('/v1/statistics/overview', { signal }),
  });
  return (
    <Page
      title={t('workbench.greeting', { name })}
      lead={
        overview.data === undefined ? undefined : (
          <>
            {t('workbench.asOf')} <Instant value={overview.data.at} />
          </>
        )
      }
    >
      {overview.error === null ? null : <ProblemPanel error={overview.error} retry={() => void overview.refetch()} />}
      {overview.isPending ? <Skeleton active paragraph={{ rows: 3 }} /> : null}
      {overview.data === undefined ? null : <Counts overview={overview.data} />}
      <div className="panels">
        {may('records:own') ? <MyTasks /> : null}
        {may('sessions:own') ? <MySessions /> : null}
      </div>
      {overview.data === undefined ? null : <Distribution overview={overview.data} />}
    </Page>
  );
}

function Counts({ overview }: { readonly overview: StatisticsOverview }) {
  const { t } = useLanguage();
  return (
    <div className="counts">
      {(['today', 'last7Days', 'last30Days', 'last90Days'] as const).map((period) => (
        <div className="count" key={period}>
          <span className="quiet">{t('workbench.signed', { period: t(`workbench.${period}`) })}</span>
          <strong>{overview.total[period].toLocaleString()}</strong>
        </div>
      ))}
    </div>
  );
}
