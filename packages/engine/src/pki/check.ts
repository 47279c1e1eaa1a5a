/** Outcome of one named step of a verification. `skipped`: not asked for, or nothing to judge. */
export interface Check {
  /** Stable name; reports, interfaces and translations rely on it. */
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'indeterminate' | 'skipped';
  readonly detail?: string;
}

export type Verdict = 'valid' | 'invalid' | 'indeterminate';

export function passed(name: string, detail?: string): Check {
  return detail === undefined ? { name, result: 'passed' } : { name, result: 'passed', detail };
}

export function failed(name: string, detail: string): Check {
  return { name, result: 'failed', detail };
}

export function indeterminate(name: string, detail: string): Check {
  return { name, result: 'indeterminate', detail };
}

export function skipped(name: string, detail: string): Check {
  return { name, result: 'skipped', detail };
}

/** `passed` when the condition holds, else `failed` with the reason. */
export function judge(name: string, holds: boolean, reason: string): Check {
  return holds ? passed(name) : failed(name, reason);
}

/** One failed check makes the whole invalid; otherwise one indeterminate check makes it indeterminate. */
export function verdictOf(checks: readonly Check[]): Verdict {
  if (checks.some((check) => check.result === 'failed')) return 'invalid';
  return checks.some((check) => check.result === 'indeterminate') ? 'indeterminate' : 'valid';
}

/** Verdict of a whole from the verdicts of its parts. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('invalid')) return 'invalid';
  return verdicts.includes('indeterminate') ? 'indeterminate' : 'valid';
}
