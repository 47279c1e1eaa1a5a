import { CHECK_TEXTS } from './texts/checks.ts';
import type { Words } from './use-language.ts';

/** Name of a check in the reader's language; a check this console does not know shows its own name. */
export function checkTitle(name: string, words: Words): string {
  const key = `checks.${name}`;
  return isKnown(key) ? words.t(key) : name;
}

function isKnown(key: string): key is keyof typeof CHECK_TEXTS {
  return Object.hasOwn(CHECK_TEXTS, key);
}
