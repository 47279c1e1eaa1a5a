import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, openSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { StartupError } from '../startup-error.ts';
import { findPostgresBinaries, type PostgresBinaries } from './binaries.ts';
import { createCluster, makeDataFolder, makeSocketFolder, runningPostgres } from './data-folder.ts';
import { chooseIdentity, giveTo, openWayTo, type ProcessIdentity, shareBinaries } from './process-identity.ts';
import { findTool, SYSTEM_PATH, toolEnvironment } from './system-tools.ts';

/** Exit code of `flock` when somebody else holds the lock. */
const LOCK_HELD = 75;
const LOG_LIMIT = 16 * 1024 * 1024;
const PATIENCE_MS = 3_000;

export interface PostgresOptions {
  /** Data folder of PostgreSQL; its parent exists or is made. Beside it lie `.run`, `.lock` and `.log`. */
  readonly data: string;
  /** False only for tests: data need not survive a power cut. */
  readonly durable?: boolean;
  readonly searchPath?: string;
  /** Where binaries are copied when root cannot use a user namespace. */
  readonly sharedFolder?: string;
}

export interface PostgresServer {
  /** Folder of the unix socket: the `host` of a client. There is no TCP. */
  readonly socket: string;
  readonly pid: number;
  /** The account it runs as when that is not ours. */
  readonly account: string | undefined;
  /** Resolves when the server has ended, whoever ended it. */
  readonly ended: Promise<void>;
  /** Ends every connection and the server, and waits for it. Idempotent. */
  stop(): Promise<void>;
}

interface Plan {
  readonly data: string;
  readonly socket: string;
  readonly binaries: PostgresBinaries;
  readonly identity: ProcessIdentity;
  readonly searchPath: string;
  readonly durable: boolean;
}

/**
 * Starts the embedded PostgreSQL on `data`, creating the cluster when it is new, and resolves when it accepts connections.
 * It ends when this process ends, however that happens. Call from the main thread: the death signal is tied to the thread.
 * Throws StartupError with what the operator can do.
 */
export async function startPostgres(options: PostgresOptions): Promise<PostgresServer> {
  const searchPath = options.searchPath ?? SYSTEM_PATH;
  makeDataFolder(dirname(options.data));
  const data = join(realpathSync(dirname(options.data)), basename(options.data));
  const identity = chooseIdentity(searchPath);
  let binaries = findPostgresBinaries();
  if (identity.account !== undefined) {
    openWayTo(data, identity.account.name, (folder) => chmodSync(folder, statSync(folder).mode | 0o011));
    binaries = shareBinaries(binaries, options.sharedFolder ?? '/var/lib/medsign');
  }
  await refuseWhileRunning(data);
  const durable = options.durable ?? true;
  await createCluster(data, binaries, identity, { searchPath, durable });
  const plan: Plan = { data, socket: makeSocketFolder(data, identity), binaries, identity, searchPath, durable };
  return launchPatiently(plan);
}

async function refuseWhileRunning(data: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  // The server of a run that has just ended is still closing its files.
  for (let pid = runningPostgres(data); pid !== undefined; pid = runningPostgres(data)) {
    if (performance.now() > deadline) {
      throw new StartupError(
        `The data in ${dirname(data)} are in use: another Medsign server runs on them (its PostgreSQL is process ${pid}).\n` +
          'Stop that one first, or name another folder with MEDSIGN_DATA.',
      );
    }
    await delay(100);
  }
}

async function launchPatiently(plan: Plan): Promise<PostgresServer> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const server = launch(plan);
    const outcome = await untilReady(server, plan);
    if (outcome === 'ready') return server;
    if (outcome === LOCK_HELD && performance.now() < deadline) {
      await delay(200);
      continue;
    }
    if (outcome === LOCK_HELD) {
      throw new StartupError(
        `The data in ${dirname(plan.data)} are in use: another process holds ${plan.data}.lock.\n` +
          'Stop the other Medsign server first, or name another folder with MEDSIGN_DATA.',
      );
    }
    throw new StartupError(
      `PostgreSQL did not start (exit code ${outcome}). The end of ${plan.data}.log:\n${logTail(plan.data)}`,
    );
  }
}

interface LaunchedServer extends PostgresServer {
  readonly exitCode: () => number | undefined;
}

function launch(plan: Plan): LaunchedServer {
  const { command, watched } = commandLine(plan);
  const log = openLog(plan);
  const [program, ...rest] = command;
  const child = spawn(program as string, rest, {
    ...(plan.identity.account && { uid: plan.identity.account.uid, gid: plan.identity.account.gid }),
    cwd: '/',
    env: toolEnvironment(plan.searchPath),
    // A process group of its own: Ctrl-C reaches us alone, and we end our connections before the server.
    detached: true,
    stdio: [watched ? 'pipe' : 'ignore', log, log],
  });
  closeSync(log);
  child.unref();
  let exitCode: number | undefined;
  const ended = new Promise<void>((done) => {
    const finish = (code: number) => {
      exitCode = code;
      done();
    };
    child.on('exit', (code) => finish(code ?? 1));
    child.on('error', () => finish(127));
  });
  child.stdin?.on('error', () => undefined);
  return {
    socket: plan.socket,
    pid: child.pid ?? 0,
    account: plan.identity.account?.name,
    ended,
    exitCode: () => exitCode,
    stop: () => stop(child, ended, () => exitCode),
  };
}

