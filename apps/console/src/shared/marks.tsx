import {
  CheckCircleFilled,
  ClockCircleOutlined,
  CloseCircleFilled,
  ExclamationCircleFilled,
  ExperimentOutlined,
  MinusCircleOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { formatInstant } from '../i18n/format-instant.ts';
import { useLanguage } from '../i18n/use-language.ts';

/** A time with its zone. `short` leaves the zone's name to the tooltip; the offset always shows. */
export function Instant(properties: { readonly value: string; readonly short?: boolean }) {
  const { language } = useLanguage();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const shown = formatInstant(properties.value, language, zone);
  const full = [shown.dateTime, shown.zone, shown.offset].filter((part) => part !== '').join(' ');
  return (
    <time dateTime={properties.value} title={full} className="instant">
      {properties.short ? (
        <>
          {shown.dateTime} <small>{shown.offset}</small>
        </>
      ) : (
        full
      )}
    </time>
  );
}

/** How a state is meant; each has its own sign beside its colour. */
export type Tone = 'good' | 'bad' | 'unsure' | 'waiting' | 'ended';

const SIGNS: Readonly<Record<Tone, ReactNode>> = {
  good: <CheckCircleFilled aria-hidden />,
  bad: <CloseCircleFilled aria-hidden />,
  unsure: <ExclamationCircleFilled aria-hidden />,
  waiting: <ClockCircleOutlined aria-hidden />,
  ended: <MinusCircleOutlined aria-hidden />,
};

export function StateTag(properties: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={`state state-${properties.tone}`}>
      {SIGNS[properties.tone]}
      <span>{properties.children}</span>
    </span>
  );
}

/** Marks what belongs to test accounts and test systems. */
export function TestTag() {
  const { t } = useLanguage();
  return (
    <span className="state state-unsure">
      <ExperimentOutlined aria-hidden /> {t('word.test')}
    </span>
  );
}

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
  /** Takes the whole width: long values such as digests. */
  readonly wide?: boolean;
}

/** Labelled values; entries without a value are left out. */
export function Facts(properties: { readonly facts: readonly (Fact | undefined)[] }) {
  return (
    <dl className="facts">
      {properties.facts
        .filter((fact) => fact !== undefined)
        .map((fact) => (
          <div key={fact.label} className={fact.wide ? 'fact fact-wide' : 'fact'}>
            <dt>{fact.label}</dt>
            <dd>{fact.value}</dd>
          </div>
        ))}
    </dl>
  );
}
