/** Launches the Chromium that npm brings, so a browser test needs nothing installed by hand. */
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import packaged from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Used where the packaged binary does not run (other operating systems, other processors). */
const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] as const;

/** Nothing may leave the machine, and nothing may be asked of a display or a graphics card. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
] as const;

/** A headless Chromium. The caller closes it. Throws with what was tried when none starts. */
export async function launchBrowser(): Promise<Browser> {
  const failures: string[] = [];
  for (const executablePath of await candidates(failures)) {
    try {
      return await chromium.launch({ executablePath, args: [...FLAGS], timeout: 30_000 });
    } catch (cause) {
      failures.push(`${executablePath}: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`);
    }
  }
  throw new Error(`No Chromium could be started.\n${failures.join('\n')}`);
}

async function candidates(failures: string[]): Promise<string[]> {
  const installed = SYSTEM_BROWSERS.filter((path) => existsSync(path));
  if (process.platform !== 'linux') return installed;
  try {
    return [await unpackedChromium(), ...installed];
  } catch (cause) {
    failures.push(`@sparticuz/chromium: ${String(cause)}`);
    return installed;
  }
}

/**
 * The package unpacks to a fixed name under TMPDIR while others may already run it; unpacking to a folder of our own
 * and renaming it lets tests start at the same time.
 */
async function unpackedChromium(): Promise<string> {
  const shared = join(tmpdir(), `medsign-chromium-${process.getuid?.() ?? 0}`);
  if (existsSync(join(shared, 'chromium'))) return join(shared, 'chromium');
  const own = mkdtempSync(`${shared}-`);
  const before = process.env.TMPDIR;
  process.env.TMPDIR = own;
  try {
    await packaged.executablePath();
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  try {
    renameSync(own, shared);
  } catch (cause) {
    rmSync(own, { recursive: true, force: true });
    if (!existsSync(join(shared, 'chromium'))) throw cause;
  }
  return join(shared, 'chromium');
}
