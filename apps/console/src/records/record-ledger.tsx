import type { LedgerProof } from '@medsign/contract/ledger';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { CopyButton } from '../shared/copy-button.tsx';
import { Facts } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';

/** Where the record lies in the ledger; the proof is fetched when asked for. */
export function RecordLedger({ index }: { readonly index: number }) {
  const { t } = useLanguage();
  const may = useMay();
  const [wanted, setWanted] = useState(false);
  const proof = useQuery({
    queryKey: ['ledger', 'proof', index],
    enabled: wanted,
    queryFn: ({ signal }) => call<LedgerProof>(`/v1/ledger/leaves/${index}/proof`, { signal }),
  });
  return (
    <Section title={t('record.ledger')}>
      <Facts facts={[{ label: t('record.ledgerIndex'), value: index }]} />
      {proof.data === undefined ? null : <ProofFacts proof={proof.data} />}
      {proof.error === null ? null : <ProblemPanel error={proof.error} retry={() => void proof.refetch()} />}
      {may('audit:read') && proof.data === undefined ? (
        <p className="no-print">
          <Button loading={proof.isFetching} onClick={() => setWanted(true)}>
            {t('record.proofShow')}
          </Button>
        </p>
      ) : null}
    </Section>
  );
}

export function ProofFacts({ proof }: { readonly proof: LedgerProof }) {
  const { t } = useLanguage();
  return (
    <>
      <Facts
        facts={[
          { label: t('record.proofSize'), value: proof.size },
          { label: t('record.proofRoot'), value: <code>{proof.root}</code>, wide: true },
          { label: t('record.proofLeaf'), value: <code>{proof.leafHash}</code>, wide: true },
        ]}
      />
      <details>
        <summary>{t('record.proofPath', { count: proof.path.length })}</summary>
        <pre className="content-text hex">{proof.path.join('\n')}</pre>
      </details>
      <CopyButton text={JSON.stringify(proof, null, 2)} label={t('record.proof')} />
    </>
  );
}
