import type { PersonDetail, SignInLink } from '@medsign/contract/people';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useMay } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { CopyButton } from '../shared/copy-button.tsx';
import { Instant } from '../shared/marks.tsx';
import { ReasonDialog } from '../shared/reason-dialog.tsx';
import { useNotice } from '../shared/use-notice.ts';

/** Sign-in link by who maintains people, PIN reset by the security administrator: never the same person. */
export function PersonActions({ person, path }: { readonly person: PersonDetail; readonly path: string }) {
  const { t } = useLanguage();
  const may = useMay();
  const notice = useNotice();
  const queries = useQueryClient();
  const [clearing, setClearing] = useState(false);
  const link = useMutation({
    mutationFn: () => call<SignInLink>(`${path}/sign-in-links`, { method: 'POST', body: {} }),
    onError: notice.refused,
  });
  return (
    <>
      {may('people:write') && person.active ? (
        <Button loading={link.isPending} onClick={() => link.mutate()}>
          {t('people.makeLink')}
        </Button>
      ) : null}
      {may('sessions:all') && person.pin !== 'not-set' ? (
        <Button danger onClick={() => setClearing(true)}>
          {t('people.clearPin')}
        </Button>
      ) : null}
      {link.data === undefined ? null : (
        <Modal open title={t('people.link')} footer={null} onCancel={() => link.reset()}>
          <p>{t('people.linkWhat')}</p>
          <code className="secret">{link.data.signInLink}</code>
          <p>
            <CopyButton text={link.data.signInLink} /> {t('sessions.until')} <Instant value={link.data.expiresAt} />
          </p>
        </Modal>
      )}
      {clearing ? (
        <ReasonDialog
          title={t('people.clearPinTitle', { name: person.name })}
          confirm={t('people.clearPin')}
          typed={person.jobNo}
          act={(reason) =>
            call(`${path}/pin`, { method: 'DELETE', body: { reason } }).then(() =>
              queries.invalidateQueries({ queryKey: [path] }),
            )
          }
          close={() => setClearing(false)}
        >
          <p>{t('people.clearPinWhat')}</p>
        </ReasonDialog>
      ) : null}
    </>
  );
}
