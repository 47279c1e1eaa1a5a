import { documentTypeName } from '@medsign/contract/document-types';
import type { BusinessSystem } from '@medsign/contract/systems';
import { Button } from 'antd';
import { Link } from 'react-router';
import type { Words } from '../i18n/use-language.ts';
import type { Column } from '../shared/data-list.tsx';
import { Instant, StateTag, TestTag } from '../shared/marks.tsx';

export function systemColumns({ t, pick, list }: Words): readonly Column<BusinessSystem>[] {
  const types = (codes: readonly string[]) => list(codes.map((code) => pick(documentTypeName(code))));
  return [
    {
      key: 'name',
      title: t('word.name'),
      render: (one) => (
        <>
          <Link to={`/records?system=${encodeURIComponent(one.code)}`}>{one.name}</Link> {one.test ? <TestTag /> : null}
          <code className="below">{one.code}</code>
        </>
      ),
    },
    { key: 'clientId', title: t('systems.clientId'), render: (one) => <code>{one.clientId}</code> },
    {
      key: 'documentTypes',
      title: t('sessions.types'),
      render: (one) => (
        <span className="wrap">{one.documentTypes === null ? t('word.all') : types(one.documentTypes)}</span>
      ),
    },
    {
      key: 'secrets',
      title: t('systems.secretSince'),
      render: (one) => (one.secrets[0] === undefined ? '—' : <Instant value={one.secrets[0].createdAt} short />),
    },
    {
      key: 'active',
      title: t('word.status'),
      render: (one) => (
        <StateTag tone={one.active ? 'good' : 'ended'}>{t(one.active ? 'word.active' : 'word.inactive')}</StateTag>
      ),
    },
  ];
}

export interface SystemActs {
  readonly rotate: (system: BusinessSystem) => void;
  readonly change: (system: BusinessSystem) => void;
  readonly turn: (system: BusinessSystem) => void;
}

export function actionColumn({ t }: Words, acts: SystemActs): Column<BusinessSystem> {
  return {
    key: 'actions',
    title: t('word.actions'),
    render: (one) => (
      <span className="page-actions">
        <Button size="small" onClick={() => acts.change(one)}>
          {t('departments.edit')}
        </Button>
        {one.active ? (
          <Button size="small" onClick={() => acts.rotate(one)}>
            {t('systems.rotate')}
          </Button>
        ) : null}
        <Button size="small" danger={one.active} onClick={() => acts.turn(one)}>
          {t(one.active ? 'systems.switchOff' : 'systems.switchOn')}
        </Button>
      </span>
    ),
  };
}
