import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** Where the system's own programs lie; never taken from the environment, so that a start does not depend on who starts. */
export const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The environment of every program started here: an inherited locale that is not installed makes initdb fail. */
export function toolEnvironment(searchPath: string): Record<string, string> {
  return { PATH: searchPath, LC_ALL: 'C', TZ: 'UTC' };
}

/** Absolute path of a program of the system, or undefined when this machine has none. */
export function findTool(name: string, searchPath: string): string | undefined {
  return searchPath
    .split(':')
    .map((folder) => join(folder, name))
    .find((path) => isExecutable(path));
}

/** Runs a program to its end; `output` is what it printed. */
export function runTool(
  command: readonly string[],
  searchPath: string,
): { readonly ok: boolean; readonly output: string } {
  const [program, ...rest] = command;
  const result = spawnSync(program as string, rest, { env: toolEnvironment(searchPath), cwd: '/', encoding: 'utf8' });
  return {
    ok: result.status === 0,
    output: `${result.stdout ?? ''}${result.stderr ?? ''}${result.error?.message ?? ''}`,
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
