import type { ReactNode } from 'react';
import type { QueryValue } from '../api/query-string.ts';
import { type Column, DataList } from './data-list.tsx';
import { DownloadButton } from './download-button.tsx';
import { type ListState, ListStates, MoreButton } from './list-states.tsx';
import { Page } from './page.tsx';

/** Keyset paging of a list; a list that comes whole has none. */
interface Paging {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => unknown;
}

/** A page that is a list: heading with actions and export, filters, the list in whatever state it is. */
export function ListPage<Row>(properties: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** Exports exactly what the filters leave. */
  readonly exported: { readonly path: string; readonly query: Readonly<Record<string, QueryValue>> };
  readonly above?: ReactNode;
  readonly filterBar: ReactNode;
  readonly filters: { readonly any: boolean; readonly clear: () => void };
  readonly state: ListState & Partial<Paging>;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => string;
  readonly to?: (row: Row) => string;
  readonly empty: ReactNode;
  /** Dialogs. */
  readonly children?: ReactNode;
}) {
  const { title, state, rows, filters, exported } = properties;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = state;
  return (
    <Page
      title={title}
      lead={properties.lead}
      actions={
        <>
          {properties.actions}
          <DownloadButton
            path={exported.path}
            query={exported.query}
            fileName={`${exported.path.split(/[/:]/).at(-2)}.csv`}
            disabled={rows.length === 0}
          />
        </>
      }
    >
      {properties.above}
      {properties.filterBar}
      <ListStates
        state={state}
        count={rows.length}
        filtered={filters.any}
        clear={filters.clear}
        empty={properties.empty}
      >
        <DataList
          label={title}
          rows={rows}
          columns={properties.columns}
          rowKey={properties.rowKey}
          {...(properties.to === undefined ? {} : { to: properties.to })}
        />
        {fetchNextPage === undefined ? null : (
          <MoreButton
            count={rows.length}
            error={state.error}
            hasNextPage={hasNextPage === true}
            isFetchingNextPage={isFetchingNextPage === true}
            fetchNextPage={fetchNextPage}
          />
        )}
      </ListStates>
      {properties.children}
    </Page>
  );
}
