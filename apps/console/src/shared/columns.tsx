import { TableOutlined } from '@ant-design/icons';
import { Button, Checkbox, Popover } from 'antd';
import { type ReactNode, useState } from 'react';
import { useLanguage } from '../i18n/use-language.ts';
import type { Column } from './data-list.tsx';

/** Columns the reader wants to see of a list, remembered on this device; the first one, which names the row, always shows. */
export function useColumns<Row>(
  list: string,
  all: readonly Column<Row>[],
): { readonly shown: readonly Column<Row>[]; readonly chooser: ReactNode } {
  const remembered = `medsign.columns.${list}`;
  const [hidden, setHidden] = useState<readonly string[]>(() => (localStorage.getItem(remembered) ?? '').split(','));
  const hide = (keys: readonly string[]) => {
    setHidden(keys);
    if (keys.length === 0) localStorage.removeItem(remembered);
    else localStorage.setItem(remembered, keys.join(','));
  };
  const optional = all.slice(1);
  const isShown = (column: Column<Row>) => !hidden.includes(column.key);
  return {
    shown: all.filter((column, index) => index === 0 || isShown(column)),
    chooser: <Chooser columns={optional} isShown={isShown} hide={hide} />,
  };
}

function Chooser<Row>(properties: {
  readonly columns: readonly Column<Row>[];
  readonly isShown: (column: Column<Row>) => boolean;
  readonly hide: (keys: readonly string[]) => void;
}) {
  const { t } = useLanguage();
  const { columns, isShown, hide } = properties;
  const shown = columns.filter(isShown).map((column) => column.key);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      title={t('list.columns')}
      content={
        <div className="column-chooser">
          <Checkbox.Group
            value={shown}
            options={columns.map(({ key, title }) => ({ value: key, label: title }))}
            onChange={(kept) => hide(columns.map(({ key }) => key).filter((key) => !kept.includes(key)))}
          />
          {shown.length === columns.length ? null : (
            <Button size="small" onClick={() => hide([])}>
              {t('list.columnsAll')}
            </Button>
          )}
        </div>
      }
    >
      <Button icon={<TableOutlined aria-hidden />}>{t('list.columns')}</Button>
    </Popover>
  );
}
