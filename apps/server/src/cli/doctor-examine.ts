import { type Config, parseConfig } from '../config.ts';
import type { Environment } from '../env.ts';
import { StartupError } from '../platform/startup-error.ts';
import { examineData } from './doctor-data.ts';
import { bad, type Finding } from './doctor-finding.ts';
import { examineMachine, type MachineDeps } from './doctor-machine.ts';
import { examineRunning } from './doctor-running.ts';
import { examinePort } from './doctor-server.ts';

export interface ExamineDeps extends MachineDeps {
  readonly environment: Environment;
  readonly workingDirectory: string;
}

/** Everything that was found, in the order in which it is shown. */
export async function examine(deps: ExamineDeps): Promise<Finding[]> {
  let config: Config;
  try {
    config = parseConfig(deps.environment, deps.workingDirectory);
  } catch (cause) {
    if (!(cause instanceof StartupError)) throw cause;
    // The rest is looked at as if nothing had been set.
    return [wrongConfiguration(cause), ...examineMachine(parseConfig({}, deps.workingDirectory), deps)];
  }
  return [
    ...examineMachine(config, deps),
    ...examineData(config),
    await examinePort(config),
    ...(await examineRunning(config, deps.clock.now())),
  ];
}

function wrongConfiguration({ message }: StartupError): Finding {
  const problems = message.split('\n').slice(1).join(';');
  return bad(
    'configuration',
    { zh: `环境变量不正确：${problems}`, en: `Environment variables are wrong:${problems}` },
    { zh: '改正或去掉这些变量。', en: 'Correct these variables or leave them out.' },
  );
}
