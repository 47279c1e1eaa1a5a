import { documentTypeName } from '@medsign/contract/document-types';
import type { StatisticsOverview } from '@medsign/contract/records';
import { Segmented, Select } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/use-language.ts';
import { EmptyState } from '../shared/list-states.tsx';
import { Section } from '../shared/page.tsx';
import { useNarrow } from '../shared/use-media.ts';

type Grouping = 'bySystem' | 'byDocumentType' | 'byDepartment';
type Period = 'today' | 'last7Days' | 'last30Days' | 'last90Days';

/** The largest groups; the rest is summed up below them. */
const SHOWN = 12;

/** Counts as bars with their numbers: the number is the information, the bar only helps the eye. */
export function Distribution({ overview }: { readonly overview: StatisticsOverview }) {
  const { t, pick } = useLanguage();
  const [grouping, setGrouping] = useState<Grouping>('bySystem');
  const [period, setPeriod] = useState<Period>('last30Days');
  const groups = overview[grouping]
    .map((group) => ({
      code: group.code,
      name: grouping === 'byDocumentType' ? pick(documentTypeName(group.code)) : group.name,
      count: group[period],
    }))
    .filter((group) => group.count > 0)
    .sort((a, b) => b.count - a.count);
  const others = groups.slice(SHOWN);
  const most = groups[0]?.count ?? 1;
  return (
    <Section
      title={t('workbench.distribution')}
      aside={
        <div className="page-actions">
          <Choose<Grouping>
            label={t('workbench.groupBy')}
            value={grouping}
            choose={setGrouping}
            options={(['bySystem', 'byDocumentType', 'byDepartment'] as const).map((value) => ({
              value,
              label: t(`workbench.${value}`),
            }))}
          />
          <Choose<Period>
            label={t('workbench.period')}
            value={period}
            choose={setPeriod}
            options={(['today', 'last7Days', 'last30Days', 'last90Days'] as const).map((value) => ({
              value,
              label: t(`workbench.${value}`),
            }))}
          />
        </div>
      }
    >
      {groups.length === 0 ? <EmptyState title={t('workbench.nothing')} /> : null}
      <ul className="bars">
        {groups.slice(0, SHOWN).map((group) => (
          <li key={group.code}>
            <span>{group.name}</span>
            <span className="bar" aria-hidden>
              <span style={{ width: `${(100 * group.count) / most}%` }} />
            </span>
            <span className="end">{group.count.toLocaleString()}</span>
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <p className="quiet">
          {t('workbench.others', { count: others.length })}{' '}
          {others.reduce((sum, group) => sum + group.count, 0).toLocaleString()}
        </p>
      )}
    </Section>
  );
}

/** All choices side by side, or a list to open where they do not fit. */
function Choose<Value extends string>(properties: {
  readonly label: string;
  readonly value: Value;
  readonly choose: (value: Value) => void;
  readonly options: { readonly value: Value; readonly label: string }[];
}) {
  const narrow = useNarrow();
  const { label, value, choose, options } = properties;
  return narrow ? (
    <Select<Value> aria-label={label} value={value} onChange={choose} options={options} popupMatchSelectWidth={false} />
  ) : (
    <Segmented<Value> aria-label={label} value={value} onChange={choose} options={options} />
  );
}
