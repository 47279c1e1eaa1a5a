import { ADVICE_TEXTS } from './texts/advice.ts';
import { CHECK_TEXTS } from './texts/checks.ts';
import { OVERSIGHT_TEXTS } from './texts/oversight.ts';
import { PEOPLE_TEXTS } from './texts/people.ts';
import { RECORDS_TEXTS } from './texts/records.ts';
import { SHELL_TEXTS } from './texts/shell.ts';
import { SIGNING_TEXTS } from './texts/signing.ts';
import { SYSTEMS_TEXTS } from './texts/systems.ts';

/** Every text of the console: key → Chinese, English. A missing side cannot be written. */
export const ALL_TEXTS = {
  ...SHELL_TEXTS,
  ...ADVICE_TEXTS,
  ...CHECK_TEXTS,
  ...RECORDS_TEXTS,
  ...SIGNING_TEXTS,
  ...PEOPLE_TEXTS,
  ...SYSTEMS_TEXTS,
  ...OVERSIGHT_TEXTS,
} as const satisfies Readonly<Record<string, readonly [zh: string, en: string]>>;

export type TextKey = keyof typeof ALL_TEXTS;

function side(index: 0 | 1): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(ALL_TEXTS).map(([key, pair]) => [key, pair[index]]));
}

export const TEXTS = { 'zh-CN': side(0), en: side(1) } as const;
