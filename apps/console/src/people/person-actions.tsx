import type { PersonDetail } from '@medsign/contract/people';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useMay } from '../app/session.ts';
import { IssueDialog } from '../certificates/issue-dialog.tsx';
import { useLanguage } from '../i18n/use-language.ts';
import { ReasonDialog } from '../shared/reason-dialog.tsx';
import { PersonDialog } from './person-dialog.tsx';
import { SignInLinkButton } from './sign-in-link-button.tsx';

/** Sign-in link by who maintains people, PIN reset by the security administrator: never the same person. */
export function PersonActions({ person, path }: { readonly person: PersonDetail; readonly path: string }) {
  const { t } = useLanguage();
  const may = useMay();
  const queries = useQueryClient();
  const [doing, setDoing] = useState<'clear-pin' | 'edit' | 'issue'>();
  const done = () => setDoing(undefined);
  return (
    <>
      {may('people:write') ? <Button onClick={() => setDoing('edit')}>{t('people.edit')}</Button> : null}
      {may('certificates:issue') && person.active ? (
        <Button onClick={() => setDoing('issue')}>{t('certificates.issue')}</Button>
      ) : null}
      {may('people:write') && person.active ? <SignInLinkButton path={path} /> : null}
      {may('sessions:all') && person.pin !== 'not-set' ? (
        <Button danger onClick={() => setDoing('clear-pin')}>
          {t('people.clearPin')}
        </Button>
      ) : null}
      {doing === 'edit' ? <PersonDialog person={person} close={done} /> : null}
      {doing === 'issue' ? <IssueDialog jobNo={person.jobNo} test={person.test} close={done} /> : null}
      {doing === 'clear-pin' ? (
        <ReasonDialog
          title={t('people.clearPinTitle', { name: person.name })}
          confirm={t('people.clearPin')}
          typed={person.jobNo}
          act={(reason) =>
            call(`${path}/pin`, { method: 'DELETE', body: { reason } }).then(() =>
              queries.invalidateQueries({ queryKey: [path] }),
            )
          }
          close={done}
        >
          <p>{t('people.clearPinWhat')}</p>
        </ReasonDialog>
      ) : null}
    </>
  );
}
