import { resolve } from 'node:path';
import { fromHex } from '@medsign/engine/bytes/hex';
import type { Environment } from './env.ts';
import { StartupError } from './platform/startup-error.ts';

export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where people and systems reach the platform, without a slash at the end. */
  readonly baseUrl: string;
  /** Absolute path; the embedded database, the master key and the demo's credentials lie here. */
  readonly dataFolder: string;
  readonly databaseUrl: string | undefined;
  /** 32 octets, or undefined when the key lies in the data folder. */
  readonly masterKey: Uint8Array | undefined;
  /** What MEDSIGN_DEMO asked for; undefined leaves it to the data folder, and a new one becomes a demo. */
  readonly demo: boolean | undefined;
  /** How many records the demo's past has. */
  readonly demoRecords: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  /** IANA name; days of the statistics begin at its midnight. */
  readonly timeZone: string;
  /** Arc for object identifiers of our own; undefined for the built-in one. */
  readonly oidArc: string | undefined;
  /** Largest request body, octets. */
  readonly bodyLimit: number;
  /** Set by `tools/start.mjs`, which then reports over the process channel when the console is built. */
  readonly supervised: 'build' | 'no-build' | undefined;
}

const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Reads the variables and checks them; throws one StartupError that lists everything wrong. */
export function parseConfig(env: Environment, workingDirectory: string): Config {
  const problems: string[] = [];
  const wrong = <T>(name: keyof Environment, expected: string, fallback: T): T => {
    // The value of a secret is not repeated.
    const shown = name === 'MEDSIGN_MASTER_KEY' || name === 'DATABASE_URL' ? '' : `, not "${env[name]}"`;
    problems.push(`${name}: ${expected}${shown}`);
    return fallback;
  };
  const integer = (name: keyof Environment, fallback: number, min: number, max: number): number => {
    const text = env[name];
    if (text === undefined) return fallback;
    const value = Number(text);
    if (/^\d{1,9}$/.test(text) && value >= min && value <= max) return value;
    return wrong(name, `a whole number from ${min} to ${max}`, fallback);
  };
  const oneOf = <T extends string>(name: keyof Environment, values: readonly T[]): T | undefined => {
    const text = env[name];
    const found = values.find((value) => value === text);
    return text === undefined || found !== undefined ? found : wrong(name, `one of ${values.join(', ')}`, undefined);
  };
  const matching = (name: keyof Environment, test: (text: string) => boolean, expected: string): string | undefined => {
    const text = env[name];
    return text === undefined || test(text) ? text : wrong(name, expected, undefined);
  };

  const host = env.HOST ?? '127.0.0.1';
  const port = integer('PORT', 8080, 1, 65_535);
  const publicUrl = matching('MEDSIGN_PUBLIC_URL', isOrigin, 'an address such as https://sign.hospital.example');
  const masterKey = matching('MEDSIGN_MASTER_KEY', (text) => /^[0-9a-fA-F]{64}$/.test(text), '64 hexadecimal digits');
  const demo = oneOf('MEDSIGN_DEMO', ['0', '1']);
  const config: Config = {
    host,
    port,
    baseUrl: publicUrl?.replace(/\/$/, '') ?? `http://${reachableHost(host)}:${port}`,
    dataFolder: resolve(workingDirectory, env.MEDSIGN_DATA ?? 'data'),
    databaseUrl: matching(
      'DATABASE_URL',
      isPostgresUrl,
      'an address such as postgres://user:password@host:5432/medsign',
    ),
    masterKey: masterKey === undefined ? undefined : fromHex(masterKey),
    demo: demo === undefined ? undefined : demo === '1',
    demoRecords: integer('MEDSIGN_DEMO_RECORDS', 3000, 0, 1_000_000),
    logLevel: oneOf('MEDSIGN_LOG_LEVEL', LOG_LEVELS) ?? 'warn',
    timeZone: matching('MEDSIGN_TIME_ZONE', isTimeZone, 'a time zone such as Asia/Shanghai') ?? 'Asia/Shanghai',
    oidArc: matching('MEDSIGN_OID_ARC', (text) => /^[0-2](\.(0|[1-9]\d*))+$/.test(text), 'an object identifier'),
    bodyLimit: integer('MEDSIGN_BODY_LIMIT_MIB', 12, 1, 1024) * 1024 * 1024,
    supervised: oneOf('MEDSIGN_SUPERVISED', ['build', 'no-build']),
  };
  if (problems.length > 0)
    throw new StartupError(`The configuration is not right:\n${problems.map((one) => `  ${one}`).join('\n')}`);
  return config;
}

/** The address people can use when the server listens everywhere. */
function reachableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
}

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:$/.test(URL.parse(text)?.protocol ?? '');
}

function isTimeZone(text: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
