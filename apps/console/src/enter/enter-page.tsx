import type { Me } from '@medsign/contract/console-sessions';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Result, Spin } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { call } from '../api/client.ts';
import { LanguageSwitch } from '../app/account-menu.tsx';
import { meKey } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { asApiError, ProblemPanel } from '../shared/problem-panel.tsx';
import { takeToken } from './token-of-address.ts';

/** Where a one-time link leads: the token becomes a session and leaves the address. */
export function EnterPage() {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [token] = useState(takeToken);
  const [error, setError] = useState<unknown>();
  // A token works once: it must not be sent again when React mounts the page twice.
  const sent = useRef(false);
  useEffect(() => {
    if (token === undefined || sent.current) return;
    sent.current = true;
    call<Me>('/v1/console/sessions', { method: 'POST', body: { token } }).then((me) => {
      queries.clear();
      queries.setQueryData(meKey, me);
      navigate('/', { replace: true });
    }, setError);
  }, [token, navigate, queries]);
  return (
    <main className="centre">
      <h1 className="centre-title">
        <img src="/console/icon.svg" alt="" width={40} height={40} /> {t('enter.title')}
      </h1>
      {token === undefined ? (
        <Result
          status="info"
          title={t('enter.noToken')}
          subTitle={t('enter.signedOutWhat')}
          extra={<VerifyInstead />}
        />
      ) : error === undefined ? (
        <p role="status">
          <Spin /> {t('enter.working')}
        </p>
      ) : asApiError(error).code === 'sign-in-link-invalid' ? (
        <Result status="warning" title={t('enter.failed')} subTitle={t('enter.failedWhat')} extra={<VerifyInstead />} />
      ) : (
        <ProblemPanel error={error} />
      )}
      <LanguageSwitch />
    </main>
  );
}

function VerifyInstead() {
  const { t } = useLanguage();
  return (
    <Link to="/verify">
      <Button tabIndex={-1}>{t('enter.verifyInstead')}</Button>
    </Link>
  );
}
