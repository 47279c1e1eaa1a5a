import { chownSync, cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import type { PostgresBinaries } from './binaries.ts';
import { findTool, runTool } from './system-tools.ts';

/** As whom PostgreSQL runs: it refuses root, so root either maps itself to somebody else or starts it as another account. */
export interface ProcessIdentity {
  /** Put before every command. */
  readonly prefix: readonly string[];
  /** Set when the process is another account; its files have to belong to it. */
  readonly account?: { readonly uid: number; readonly gid: number; readonly name: string };
}

const ACCOUNT = 'medsign-db';

/**
 * An ordinary user runs PostgreSQL as itself. Root, or a uid without an account, does so inside a user namespace, where files
 * stay root's and folders that only root enters stay readable. Where the kernel refuses namespaces, root uses a system account.
 */
export function chooseIdentity(searchPath: string): ProcessIdentity {
  const root = process.getuid?.() === 0;
  if (!root && hasAccount()) return { prefix: [] };
  const prefix = userNamespace(searchPath);
  if (prefix !== undefined) return { prefix };
  if (root) return { prefix: [], account: systemAccount(searchPath) };
  throw new StartupError(
    `PostgreSQL needs a user account, but uid ${process.getuid?.()} has none and user namespaces are refused here.\n` +
      'Run as a user that /etc/passwd knows, or set DATABASE_URL.',
  );
}

function hasAccount(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}

function userNamespace(searchPath: string): readonly string[] | undefined {
  const unshare = findTool('unshare', searchPath);
  if (unshare === undefined) return undefined;
  const accounts = passwd();
  // initdb asks for the name of the uid, so the namespace maps us to one that has a name: nobody, else the first that is not root.
  const uid = accounts.some((one) => one.uid === 65534) ? 65534 : accounts.find((one) => one.uid > 0)?.uid;
  if (uid === undefined) return undefined;
  const prefix = [unshare, '--user', `--map-user=${uid}`, `--map-group=${uid}`];
  return runTool([...prefix, findTool('true', searchPath) ?? '/bin/true'], searchPath).ok ? prefix : undefined;
}

function passwd(): { readonly name: string; readonly uid: number; readonly gid: number }[] {
  const lines = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  return lines
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 4)
    .map((fields) => ({ name: fields[0] as string, uid: Number(fields[2]), gid: Number(fields[3]) }));
}

/** Never the distribution's `postgres`: that account owns other people's databases. */
function systemAccount(searchPath: string): { uid: number; gid: number; name: string } {
  const useradd = findTool('useradd', searchPath);
  if (useradd !== undefined && !passwd().some((one) => one.name === ACCOUNT)) {
    const groups = existsSync('/etc/group') ? readFileSync('/etc/group', 'utf8') : '';
    const group = new RegExp(`^${ACCOUNT}:`, 'm').test(groups) ? ['-g', ACCOUNT] : ['--user-group'];
    const home = ['--no-create-home', '--home-dir', '/nonexistent', '--shell', '/usr/sbin/nologin'];
    runTool([useradd, '--system', ...group, ...home, ACCOUNT], searchPath);
  }
  const account = passwd().find((one) => one.name === ACCOUNT) ?? passwd().find((one) => one.name === 'nobody');
  if (account !== undefined) return account;
  throw new StartupError(
    'PostgreSQL cannot run as root, and no other account can be used here. Run as an ordinary user, or set DATABASE_URL.',
  );
}

/**
 * Refuses when `account` cannot reach the data: everybody has to be able to enter the folders above it.
 * `dataFolder` is the PostgreSQL data folder; the folder right above it is ours and is opened for passing through.
 */
export function openWayTo(dataFolder: string, accountName: string, allow: (folder: string) => void): void {
  allow(dirname(dataFolder));
  for (let folder = dirname(dirname(dataFolder)); ; folder = dirname(folder)) {
    if (((statSync(folder).mode ?? 0) & 0o001) === 0) {
      throw new StartupError(
        `PostgreSQL cannot run as root here, and the account "${accountName}" cannot enter ${folder}, where the data would lie.\n` +
          'Set MEDSIGN_DATA=/var/lib/medsign, or DATABASE_URL, or start as an ordinary user.',
      );
    }
    if (folder === dirname(folder)) return;
  }
}

/** Binaries that `account` can run: a copy under `sharedFolder`, made once per version and renamed into place. */
export function shareBinaries(binaries: PostgresBinaries, sharedFolder: string): PostgresBinaries {
  const folder = join(sharedFolder, `postgresql-${binaries.version}`);
  if (!existsSync(folder)) {
    mkdirSync(sharedFolder, { recursive: true, mode: 0o755 });
    const fresh = `${folder}.${process.pid}`;
    cpSync(binaries.folder, fresh, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(fresh, folder);
    } catch (cause) {
      rmSync(fresh, { recursive: true, force: true });
      if (!existsSync(folder)) throw cause;
    }
  }
  return { ...binaries, folder };
}

/** Gives a file or folder to the account PostgreSQL runs as. */
export function giveTo(identity: ProcessIdentity, path: string): void {
  if (identity.account !== undefined) chownSync(path, identity.account.uid, identity.account.gid);
}
