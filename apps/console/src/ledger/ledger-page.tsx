import { LEDGER_KINDS, type LedgerLeaf } from '@medsign/contract/ledger';
import { Button } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../i18n/use-language.ts';
import { FilterBar, useFilters } from '../shared/filters.tsx';
import { ListPage } from '../shared/list-page.tsx';
import { EmptyState } from '../shared/list-states.tsx';
import { Instant } from '../shared/marks.tsx';
import { usePages } from '../shared/queries.ts';
import { LeafDialog } from './leaf-dialog.tsx';
import { Actor, Subject } from './leaf-parts.tsx';
import { Head } from './ledger-head.tsx';

const FILTERS = ['kind', 'subject'] as const;

export function LedgerPage() {
  const { t, pick } = useLanguage();
  const filters = useFilters(FILTERS);
  const pages = usePages<LedgerLeaf>('/v1/ledger/leaves', filters.values);
  const [opened, setOpened] = useState<LedgerLeaf>();
  return (
    <ListPage
      title={t('menu.ledger')}
      lead={t('ledger.lead')}
      exported={{ path: '/v1/ledger/leaves:export', query: filters.values }}
      above={<Head />}
      filters={filters}
      filterBar={
        <FilterBar
          filters={filters}
          search={{ name: 'subject', label: t('ledger.subjectSearch') }}
          choices={[
            {
              name: 'kind',
              label: t('ledger.kind'),
              options: Object.entries(LEDGER_KINDS).map(([value, names]) => ({ value, label: pick(names) })),
            },
          ]}
        />
      }
      state={pages}
      rows={pages.rows}
      rowKey={(leaf) => String(leaf.index)}
      columns={[
        {
          key: 'index',
          title: t('record.ledgerIndex'),
          render: (leaf) => (
            <Button type="link" size="small" onClick={() => setOpened(leaf)}>
              {leaf.index}
            </Button>
          ),
        },
        { key: 'kind', title: t('ledger.kind'), render: (leaf) => pick(ledgerKindName(leaf.kind)) },
        { key: 'at', title: t('ledger.at'), render: (leaf) => <Instant value={leaf.at} short /> },
        {
          key: 'actor',
          title: t('ledger.actor'),
          render: (leaf) => <Actor leaf={leaf} />,
        },
        { key: 'subject', title: t('ledger.subject'), render: (leaf) => <Subject leaf={leaf} /> },
      ]}
      empty={<EmptyState title={t('ledger.empty')} />}
    >
      {opened === undefined ? null : <LeafDialog leaf={opened} close={() => setOpened(undefined)} />}
    </ListPage>
  );
}

/** A kind this console does not know stands for itself. */
function ledgerKindName(kind: string): { readonly zh: string; readonly en: string } {
  const known: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = LEDGER_KINDS;
  return known[kind] ?? { zh: kind, en: kind };
}
