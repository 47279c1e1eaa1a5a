import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Terminal } from '../terminal.ts';

/** A terminal that keeps what was written. */
export function capturedTerminal(): Terminal & { readonly printed: () => string; readonly complained: () => string } {
  let printed = '';
  let complained = '';
  return {
    print: (text) => {
      printed += text;
    },
    complain: (text) => {
      complained += text;
    },
    printed: () => printed,
    complained: () => complained,
  };
}

/** A folder of the test's own. */
export function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'medsign-cli-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file into the folder and returns its path. */
export function fileIn(folder: string, name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
