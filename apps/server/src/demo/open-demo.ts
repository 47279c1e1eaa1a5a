import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DatabaseLocation, runningDatabase } from '../platform/start-database.ts';
import { StartupError } from '../platform/startup-error.ts';
import { readCredentials, renewLinks, welcome, writeCredentials } from './credentials.ts';
import { demoState, type SeedDeps, type SeedOptions, seedHospital } from './seed-hospital.ts';

export interface DemoOptions {
  readonly dataFolder: string;
  readonly baseUrl: string;
  readonly records: number;
  /** Where progress is shown; a terminal gets one line that moves. */
  readonly output: { readonly isTTY?: boolean; write(text: string): unknown };
}

/**
 * Makes the demo hospital where there is none, gives everybody new sign-in links, and returns the lines to show. In a production
 * database it does nothing.
 */
export async function openDemo(deps: SeedDeps, options: DemoOptions): Promise<string[]> {
  const state = await demoState(deps);
  if (state === 'production') return [];
  const { dataFolder, baseUrl } = options;
  const file = join(dataFolder, 'demo-credentials.json');
  if (state === 'empty') {
    const unfinished = unfinishedMark(dataFolder);
    writeFileSync(unfinished, '', { mode: 0o600 });
    const seeded = await seedHospital(deps, { records: options.records, onProgress: progressOn(options) });
    writeCredentials(file, { baseUrl, ...seeded, people: await renewLinks(deps, baseUrl, seeded.people) });
    rmSync(unfinished);
  } else {
    const kept = readCredentials(file);
    if (kept === undefined)
      return [`没有 ${file}：请用 npx medsign sign-in-link 工号 登录 · use npx medsign sign-in-link JOBNO`, ''];
    writeCredentials(file, { ...kept, baseUrl, people: await renewLinks(deps, baseUrl, kept.people) });
  }
  const credentials = readCredentials(file);
  return credentials === undefined ? [] : welcome(credentials, file).split('\n');
}

function unfinishedMark(dataFolder: string): string {
  return join(dataFolder, 'demo-unfinished');
}

/**
 * A demo whose making was cut short is thrown away and made again: half a hospital helps nobody. Call before the database starts.
 * Throws StartupError where the database is not ours to delete.
 */
export function discardUnfinishedDemo(location: DatabaseLocation): void {
  const mark = unfinishedMark(location.dataFolder);
  if (!existsSync(mark)) return;
  if (location.databaseUrl !== undefined) {
    throw new StartupError(
      'The making of the demo hospital was cut short in the database of DATABASE_URL.\n' +
        `Empty that database, delete ${mark}, and start again.`,
    );
  }
  // Another server may be making it right now; starting the database will say so.
  if (runningDatabase(location) !== undefined) return;
  rmSync(join(location.dataFolder, 'postgres'), { recursive: true, force: true });
  rmSync(mark);
}

const STEPS: Readonly<Record<string, string>> = {
  pins: '建立演示医院：人员与 PIN · people and PINs',
  records: '建立演示医院：签名记录 · signed records',
};

function progressOn({ output }: DemoOptions): SeedOptions['onProgress'] {
  let shown = '';
  return ({ step, done, of }) => {
    const percent = of === 0 ? 100 : Math.floor((done * 100) / of);
    const label = `${STEPS[step] ?? step} ${output.isTTY === true ? percent : percent - (percent % 25)}%`;
    if (label === shown) return;
    shown = label;
    if (output.isTTY !== true) output.write(`${label}\n`);
    else output.write(`\r${label}${done >= of ? '\n' : ''}`);
  };
}
