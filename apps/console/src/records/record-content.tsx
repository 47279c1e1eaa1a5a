import type { SignatureRecord } from '@medsign/contract/records';
import { useQuery } from '@tanstack/react-query';
import { Skeleton } from 'antd';
import { readText } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { DownloadButton } from '../shared/download-button.tsx';
import { Facts } from '../shared/marks.tsx';
import { Section } from '../shared/page.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';

/** Longer text is downloaded, not drawn. */
const MAX_SHOWN_BYTES = 256 * 1024;

interface OfRecord {
  readonly record: SignatureRecord;
  readonly path: string;
}

export function RecordContent({ record, path }: OfRecord) {
  const { t } = useLanguage();
  const { kind, size, sm3 } = record.content;
  const readable = kind !== 'sm3' && size <= MAX_SHOWN_BYTES;
  const text = useQuery({
    queryKey: [path, 'content'],
    enabled: readable,
    queryFn: async () => (await readText(`${path}/content`, MAX_SHOWN_BYTES)) ?? null,
  });
  return (
    <Section title={t('record.content')}>
      {kind === 'sm3' ? <p>{t('record.contentElsewhere')}</p> : null}
      {kind !== 'sm3' && (!readable || text.data === null) ? <p>{t('record.contentBinary')}</p> : null}
      {readable && text.isPending ? <Skeleton active title={false} paragraph={{ rows: 3 }} /> : null}
      {text.error === null ? null : <ProblemPanel error={text.error} retry={() => void text.refetch()} />}
      {typeof text.data === 'string' ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls has to be reachable by keyboard
        <pre className="content-text" tabIndex={0}>
          {text.data}
        </pre>
      ) : null}
      <Facts
        facts={[
          { label: t('record.size'), value: t('word.bytes', { count: size }) },
          { label: t('record.contentSm3'), value: <code>{sm3}</code>, wide: true },
        ]}
      />
    </Section>
  );
}

export function RecordFiles({ record, path }: OfRecord) {
  const { t } = useLanguage();
  const name = record.businessNo;
  return (
    <Section title={t('record.files')} className="no-print">
      <div className="page-actions">
        <DownloadButton path={`${path}/signature`} fileName={`${name}.p7s`} label={t('record.file.signature')} />
        <DownloadButton path={`${path}/certificate`} fileName={`${name}.cer`} label={t('record.file.certificate')} />
        <DownloadButton path={`${path}/timestamp`} fileName={`${name}.tst`} label={t('record.file.timestamp')} />
        {record.content.kind === 'sm3' ? null : (
          <DownloadButton path={`${path}/content`} fileName={name} label={t('record.file.content')} />
        )}
      </div>
    </Section>
  );
}
