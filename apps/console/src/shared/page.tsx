import { Skeleton } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';
import { useLanguage } from '../i18n/use-language.ts';
import { ProblemPanel } from './problem-panel.tsx';

/** Heading of a page with its actions; names the browser tab. */
export function Page(properties: {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  const { t } = useLanguage();
  const name = t('app.name');
  useEffect(() => {
    document.title = `${properties.title} · ${name}`;
  }, [properties.title, name]);
  return (
    <div className="page">
      <header className="page-head">
        <div>
          <h1>{properties.title}</h1>
          {properties.lead === undefined ? null : <p className="quiet">{properties.lead}</p>}
        </div>
        {properties.actions === undefined ? null : <div className="page-actions">{properties.actions}</div>}
      </header>
      {properties.children}
    </div>
  );
}

export function Section(properties: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    <section className={`panel ${properties.className ?? ''}`}>
      <div className="panel-head">
        <h2>{properties.title}</h2>
        {properties.aside}
      </div>
      {properties.children}
    </section>
  );
}

/** A page whose one subject is still being fetched, or could not be. */
export function PageWaiting(properties: {
  readonly title: string;
  readonly error: unknown;
  readonly retry: () => unknown;
}) {
  return (
    <Page title={properties.title}>
      {properties.error === null ? (
        <Skeleton active paragraph={{ rows: 8 }} />
      ) : (
        <ProblemPanel error={properties.error} retry={() => void properties.retry()} />
      )}
    </Page>
  );
}

/** A link that looks like a button. */
export function LinkButton(properties: { readonly to: string; readonly children: ReactNode }) {
  return (
    <Link to={properties.to} className="link-button">
      {properties.children}
    </Link>
  );
}
