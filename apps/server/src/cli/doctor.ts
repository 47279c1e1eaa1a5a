import { readEnvironment } from '../env.ts';
import { systemClock } from '../platform/clock.ts';
import { SYSTEM_PATH } from '../platform/postgres/system-tools.ts';
import { systemRandom } from '../platform/random.ts';
import { readArguments } from './arguments.ts';
import { type ExamineDeps, examine } from './doctor-examine.ts';
import type { Finding } from './doctor-finding.ts';
import { type Terminal, terminal } from './terminal.ts';

const MARKS = { good: '✔', warning: '!', bad: '✘' } as const;

export interface DoctorDeps extends ExamineDeps {
  readonly terminal: Terminal;
}

/**
 * `medsign doctor [--json]`: looks at the installation part by part and says what to do where something is not right. It starts and
 * changes nothing; what lies in the database is looked at while the platform runs.
 *
 * Exit codes: 0 nothing is ✘ · 1 something is.
 */
export async function doctor(args: readonly string[], deps: DoctorDeps = systemDeps()): Promise<number> {
  const { values } = readArguments(args, { json: { type: 'boolean', default: false } });
  const findings = await examine(deps);
  const healthy = findings.every(({ level }) => level !== 'bad');
  deps.terminal.print(values.json ? `${JSON.stringify({ healthy, findings }, null, 2)}\n` : printed(findings));
  return healthy ? 0 : 1;
}

function systemDeps(): DoctorDeps {
  return {
    ...{
      terminal,
      clock: systemClock,
      random: systemRandom,
      searchPath: SYSTEM_PATH,
      nodeVersion: process.versions.node,
    },
    environment: readEnvironment(),
    workingDirectory: process.cwd(),
  };
}

function printed(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ level, zh, en, action }) => [
    `${MARKS[level]} ${zh}${zh === en ? '' : ` · ${en}`}`,
    ...(action ? [`    → ${action.zh}`, `      ${action.en}`] : []),
  ]);
  const count = (level: Finding['level']) => findings.filter((finding) => finding.level === level).length;
  const summary =
    count('bad') > 0
      ? `${count('bad')} 处必须处理 · ${count('bad')} to be put right`
      : `没有必须处理的问题 · nothing has to be put right`;
  const warnings = count('warning') > 0 ? `，${count('warning')} 处提醒 · ${count('warning')} to know about` : '';
  return `${[...lines, '', `${summary}${warnings}`].join('\n')}\n`;
}