async function stop(child: ChildProcess, ended: Promise<void>, exitCode: () => number | undefined): Promise<void> {
  if (exitCode() !== undefined) return;
  child.ref();
  if (child.stdin) child.stdin.end();
  // SIGINT is PostgreSQL's fast shutdown; SIGTERM would wait for idle clients for ever.
  else child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGQUIT'), 30_000);
  await ended;
  clearTimeout(late);
}

/** Every postgres process inherits the lock, so the kernel frees it with the last one: pid files found under it are stale. */
const REMOVE_STALE = 'rm -f "$1/postmaster.pid" "$2/.s.PGSQL.5432" "$2/.s.PGSQL.5432.lock"; shift 2; exec "$@"';
/** Without `setpriv`: a shell that ends the server when our end of its standard input closes. */
const WATCH_PIPE =
  'exec 3<&0; "$@" </dev/null 3<&- & p=$!; { read -r _ <&3; kill -INT $p; } & r=$!; exec 3<&-; wait $p; s=$?; kill $r 2>/dev/null; exit $s';

function commandLine(plan: Plan): { readonly command: readonly string[]; readonly watched: boolean } {
  const tool = (name: string) => findTool(name, plan.searchPath);
  const sh = tool('sh') ?? '/bin/sh';
  const setpriv = tool('setpriv');
  const flock = tool('flock');
  const postgres = [
    join(plan.binaries.folder, 'bin/postgres'),
    '-D',
    plan.data,
    '-k',
    quoted(plan.socket),
    ...settings(plan),
  ];
  // Without /proc and flock nothing tells a stale pid file from a live one, so PostgreSQL's own check decides.
  const mayClean = flock !== undefined || existsSync('/proc/self/comm');
  const clean = mayClean ? [sh, '-c', REMOVE_STALE, 'sh', plan.data, plan.socket] : [];
  const lock = flock === undefined ? [] : [flock, '--no-fork', '-n', '-E', String(LOCK_HELD), lockFile(plan)];
  const watch = setpriv === undefined ? [sh, '-c', WATCH_PIPE, 'sh'] : [setpriv, '--pdeathsig', 'INT'];
  return {
    command: [...plan.identity.prefix, ...watch, ...lock, ...clean, ...postgres],
    watched: setpriv === undefined,
  };
}

/** The option takes a list, so a comma in the path has to stand in quotes. */
function quoted(folder: string): string {
  return `"${folder.replaceAll('"', '""')}"`;
}

function settings(plan: Plan): string[] {
  const values = {
    listen_addresses: '',
    unix_socket_permissions: '0700',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(!plan.durable && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function lockFile(plan: Plan): string {
  const path = `${plan.data}.lock`;
  closeSync(openSync(path, 'a', 0o600));
  giveTo(plan.identity, path);
  return path;
}

function openLog(plan: Plan): number {
  const path = `${plan.data}.log`;
  const large = (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT;
  return openSync(path, large ? 'w' : 'a', 0o600);
}

function logTail(data: string): string {
  return readFileSync(`${data}.log`, 'utf8').trimEnd().split('\n').slice(-8).join('\n');
}

async function untilReady(server: LaunchedServer, plan: Plan): Promise<'ready' | number> {
  for (;;) {
    const code = server.exitCode();
    if (code !== undefined) return code;
    // Beside another start on the same data it may be that one's server that answers.
    if ((await accepts(plan.socket)) && isOwnServer(plan.data, server.pid)) return 'ready';
    await Promise.race([delay(15), server.ended]);
  }
}

/** Whether the server that runs on the data descends from the process we started: a shell may stand between the two. */
function isOwnServer(data: string, startedPid: number): boolean {
  if (!existsSync('/proc/self/stat')) return true;
  let pid = Number.parseInt(readText(join(data, 'postmaster.pid')), 10);
  while (pid > 1 && pid !== startedPid) {
    const stat = readText(`/proc/${pid}/stat`);
    // The name of the program stands in brackets and may hold anything; state and parent follow it.
    pid = Number(stat.slice(stat.lastIndexOf(')') + 1).split(' ')[2]);
  }
  return pid === startedPid;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function accepts(socket: string): Promise<boolean> {
  const client = new Client({ host: socket, port: 5432, user: 'postgres', database: 'postgres', ssl: false });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}
