import type { LedgerHead } from '@medsign/contract/ledger';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Facts } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';

/** How long the ledger is and what its root is: the two numbers to note down elsewhere. */
export function Head() {
  const { t } = useLanguage();
  const head = useQuery({
    queryKey: ['/v1/ledger/head'],
    queryFn: ({ signal }) => call<LedgerHead>('/v1/ledger/head', { signal }),
  });
  if (head.error !== null) return <ProblemPanel error={head.error} retry={() => void head.refetch()} />;
  if (head.data === undefined) return <Skeleton active title={false} paragraph={{ rows: 1 }} />;
  return (
    <Section title={t('ledger.head')}>
      <Facts
        facts={[
          { label: t('record.proofSize'), value: head.data.size.toLocaleString() },
          { label: t('record.proofRoot'), value: <code>{head.data.root}</code>, wide: true },
        ]}
      />
    </Section>
  );
}
