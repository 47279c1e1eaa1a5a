/** Starts the foreign programs of the interop suite. Where one is missing, its tests are skipped and say what they need. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const JARS = ['bcprov', 'bcpkix', 'bcutil'].map((name) => `/usr/share/java/${name}.jar`);

/** False when everything is there, else the text a skipped test shows. */
export const needsBouncyCastle: false | string = (() => {
  if (spawnSync('javac', ['-version']).status !== 0) return 'needs javac (default-jdk-headless)';
  return JARS.every((jar) => existsSync(jar)) ? false : 'needs libbcprov-java and libbcpkix-java';
})();

/** False when the openssl on the path signs SM2 with an id, else the text a skipped test shows. */
export const needsOpenSsl: false | string = (() => {
  const result = spawnSync('openssl', ['ecparam', '-name', 'SM2', '-genkey', '-noout']);
  return result.status === 0 ? false : 'needs openssl 3 with SM2';
})();

/** A folder for one test's files, removed with `remove`. */
export interface Workspace {
  path(name: string): string;
  write(name: string, content: Uint8Array | string): string;
  read(name: string): Uint8Array;
  remove(): void;
}

export function openWorkspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'medsign-interop-'));
  const path = (name: string): string => join(folder, name);
  return {
    path,
    write: (name, content) => {
      writeFileSync(path(name), content);
      return path(name);
    },
    read: (name) => new Uint8Array(readFileSync(path(name))),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs openssl; `ok` says whether it exited with 0, `output` is what it printed on both streams. */
export function openssl(...args: readonly string[]): { readonly ok: boolean; readonly output: string } {
  const result = spawnSync('openssl', [...args], { encoding: 'utf8' });
  return { ok: result.status === 0, output: `${result.stdout}${result.stderr}` };
}

/** One BouncyCastle process that answers line by line (Interop.java). */
export interface BouncyCastle {
  ask(command: string, ...args: readonly (Uint8Array | undefined)[]): Promise<string>;
  /** The same with arguments as they stand in the line. */
  askWords(...words: readonly string[]): Promise<string>;
  close(): void;
}

export function startBouncyCastle(): BouncyCastle {
  const classes = mkdtempSync(join(tmpdir(), 'medsign-bc-'));
  const source = join(dirname(fileURLToPath(import.meta.url)), 'Interop.java');
  execFileSync('javac', ['-d', classes, '-cp', JARS.join(':'), source], { stdio: ['ignore', 'ignore', 'inherit'] });
  const child = spawn('java', ['-cp', [classes, ...JARS].join(':'), 'Interop'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting: ((answer: string) => void)[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.(line));
  child.on('exit', () => {
    for (const resolve of waiting.splice(0)) resolve('error the BouncyCastle process ended');
  });
  const askWords = (...words: readonly string[]): Promise<string> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      child.stdin.write(`${words.join(' ')}\n`);
    });
  return {
    askWords,
    ask: (command, ...args) =>
      askWords(command, ...args.map((arg) => (arg === undefined ? '-' : Buffer.from(arg).toString('base64') || '-'))),
    close: () => {
      child.stdin.end();
      rmSync(classes, { recursive: true, force: true });
    },
  };
}

/** `name=base64 name=base64 …` as a record of bytes. */
export function fieldsOf(answer: string): Readonly<Record<string, Uint8Array>> {
  return Object.fromEntries(
    answer.split(' ').map((word) => {
      const at = word.indexOf('=');
      return [word.slice(0, at), new Uint8Array(Buffer.from(word.slice(at + 1), 'base64'))];
    }),
  );
}
