import { Button, Skeleton } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from './problem-panel.tsx';

/** The part of a query that decides what a list shows. */
export interface ListState {
  readonly isPending: boolean;
  readonly error: unknown;
  readonly refetch: () => unknown;
}

/** Loading, failed, empty because of filters, empty at all, or the list. */
export function ListStates(properties: {
  readonly state: ListState;
  readonly count: number;
  readonly filtered?: boolean;
  readonly clear?: () => void;
  readonly empty: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useLanguage();
  const { state } = properties;
  if (state.isPending) {
    return (
      <div className="loading" role="status">
        <span className="quiet">{t('list.loading')}</span>
        <Skeleton active title={false} paragraph={{ rows: 6 }} />
      </div>
    );
  }
  if (state.error !== null && state.error !== undefined && properties.count === 0) {
    return <ProblemPanel error={state.error} retry={() => void state.refetch()} />;
  }
  if (properties.count > 0) return properties.children;
  if (properties.filtered !== true) return properties.empty;
  return (
    <EmptyState
      title={t('list.noMatch')}
      action={
        properties.clear === undefined ? undefined : <Button onClick={properties.clear}>{t('action.clear')}</Button>
      }
    >
      {t('list.noMatchWhat')}
    </EmptyState>
  );
}

/** Foot of a keyset-paged list. */
export function MoreButton(properties: {
  readonly count: number;
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly error: unknown;
  readonly fetchNextPage: () => unknown;
}) {
  const { t } = useLanguage();
  if (properties.error !== null && properties.error !== undefined) {
    return <ProblemPanel error={properties.error} retry={() => void properties.fetchNextPage()} />;
  }
  return (
    <div className="list-foot" aria-live="polite">
      <span className="quiet">{t('list.shown', { count: properties.count })}</span>
      {properties.hasNextPage ? (
        <Button loading={properties.isFetchingNextPage} onClick={() => void properties.fetchNextPage()}>
          {t(properties.isFetchingNextPage ? 'list.loadingMore' : 'action.more')}
        </Button>
      ) : (
        <span className="quiet">{t('list.end')}</span>
      )}
    </div>
  );
}

/** One sentence and at most one thing to do. */
export function EmptyState(properties: {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}) {
  return (
    <div className="empty" role="status">
      <div className="empty-icon" aria-hidden>
        {properties.icon ?? '○'}
      </div>
      <p className="empty-title">{properties.title}</p>
      {properties.children === undefined ? null : <p className="quiet">{properties.children}</p>}
      {properties.action}
    </div>
  );
}
