import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** What `npm start` writes for the demo hospital. */
export interface DemoCredentials {
  readonly baseUrl: string;
  readonly systems: readonly {
    readonly code: string;
    readonly name: string;
    readonly clientId: string;
    readonly clientSecret: string;
  }[];
  readonly people: readonly {
    readonly jobNo: string;
    readonly name: string;
    readonly role: string;
    readonly department: string;
    readonly pin: string;
    readonly signInLink: string;
  }[];
  readonly testAccounts: readonly { readonly jobNo: string }[];
}

export interface RunningPlatform {
  readonly baseUrl: string;
  readonly data: string;
  readonly process: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  credentials(): DemoCredentials;
  /** SIGINT, waits for the end, removes the data unless told to keep it. */
  stop(options?: { readonly keepData?: boolean }): Promise<number | null>;
  /** SIGKILL and wait; the data stays. */
  kill(): Promise<void>;
}

/**
 * Starts the real server as `npm start` does after its installation step, on a free loopback port, and waits for READY.
 * `seed: 'small'` fills the demo hospital with a handful of records, which keeps tests quick.
 */
export async function startPlatform(options: {
  readonly demo: boolean;
  readonly seed?: 'small' | 'full';
  readonly data?: string;
  readonly environment?: Readonly<Record<string, string>>;
}): Promise<RunningPlatform> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'medsign-platform-'));
  const port = await freePort();
  const child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      MEDSIGN_DATA: data,
      MEDSIGN_DEMO: options.demo ? '1' : '0',
      ...(options.seed === 'small' ? { MEDSIGN_DEMO_RECORDS: '60' } : {}),
      ...options.environment,
    },
  });
  const lines: string[] = [];
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)));
  const ready = new Promise<boolean>((done) => {
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line.startsWith('READY ')) done(true);
      });
    }
    ended.then(() => done(false));
  });
  if (!(await ready)) throw new Error(`the platform did not start:\n${lines.join('\n')}`);
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    data,
    process: child,
    output: () => lines.join('\n'),
    credentials: () => JSON.parse(readFileSync(join(data, 'demo-credentials.json'), 'utf8')) as DemoCredentials,
    stop: async ({ keepData = false } = {}) => {
      child.kill('SIGINT');
      const code = await ended;
      if (!keepData) rmSync(data, { recursive: true, force: true });
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A loopback port that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
