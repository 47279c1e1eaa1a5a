/** Where a command writes; tests give their own. */
export interface Terminal {
  /** Standard output. */
  print(text: string): void;
  /** Standard error. */
  complain(text: string): void;
}

export const terminal: Terminal = {
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
};

/**
 * The command cannot do what was asked and the person at the keyboard can do something about it: the message, Chinese first, is all
 * that is shown.
 */
export class CommandError extends Error {
  constructor(zh: string, en: string, options: { readonly cause?: unknown } = {}) {
    super(`${zh}\n${en}`, options);
    this.name = 'CommandError';
  }
}

/** Text from a file on one line: control, format and direction characters could forge lines or drive the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${(char.codePointAt(0) as number).toString(16)}}`);
}

/** Local time with its offset: `2026-03-02 08:00:00 UTC+08:00`. The zone is the machine's when none is given. */
export function formatInstant(at: Date, timeZone?: string): string {
  // The Swedish form is the one of ISO 8601.
  const format = new Intl.DateTimeFormat('sv-SE', {
    dateStyle: 'short',
    timeStyle: 'medium',
    ...(timeZone !== undefined && { timeZone }),
  });
  return `${format.format(at)} ${offsetOf(at, timeZone)}`;
}

function offsetOf(at: Date, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZoneName: 'longOffset',
    ...(timeZone !== undefined && { timeZone }),
  }).formatToParts(at);
  return (parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT').replace('GMT', 'UTC');
}
