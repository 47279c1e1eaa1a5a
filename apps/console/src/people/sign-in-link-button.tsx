import type { SignInLink } from '@medsign/contract/people';
import { useMutation } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { CopyButton } from '../shared/copy-button.tsx';
import { Instant } from '../shared/marks.tsx';
import { useNotice } from '../shared/use-notice.ts';

/** Makes a one-time link for the person at `path`, shown once. */
export function SignInLinkButton({ path }: { readonly path: string }) {
  const { t } = useLanguage();
  const notice = useNotice();
  const link = useMutation({
    mutationFn: () => call<SignInLink>(`${path}/sign-in-links`, { method: 'POST', body: {} }),
    onError: notice.refused,
  });
  return (
    <>
      <Button loading={link.isPending} onClick={() => link.mutate()}>
        {t('people.makeLink')}
      </Button>
      {link.data === undefined ? null : (
        <Modal open title={t('people.link')} footer={null} onCancel={() => link.reset()}>
          <p>{t('people.linkWhat')}</p>
          <code className="secret">{link.data.signInLink}</code>
          <p>
            <CopyButton text={link.data.signInLink} /> {t('sessions.until')} <Instant value={link.data.expiresAt} />
          </p>
        </Modal>
      )}
    </>
  );
}
