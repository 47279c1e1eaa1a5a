import type { VerificationReport } from '@medsign/contract/verify';
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

/** Every check that was made, with its result; what failed comes first. */
export function CheckList({ checks }: { readonly checks: readonly Check[] }) {
  const words = useLanguage();
  const worst = ['failed', 'indeterminate', 'passed', 'skipped'];
  const ordered = checks.toSorted((a, b) => worst.indexOf(a.result) - worst.indexOf(b.result));
  return (
    <ul className="checks">
      {ordered.map((check, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a check may occur once for each signer and certificate
        <li key={`${check.name} ${index}`}>
          <div>
            <StateTag tone={TONES[check.result]}>{words.t(`check.${check.result}`)}</StateTag>
          </div>
          <div>
            <p>{checkTitle(check.name, words)}</p>
            {check.detail === undefined ? null : <p className="quiet">{check.detail}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
