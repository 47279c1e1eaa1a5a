import { documentTypeName } from '@medsign/contract/document-types';
import type { SignatureRecord } from '@medsign/contract/records';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useParams } from 'react-router';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Page, PageWaiting } from '../shared/page.tsx';
import { RecordContent, RecordFiles } from './record-content.tsx';
import { RecordFacts } from './record-facts.tsx';
import { RecordLedger } from './record-ledger.tsx';
import { RecordReport, RecordVerdict } from './record-verification.tsx';

export function RecordPage() {
  const { t, pick } = useLanguage();
  const { id = '' } = useParams();
  const path = `/v1/records/${encodeURIComponent(id)}`;
  const record = useQuery({
    queryKey: [path],
    queryFn: ({ signal }) => call<SignatureRecord>(path, { signal }),
  });
  if (record.data === undefined) {
    return <PageWaiting title={t('record.title')} error={record.error} retry={record.refetch} />;
  }
  return (
    <Page
      title={record.data.title}
      lead={`${pick(documentTypeName(record.data.documentType))} · ${record.data.businessNo}`}
      actions={<Button onClick={() => window.print()}>{t('action.print')}</Button>}
    >
      <RecordVerdict path={path} />
      <RecordFacts record={record.data} />
      <RecordContent record={record.data} path={path} />
      <RecordReport path={path} />
      <RecordLedger index={record.data.ledger.index} />
      <RecordFiles record={record.data} path={path} />
    </Page>
  );
}
