import type { Log } from '../platform/log.ts';

/** npm and the terminal both deliver the same Ctrl-C, so a second signal right after the first means nothing. */
const SAME_SIGNAL_MS = 3_000;
const PATIENCE_MS = 45_000;

export interface ShutdownStep {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/**
 * On SIGINT or SIGTERM runs the steps in order and exits with 0; a step that fails is logged and the next one runs. A signal
 * that comes later than 3 s after the first, or 45 s without an end, exit with 1 at once. Returns what begins the same for
 * another reason, with the exit code it deserves; once begun it does nothing.
 */
export function shutDownOnSignals(
  steps: () => readonly ShutdownStep[],
  log: Log,
): (reason: string, exitCode?: number) => void {
  let since: number | undefined;
  const begin = (reason: string, exitCode = 0): void => {
    if (since !== undefined) return;
    since = performance.now();
    log[exitCode === 0 ? 'info' : 'error']({ reason }, 'shutting down');
    setTimeout(() => {
      log.error('shutting down took too long');
      process.exit(1);
    }, PATIENCE_MS).unref();
    void runSteps(steps(), log).then((failed) => process.exit(failed ? 1 : exitCode));
  };
  const onSignal = (signal: string): void => {
    if (since !== undefined && performance.now() - since > SAME_SIGNAL_MS) process.exit(1);
    begin(signal);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return begin;
}

async function runSteps(steps: readonly ShutdownStep[], log: Log): Promise<boolean> {
  let failed = false;
  for (const step of steps) {
    try {
      await step.run();
    } catch (error) {
      failed = true;
      log.error({ step: step.name, error }, 'a step of shutting down failed');
    }
  }
  return failed;
}
