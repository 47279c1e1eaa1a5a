import { documentTypeName } from '@medsign/contract/document-types';
import { SESSION_STATES, type SessionState, type SignSession } from '@medsign/contract/sign-sessions';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Progress } from 'antd';
import { useState } from 'react';
import { call } from '../api/client.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { Facts, Instant, StateTag, type Tone } from '../shared/marks.tsx';
import { ReasonDialog } from '../shared/reason-dialog.tsx';
import { SESSIONS_PATH } from './use-sessions.ts';

const TONES: Partial<Record<SessionState, Tone>> = { active: 'good', pending: 'waiting', denied: 'bad' };

/** One sign session: who may sign in my name, until when, how often; recalled here. */
export function SessionCard({ session }: { readonly session: SignSession }) {
  const { t, pick } = useLanguage();
  const queries = useQueryClient();
  const [recalling, setRecalling] = useState(false);
  const types = session.documentTypes?.map((code) => pick(documentTypeName(code))).join('、');
  return (
    <div className="card">
      <div className="card-head">
        <div className="card-title">
          {session.system ?? t('sessions.own')} · {session.workstation}
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
          { label: t('sessions.until'), value: <Instant value={session.closedAt ?? session.expiresAt} /> },
          { label: t('sessions.types'), value: types ?? t('sessions.allTypes') },
          session.purpose === null ? undefined : { label: t('sessions.purpose'), value: session.purpose },
          session.approvedAt === null
            ? undefined
            : { label: t('sessions.approvedAt'), value: <Instant value={session.approvedAt} /> },
        ]}
      />
      {session.status === 'active' ? (
        <Button danger onClick={() => setRecalling(true)}>
          {t('sessions.recall')}
        </Button>
      ) : null}
      {recalling ? (
        <ReasonDialog
          title={t('sessions.recallTitle')}
          confirm={t('sessions.recall')}
          act={(reason) =>
            call(`${SESSIONS_PATH}/${session.sessionId}`, { method: 'DELETE', query: { reason } }).then(() =>
              queries.invalidateQueries({ queryKey: [SESSIONS_PATH] }),
            )
          }
          close={() => setRecalling(false)}
        >
          <p>{t('sessions.recallWhat')}</p>
        </ReasonDialog>
      ) : null}
    </div>
  );
}
