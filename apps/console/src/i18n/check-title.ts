import { CHECK_TEXTS } from './texts/checks.ts';
import type { Words } from './use-language.ts';

type CheckKey = keyof typeof CHECK_TEXTS;

/** Name of a check in the reader's language, `part.check` too; what this console does not know shows its own name. */
export function checkTitle(name: string, { t }: Pick<Words, 't'>): string {
  const dot = name.indexOf('.');
  if (dot < 0) return known(`checks.${name}`, t) ?? name;
  const part = known(`checks.part.${name.slice(0, dot)}`, t);
  const check = known(`checks.${name.slice(dot + 1)}`, t);
  return part === undefined || check === undefined ? name : `${part} · ${check}`;
}

function known(key: string, t: Words['t']): string | undefined {
  return Object.hasOwn(CHECK_TEXTS, key) ? t(key as CheckKey) : undefined;
}
