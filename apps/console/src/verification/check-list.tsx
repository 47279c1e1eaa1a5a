import type { VerificationReport } from '@medsign/contract/verify';
import { checkDetail } from '../i18n/check-detail.ts';
import { checkTitle } from '../i18n/check-title.ts';
import { useLanguage } from '../i18n/use-language.ts';
import { StateTag, type Tone } from '../shared/marks.tsx';

type Check = VerificationReport['checks'][number];

const TONES: Readonly<Record<Check['result'], Tone>> = {
  passed: 'good',
  failed: 'bad',
  indeterminate: 'unsure',
  skipped: 'ended',
};

/** Every check that was made, with its result: what did not pass and what has more to say first, the rest side by side. */
export function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  const worst = ['failed', 'indeterminate', 'passed', 'skipped'];
  const ordered = checks.toSorted((a, b) => worst.indexOf(a.result) - worst.indexOf(b.result));
  const brief = (check: Check) => check.result === 'passed' && check.detail === undefined;
  return (
    <>
      <Checks checks={ordered.filter((check) => !brief(check))} className="checks" />
      <Checks checks={ordered.filter(brief)} className="checks checks-brief" />
    </>
  );
}

function Checks({ checks, className }: { readonly checks: readonly Check[]; readonly className: string }) {
  const words = useLanguage();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (checks.length === 0) return null;
  return (
    <ul className={className}>
      {checks.map((check, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a check may occur once for each signer and certificate
        <li key={`${check.name} ${index}`}>
          <div>
            <StateTag tone={TONES[check.result]}>{words.t(`check.${check.result}`)}</StateTag>
          </div>
          <div>
            <p>{checkTitle(check.name, words)}</p>
            {check.detail === undefined ? null : (
              <p className="quiet">{checkDetail(check.detail, words.language, zone)}</p>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
