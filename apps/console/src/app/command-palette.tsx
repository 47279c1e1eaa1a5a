import type { PersonPage } from '@medsign/contract/people';
import type { RecordPage } from '@medsign/contract/records';
import { useQuery } from '@tanstack/react-query';
import { Input, Modal } from 'antd';
import { useDeferredValue, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { entryOf, mayOpen, visibleMenu } from './menu.tsx';
import { useMe } from './session.ts';

interface Hit {
  readonly group: string;
  readonly text: string;
  readonly note: string;
  readonly to: string;
}

const FEW = 6;

/** Ctrl+K: pages, records and people in one box. */
export function CommandPalette({ close }: { readonly close: () => void }) {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [marked, setMarked] = useState(0);
  const hits = useHits(text.trim());
  const open = (hit: Hit | undefined) => {
    if (hit === undefined) return;
    close();
    navigate(hit.to);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === 'ArrowDown') setMarked(Math.min(marked + 1, hits.length - 1));
    else if (event.key === 'ArrowUp') setMarked(Math.max(marked - 1, 0));
    else if (event.key === 'Enter') open(hits[marked]);
    else return;
    event.preventDefault();
  };
  return (
    <Modal
      open
      title={t('palette.title')}
      footer={<small className="quiet">{t('palette.keys')}</small>}
      onCancel={close}
    >
      <Input
        autoFocus
        size="large"
        role="combobox"
        aria-expanded
        aria-controls="palette-hits"
        aria-activedescendant={hits[marked] === undefined ? undefined : `palette-${marked}`}
        aria-label={t('palette.hint')}
        placeholder={t('palette.hint')}
        maxLength={64}
        value={text}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setText(event.target.value);
          setMarked(0);
        }}
      />
      <div id="palette-hits" role="listbox" aria-label={t('palette.title')} className="palette">
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox that owns this list
          <div
            key={`${hit.group} ${hit.to}`}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === marked}
            className={index === marked ? 'palette-hit row-marked' : 'palette-hit'}
            onClick={() => open(hit)}
          >
            <span>{hit.text}</span>
            <span className="quiet">{hit.note}</span>
          </div>
        ))}
      </div>
      {hits.length === 0 ? <p className="quiet">{t('palette.nothing')}</p> : null}
    </Modal>
  );
}

/** Pages fit what is typed at once, so that Enter opens what was meant; the platform is asked a moment later. */
function useHits(text: string): readonly Hit[] {
  const { t } = useLanguage();
  const { permissions } = useMe();
  const may = (path: string) => {
    const entry = entryOf(path);
    return entry !== undefined && mayOpen(entry, permissions);
  };
  const asked = useDeferredValue(text);
  const searching = asked.length >= 2;
  const records = useQuery({
    queryKey: ['palette', 'records', asked],
    enabled: searching && may('/records'),
    queryFn: ({ signal }) => call<RecordPage>('/v1/records', { query: { q: asked, limit: FEW }, signal }),
  });
  const people = useQuery({
    queryKey: ['palette', 'people', asked],
    enabled: searching && may('/people'),
    queryFn: ({ signal }) => call<PersonPage>('/v1/people', { query: { q: asked, limit: FEW }, signal }),
  });
  const pages = visibleMenu(permissions)
    .map((entry) => ({ group: 'page', text: t(entry.text), note: t('palette.pages'), to: entry.path }))
    .filter((hit) => hit.text.toLowerCase().includes(text.toLowerCase()));
  return [
    ...pages,
    ...(asked === text ? (records.data?.items ?? []) : []).map((record) => ({
      group: 'record',
      text: `${record.businessNo} ${record.title}`,
      note: t('palette.records'),
      to: `/records/${record.recordId}`,
    })),
    ...(asked === text ? (people.data?.items ?? []) : []).map((person) => ({
      group: 'person',
      text: `${person.name} ${person.jobNo}`,
      note: t('palette.people'),
      to: `/people/${person.jobNo}`,
    })),
  ];
}

/** Ctrl+K or Cmd+K, anywhere. */
export function useFindKey(find: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      find();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  });
}
