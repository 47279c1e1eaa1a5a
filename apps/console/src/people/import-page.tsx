import { DownloadOutlined, UploadOutlined } from '@ant-design/icons';
import type { ImportReport } from '@medsign/contract/people';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useRef, useState } from 'react';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Page, Section } from '../shared/page.tsx';
import { ProblemPanel } from '../shared/problem-panel.tsx';
import { ImportRows } from './import-rows.tsx';

/** A byte-order mark, so that spreadsheets open the template as UTF-8. */
const TEMPLATE = '\uFEFF工号,姓名,科室编码,职称,角色\r\n';

/** CSV in, report on every row out; nothing is stored before the second click. */
export function ImportPage() {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File>();
  const importing = useMutation({
    mutationFn: ({ csv, dryRun }: { readonly csv: File; readonly dryRun: boolean }) =>
      call<ImportReport>('/v1/people:import', {
        method: 'POST',
        query: { dryRun },
        body: csv,
        contentType: 'text/csv',
      }),
    onSuccess: (report) => (report.dryRun ? undefined : queries.invalidateQueries({ queryKey: ['/v1/people'] })),
  });
  const report = importing.data;
  const storable = report?.dryRun === true && report.created + report.updated > 0;
  return (
    <Page title={t('people.import')} lead={t('import.lead')}>
      <Section title={t('import.file')}>
        <div className="page-actions">
          <input
            ref={input}
            type="file"
            accept=".csv,text/csv"
            hidden
            aria-label={t('import.choose')}
            onChange={(event) => {
              const csv = event.target.files?.[0];
              event.target.value = '';
              if (csv === undefined) return;
              setFile(csv);
              importing.mutate({ csv, dryRun: true });
            }}
          />
          <Button
            type={storable ? 'default' : 'primary'}
            icon={<UploadOutlined aria-hidden />}
            loading={importing.isPending}
            onClick={() => input.current?.click()}
          >
            {t('import.choose')}
          </Button>
          <a download="people-template.csv" href={`data:text/csv;charset=utf-8,${encodeURIComponent(TEMPLATE)}`}>
            <DownloadOutlined aria-hidden /> {t('import.template')}
          </a>
        </div>
        <p className="quiet">{t('import.columns')}</p>
      </Section>
      {importing.error === null ? null : <ProblemPanel error={importing.error} />}
      {report === undefined || file === undefined ? null : (
        <Section
          title={t(report.dryRun ? 'import.preview' : 'import.done')}
          aside={
            storable ? (
              <Button
                type="primary"
                loading={importing.isPending}
                onClick={() => importing.mutate({ csv: file, dryRun: false })}
              >
                {t('import.store', { count: report.created + report.updated })}
              </Button>
            ) : undefined
          }
        >
          <p role="status">
            {file.name} ({report.encoding.toUpperCase()}) · {t('import.summary', summaryOf(report))}
          </p>
          <ImportRows report={report} />
        </Section>
      )}
    </Page>
  );
}

function summaryOf({ created, updated, unchanged, refused }: ImportReport): Readonly<Record<string, number>> {
  return { created, updated, unchanged, refused };
}
