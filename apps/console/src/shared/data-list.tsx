import { type ReactNode, useEffect, useRef } from 'react';
import { useNavigate } from 'react-router';
import { useLanguage } from '../i18n/use-language.ts';
import { useCompact } from './density.ts';
import { useListKeys } from './use-list-keys.ts';
import { useNarrow } from './use-media.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** null: nothing to show; a card leaves it out. */
  readonly render: (row: Row) => ReactNode;
  readonly align?: 'end';
}

interface DataListProperties<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** The first column names the row. */
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  /** Address a row opens; rows without one do not open. */
  readonly to?: (row: Row) => string;
  /** Drawn before each row: a checkbox, say. */
  readonly lead?: { readonly title: ReactNode; readonly render: (row: Row) => ReactNode };
}

/** Rows as a table, or as cards on a phone. J, K and Enter work on both. */
export function DataList<Row>(properties: DataListProperties<Row>) {
  const narrow = useNarrow();
  const navigate = useNavigate();
  const { rows, to } = properties;
  const openAt = (index: number) => {
    const row = rows[index];
    if (row !== undefined && to !== undefined) navigate(to(row));
  };
  const marked = useListKeys(rows.length, to === undefined ? undefined : openAt);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelectorAll('[data-row]')[marked]?.scrollIntoView({ block: 'nearest' });
  }, [marked]);
  const onRow = (index: number) => (event: React.MouseEvent) => {
    const inControl = event.target instanceof HTMLElement && event.target.closest('a, button, input, label') !== null;
    if (!inControl && window.getSelection()?.toString() === '') openAt(index);
  };
  return (
    <div ref={box}>
      {narrow ? (
        <Cards {...properties} marked={marked} onRow={onRow} />
      ) : (
        <Table {...properties} marked={marked} onRow={onRow} />
      )}
    </div>
  );
}

interface Drawn<Row> extends DataListProperties<Row> {
  readonly marked: number;
  readonly onRow: (index: number) => (event: React.MouseEvent) => void;
}

function rowClass(marked: boolean, opens: boolean): string {
  return `row${marked ? ' row-marked' : ''}${opens ? ' row-opens' : ''}`;
}

function Table<Row>({ label, rows, columns, rowKey, to, lead, marked, onRow }: Drawn<Row>) {
  const { t } = useLanguage();
  const compact = useCompact();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls sideways has to be reachable by keyboard
    <section className="table-scroll" aria-label={label} tabIndex={0}>
      <table className={compact ? 'table table-compact' : 'table'}>
        <caption className="hidden">{`${label}. ${t('list.keys')}`}</caption>
        <thead>
          <tr>
            {lead === undefined ? null : <th scope="col">{lead.title}</th>}
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.align}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr
              key={rowKey(row)}
              data-row
              className={rowClass(index === marked, to !== undefined)}
              aria-current={index === marked ? 'true' : undefined}
              onClick={onRow(index)}
            >
              {lead === undefined ? null : <td>{lead.render(row)}</td>}
              {columns.map((column) => (
                <td key={column.key} className={column.align}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cards<Row>({ label, rows, columns, rowKey, to, lead, marked, onRow }: Drawn<Row>) {
  const [first, ...others] = columns;
  return (
    <ul className="cards" aria-label={label}>
      {rows.map((row, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the heading of the card is a link, and J, K, Enter work on cards
        <li
          key={rowKey(row)}
          data-row
          className={`card ${rowClass(index === marked, to !== undefined)}`}
          onClick={onRow(index)}
        >
          <div className="card-head">
            {lead?.render(row)}
            <div className="card-title">{first?.render(row)}</div>
          </div>
          <dl>
            {others
              .map((column) => ({ ...column, content: column.render(row) }))
              .filter(({ content }) => content !== null)
              .map(({ key, title, content }) => (
                <div key={key}>
                  <dt>{title}</dt>
                  <dd>{content}</dd>
                </div>
              ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}
