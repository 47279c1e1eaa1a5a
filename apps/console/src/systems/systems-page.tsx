import type { BusinessSystem, SystemSecret } from '@medsign/contract/systems';
import { Button } from 'antd';
import { useState } from 'react';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { FilterBar, useFilters } from '../shared/filters.tsx';
import { ListPage } from '../shared/list-page.tsx';
import { EmptyState } from '../shared/list-states.tsx';
import { useSystems } from '../shared/queries.ts';
import { ChangeSystemDialog, SwitchSystemDialog } from './system-change.tsx';
import { actionColumn, type SystemActs, systemColumns } from './system-columns.tsx';
import { CreateSystemDialog, RotateDialog, SecretDialog } from './system-dialogs.tsx';

const FILTERS = ['q'] as const;

export function SystemsPage() {
  const words = useLanguage();
  const { t } = words;
  const may = useMay();
  const filters = useFilters(FILTERS);
  const systems = useSystems();
  const [creating, setCreating] = useState(false);
  const [acting, setActing] = useState<{ readonly act: keyof SystemActs; readonly system: BusinessSystem }>();
  const [secret, setSecret] = useState<SystemSecret>();
  const q = filters.values.q ?? '';
  const rows = (systems.data?.items ?? []).filter((one) =>
    `${one.name} ${one.code} ${one.clientId}`.toLowerCase().includes(q.toLowerCase()),
  );
  const writes = may('systems:write');
  const done = () => setActing(undefined);
  const acts: SystemActs = {
    rotate: (system) => setActing({ act: 'rotate', system }),
    change: (system) => setActing({ act: 'change', system }),
    turn: (system) => setActing({ act: 'turn', system }),
  };
  return (
    <ListPage
      title={t('menu.systems')}
      lead={t('systems.lead')}
      actions={
        writes ? (
          <Button type="primary" onClick={() => setCreating(true)}>
            {t('systems.create')}
          </Button>
        ) : undefined
      }
      exported={{ path: '/v1/systems:export', query: filters.values }}
      filters={filters}
      filterBar={<FilterBar filters={filters} search={{ name: 'q', label: t('systems.search') }} />}
      state={systems}
      rows={rows}
      rowKey={(one) => one.code}
      columns={[...systemColumns(words), ...(writes ? [actionColumn(words, acts)] : [])]}
      empty={<EmptyState title={t('systems.empty')} />}
    >
      {creating ? <CreateSystemDialog created={setSecret} close={() => setCreating(false)} /> : null}
      {acting?.act === 'rotate' ? <RotateDialog system={acting.system} rotated={setSecret} close={done} /> : null}
      {acting?.act === 'change' ? <ChangeSystemDialog system={acting.system} close={done} /> : null}
      {acting?.act === 'turn' ? <SwitchSystemDialog system={acting.system} close={done} /> : null}
      {secret === undefined ? null : <SecretDialog secret={secret} close={() => setSecret(undefined)} />}
    </ListPage>
  );
}
