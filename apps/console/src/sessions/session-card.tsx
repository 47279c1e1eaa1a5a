import { documentTypeName } from '@medsign/contract/document-types';
import { SESSION_STATES, type SessionState, type SignSession } from '@medsign/contract/sign-sessions';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Progress } from 'antd';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useMe } from '../app/session.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Facts, Instant, StateTag, type Tone } from '../shared/marks.tsx';
import { ReasonDialog } from '../shared/reason-dialog.tsx';
import { useNotice } from '../shared/use-notice.ts';
import { SESSIONS_PATH } from './use-sessions.ts';

const TONES: Partial<Record<SessionState, Tone>> = { active: 'good', pending: 'waiting', denied: 'bad' };

/** One sign session: who may sign in my name, until when, how often; recalled here. */
export function SessionCard({ session }: { readonly session: SignSession }) {
  const { t, pick, list } = useLanguage();
  const queries = useQueryClient();
  const { modal } = App.useApp();
  const notice = useNotice();
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const end = (reason?: string) =>
    call(`${SESSIONS_PATH}/${session.sessionId}`, {
      method: 'DELETE',
      ...(reason === undefined ? {} : { body: { reason } }),
    }).then(() => queries.invalidateQueries({ queryKey: [SESSIONS_PATH] }));
  const recall = () =>
    modal.confirm({
      title: t('sessions.recallTitle'),
      content: t('sessions.recallWhat'),
      okText: t('sessions.recall'),
      cancelText: t('action.cancel'),
      okButtonProps: { danger: true },
      onOk: () => end().catch(notice.refused),
    });
  const types = session.documentTypes && list(session.documentTypes.map((code) => pick(documentTypeName(code))));
  return (
    <div className="card">
      <div className="card-head">
        <div className="card-title">
          {session.signer.name} · {session.systemName ?? t('sessions.own')} · {session.workstation}
        </div>
        <StateTag tone={TONES[session.status] ?? 'ended'}>{pick(SESSION_STATES[session.status])}</StateTag>
      </div>
      <Facts
        facts={[
          {
            label: t('sessions.used'),
            value: (
              <>
                {t('sessions.usedOf', { used: session.signedCount, most: session.maxCount })}
                <Progress
                  aria-label={t('sessions.used')}
                  percent={(100 * session.signedCount) / session.maxCount}
                  showInfo={false}
                  size="small"
                />
              </>
            ),
          },
          { label: t('sessions.until'), value: <Instant value={session.closedAt ?? session.expiresAt} short /> },
          { label: t('sessions.types'), value: types ?? t('sessions.allTypes') },
          session.purpose === null ? undefined : { label: t('sessions.purpose'), value: session.purpose },
          session.approvedAt === null
            ? undefined
            : { label: t('sessions.approvedAt'), value: <Instant value={session.approvedAt} short /> },
        ]}
      />
      {session.status === 'active' ? (
        <Button danger onClick={session.signer.jobNo === me.jobNo ? recall : () => setAsking(true)}>
          {t('sessions.recall')}
        </Button>
      ) : null}
      {asking ? (
        <ReasonDialog
          title={t('sessions.recallOther', { name: session.signer.name })}
          confirm={t('sessions.recall')}
          act={end}
          close={() => setAsking(false)}
        >
          <p>{t('sessions.recallOtherWhat')}</p>
        </ReasonDialog>
      ) : null}
    </div>
  );
}
