import type { Words } from './check-words.ts';

/** One thing that was looked at. */
export interface Finding extends Words {
  /** Stable, for programs. */
  readonly name: string;
  /** `bad`: the platform does not work or must not be used like this. */
  readonly level: 'good' | 'warning' | 'bad';
  readonly action?: Words;
}

export function good(name: string, zh: string, en: string): Finding {
  return { name, level: 'good', zh, en };
}

export function warning(name: string, what: Words, action?: Words): Finding {
  return { name, level: 'warning', ...what, ...(action && { action }) };
}

export function bad(name: string, what: Words, action: Words): Finding {
  return { name, level: 'bad', ...what, action };
}
