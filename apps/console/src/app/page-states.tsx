import { Button, Result, Spin } from 'antd';
import { Link, useRouteError } from 'react-router';
import { useLanguage } from '../i18n/use-language.ts';
import { CopyButton } from '../shared/copy-button.tsx';
import { Page } from '../shared/page.tsx';
import { LanguageSwitch } from './account-menu.tsx';

export function Loading() {
  const { t } = useLanguage();
  return (
    <div className="centre" role="status">
      <Spin size="large" />
      <p className="quiet">{t('list.loading')}</p>
    </div>
  );
}

export function NotFound() {
  const { t } = useLanguage();
  return (
    <Page title={t('app.notFound')}>
      <Result status="404" subTitle={t('app.notFoundWhat')} extra={<ToWorkbench />} />
    </Page>
  );
}

export function Forbidden() {
  const { t } = useLanguage();
  return (
    <Page title={t('app.forbidden')}>
      <Result status="403" subTitle={t('app.forbiddenWhat')} extra={<ToWorkbench />} />
    </Page>
  );
}

/** The last resort: says that the page failed and what to hand on. */
export function PageCrashed() {
  const { t } = useLanguage();
  const error = useRouteError();
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return (
    <Result
      status="error"
      title={t('app.crashed')}
      subTitle={t('app.crashedWhat')}
      extra={
        <>
          <pre className="content-text">{text}</pre>
          <CopyButton text={text} /> <Button onClick={() => window.location.reload()}>{t('action.refresh')}</Button>
        </>
      }
    />
  );
}

export function ToWorkbench() {
  const { t } = useLanguage();
  return (
    <Link to="/">
      <Button type="primary" tabIndex={-1}>
        {t('action.toWorkbench')}
      </Button>
    </Link>
  );
}

/** Nobody is signed in: how to get in, and what works without. */
export function SignedOut() {
  const { t } = useLanguage();
  return (
    <main className="centre">
      <h1 className="centre-title">
        <img src="/console/icon.svg" alt="" width={40} height={40} /> {t('app.name')}
      </h1>
      <Result
        status="info"
        title={t('enter.signedOut')}
        subTitle={t('enter.signedOutWhat')}
        extra={
          <Link to="/verify">
            <Button tabIndex={-1}>{t('enter.verifyInstead')}</Button>
          </Link>
        }
      />
      <LanguageSwitch />
    </main>
  );
}
