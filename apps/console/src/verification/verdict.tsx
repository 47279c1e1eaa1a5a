import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled } from '@ant-design/icons';
import type { VerificationReport } from '@medsign/contract/verify';
import type { ReactNode } from 'react';
import { useLanguage } from '../i18n/use-language.ts';
import type { Tone } from '../shared/marks.tsx';

type Verdict = VerificationReport['verdict'];

const LOOK: Readonly<Record<Verdict, { readonly tone: Tone; readonly sign: ReactNode }>> = {
  valid: { tone: 'good', sign: <CheckCircleFilled aria-hidden /> },
  invalid: { tone: 'bad', sign: <CloseCircleFilled aria-hidden /> },
  indeterminate: { tone: 'unsure', sign: <ExclamationCircleFilled aria-hidden /> },
};

/** The verdict in one line, before any detail. */
export function VerdictLine({ verdict }: { readonly verdict: Verdict }) {
  const { t } = useLanguage();
  const { tone, sign } = LOOK[verdict];
  return (
    <div className={`verdict state-${tone}`} role="status" data-verdict={verdict}>
      {sign}
      <div>
        <strong>{t(`verdict.${verdict}`)}</strong>
        <span className="verdict-what">{t(`verdict.${verdict}.what`)}</span>
      </div>
    </div>
  );
}
