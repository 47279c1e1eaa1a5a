import type { BusinessSystem, SystemSecret } from '@medsign/contract/systems';
import { Button } from 'antd';
import { useState } from 'react';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { DataList } from '../shared/data-list.tsx';
import { FilterBar, useFilters } from '../shared/filters.tsx';
import { EmptyState, ListStates } from '../shared/list-states.tsx';
import { Page } from '../shared/page.tsx';
import { useSystems } from '../shared/queries.ts';
import { rotateColumn, systemColumns } from './system-columns.tsx';
import { CreateSystemDialog, RotateDialog, SecretDialog } from './system-dialogs.tsx';

const FILTERS = ['q'] as const;

export function SystemsPage() {
  const words = useLanguage();
  const { t } = words;
  const may = useMay();
  const filters = useFilters(FILTERS);
  const systems = useSystems();
  const [creating, setCreating] = useState(false);
  const [rotating, setRotating] = useState<BusinessSystem>();
  const [secret, setSecret] = useState<SystemSecret>();
  const q = filters.values.q ?? '';
  const rows = (systems.data?.items ?? []).filter((one) =>
    `${one.name} ${one.code} ${one.clientId}`.toLowerCase().includes(q.toLowerCase()),
  );
  const writes = may('systems:write');
  return (
    <Page
      title={t('menu.systems')}
      lead={t('systems.lead')}
      actions={
        writes ? (
          <Button type="primary" onClick={() => setCreating(true)}>
            {t('systems.create')}
          </Button>
        ) : undefined
      }
    >
      <FilterBar filters={filters} search={{ name: 'q', label: t('systems.search') }} />
      <ListStates
        state={systems}
        count={rows.length}
        filtered={filters.any}
        clear={filters.clear}
        empty={<EmptyState title={t('systems.empty')} />}
      >
        <DataList
          label={t('menu.systems')}
          rows={rows}
          rowKey={(one) => one.code}
          columns={[...systemColumns(words), ...(writes ? [rotateColumn(words, setRotating)] : [])]}
        />
      </ListStates>
      {creating ? <CreateSystemDialog created={setSecret} close={() => setCreating(false)} /> : null}
      {rotating === undefined ? null : (
        <RotateDialog system={rotating} rotated={setSecret} close={() => setRotating(undefined)} />
      )}
      {secret === undefined ? null : <SecretDialog secret={secret} close={() => setSecret(undefined)} />}
    </Page>
  );
}
