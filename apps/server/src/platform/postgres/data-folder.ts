import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { StartupError } from '../startup-error.ts';
import type { PostgresBinaries } from './binaries.ts';
import { giveTo, type ProcessIdentity } from './process-identity.ts';
import { toolEnvironment } from './system-tools.ts';

/** Longest path of a unix socket the kernel takes, with its final zero. */
const SOCKET_PATH_LIMIT = 107;

/**
 * Makes the folder and those above it, for its owner alone. Throws StartupError that names what stands in the way. Not
 * `recursive`: where the file system answers ENOENT although the parent is there (/proc), Node then tries for ever.
 */
export function makeDataFolder(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  if (dirname(folder) !== folder) makeDataFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // Somebody else made it in between.
    if (code === 'EEXIST' && statSync(folder).isDirectory()) return;
    throw new StartupError(
      `无法建立数据文件夹 ${folder}（${code}）。 The data folder ${folder} cannot be made (${code}).\n` +
        '请用 MEDSIGN_DATA 指定可写的位置。 Name a place that can be written to with MEDSIGN_DATA.',
    );
  }
}

let attempts = 0;
/** Folders this very process is filling: a number like ours may also be that of a run before a reboot. */
const ours = new Set<string>();

/** Creates the cluster when the folder is new. A run that was killed half-way leaves only a `.new-PID` folder behind. */
export async function createCluster(
  data: string,
  binaries: PostgresBinaries,
  identity: ProcessIdentity,
  options: { readonly searchPath: string; readonly durable: boolean },
): Promise<void> {
  removeAbandoned(data);
  if (existsSync(join(data, 'PG_VERSION'))) return checkOwner(data, identity);
  const fresh = `${data}.new-${process.pid}-${++attempts}`;
  ours.add(fresh);
  mkdirSync(fresh, { mode: 0o700 });
  giveTo(identity, fresh);
  await runInitdb(fresh, binaries, identity, options);
  try {
    renameSync(fresh, data);
  } catch (cause) {
    rmSync(fresh, { recursive: true, force: true });
    // Another start created it meanwhile; the lock decides which of the two may use it.
    if (!existsSync(join(data, 'PG_VERSION')))
      throw new StartupError(`${data} exists and is not a PostgreSQL data folder.`, { cause });
  }
}

async function runInitdb(
  folder: string,
  binaries: PostgresBinaries,
  identity: ProcessIdentity,
  options: { readonly searchPath: string; readonly durable: boolean },
): Promise<void> {
  const command = [
    ...identity.prefix,
    join(binaries.folder, 'bin/initdb'),
    ...['-D', folder, '-U', 'postgres', '--auth=trust', '--encoding=UTF8'],
    // --locale too: with C, pg_trgm would find no Chinese at all.
    ...['--locale=C.UTF-8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions'],
    ...(options.durable ? [] : ['--no-sync']),
  ];
  let result = await run(command, identity, options.searchPath);
  if (!result.ok && result.output.includes('shared memory')) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { mode: 0o700 });
    giveTo(identity, folder);
    result = await run([...command, '-c', 'dynamic_shared_memory_type=mmap'], identity, options.searchPath);
  }
  if (result.ok) return;
  rmSync(folder, { recursive: true, force: true });
  throw new StartupError(`The database could not be created in ${dirname(folder)}:\n${result.output.trim()}`);
}

function run(command: readonly string[], identity: ProcessIdentity, searchPath: string) {
  const [program, ...rest] = command;
  return new Promise<{ ok: boolean; output: string }>((done) => {
    const child = spawn(program as string, rest, {
      ...(identity.account && { uid: identity.account.uid, gid: identity.account.gid }),
      ...{ cwd: '/', env: toolEnvironment(searchPath), stdio: ['ignore', 'pipe', 'pipe'] },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => done({ ok: false, output: error.message }));
    child.on('close', (code) => done({ ok: code === 0, output }));
  });
}

function removeAbandoned(data: string): void {
  const prefix = `${basename(data)}.new-`;
  for (const name of readdirSync(dirname(data)).filter((one) => one.startsWith(prefix))) {
    const path = join(dirname(data), name);
    const pid = Number.parseInt(name.slice(prefix.length), 10);
    const inUse = pid === process.pid ? ours.has(path) : isAlive(pid);
    if (!inUse) rmSync(path, { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** PostgreSQL says only "Permission denied" when the folder is somebody else's. */
function checkOwner(data: string, identity: ProcessIdentity): void {
  const owner = statSync(data).uid;
  const expected = identity.account?.uid ?? process.getuid?.();
  if (expected === undefined || owner === expected) return;
  const as =
    identity.account === undefined
      ? `we run as uid ${expected}`
      : `PostgreSQL runs as ${identity.account.name} (uid ${expected})`;
  throw new StartupError(
    `The database in ${data} belongs to uid ${owner}, but ${as}.\nStart as its owner, or give it to uid ${expected} with chown -R.`,
  );
}

/** Where the socket of the cluster in `data` lies. */
export function socketFolderOf(data: string): string {
  const folder = `${data}.run`;
  if (Buffer.byteLength(folder) + 20 <= SOCKET_PATH_LIMIT) return folder;
  return join(tmpdir(), `medsign-${createHash('sha256').update(data).digest('hex').slice(0, 12)}`);
}

/** Makes the folder of the socket, for the owner alone: it is the access control, because the database asks for no password. */
export function makeSocketFolder(data: string, identity: ProcessIdentity): string {
  const folder = socketFolderOf(data);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const owners = [process.getuid?.(), identity.account?.uid];
  if (!found.isDirectory() || !owners.includes(found.uid) || (found.mode & 0o077) !== 0) {
    throw new StartupError(
      `${folder} has to be a folder of ours with mode 0700, for the database's socket. Remove it and start again.`,
    );
  }
  giveTo(identity, folder);
  return folder;
}

/** Process id of a PostgreSQL that is running on `data` right now, as far as this machine can tell. */
export function runningPostgres(data: string): number | undefined {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  try {
    const command = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    return command === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === data ? pid : undefined;
  } catch {
    return undefined;
  }
}
