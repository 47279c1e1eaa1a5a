import type { ImportReport } from '@medsign/contract/people';
import { Checkbox } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/use-language.ts';
import { DataList } from '../shared/data-list.tsx';
import { StateTag, type Tone } from '../shared/marks.tsx';

type Row = ImportReport['rows'][number];

const TONES: Readonly<Record<Row['result'], Tone>> = {
  created: 'good',
  updated: 'waiting',
  unchanged: 'ended',
  refused: 'bad',
};

/** Drawing thousands of rows helps nobody. */
const MAX_SHOWN = 500;

/** The report row by row; refused rows come first. */
export function ImportRows({ report }: { readonly report: ImportReport }) {
  const { t } = useLanguage();
  const [refusedOnly, setRefusedOnly] = useState(false);
  const rows = report.rows
    .filter((row) => !refusedOnly || row.result === 'refused')
    .toSorted((a, b) => Number(b.result === 'refused') - Number(a.result === 'refused') || a.row - b.row);
  return (
    <>
      {report.refused === 0 ? null : (
        <p>
          <Checkbox checked={refusedOnly} onChange={(event) => setRefusedOnly(event.target.checked)}>
            {t('import.refusedOnly')}
          </Checkbox>
        </p>
      )}
      <DataList
        label={t('import.preview')}
        rows={rows.slice(0, MAX_SHOWN)}
        rowKey={(row) => String(row.row)}
        columns={[
          { key: 'row', title: t('import.row'), render: (row) => t('import.rowNumber', { row: row.row }) },
          { key: 'jobNo', title: t('setup.jobNo'), render: (row) => row.jobNo || '—' },
          {
            key: 'result',
            title: t('word.status'),
            render: (row) => <StateTag tone={TONES[row.result]}>{t(`import.${row.result}`)}</StateTag>,
          },
          {
            key: 'reason',
            title: t('word.reason'),
            render: (row) => <span className="wrap">{row.reason ?? ''}</span>,
          },
        ]}
      />
      {rows.length > MAX_SHOWN ? <p className="quiet">{t('import.more', { count: rows.length - MAX_SHOWN })}</p> : null}
    </>
  );
}
