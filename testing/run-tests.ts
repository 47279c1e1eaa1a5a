/**
 * Checks format, types and behaviour. Arguments are folders or files to test; without any, everything but the suites that
 * have commands of their own. All test files share one PostgreSQL. The last line is `N passed, N failed[, N skipped]`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, globSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { SHARED_SERVER, startTestServer } from './postgres-server.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const root = resolve(import.meta.dirname, '..');
const EVERYTHING = ['packages', 'apps', 'testing', 'tests'];
const OWN_COMMAND = ['tests/interop/', 'tests/faults/'];
/** A test that hangs must not hang the run. */
const TIMEOUT_MS = 300_000;

function testFiles(wanted: readonly string[]): string[] {
  const all = wanted.length === 0;
  const files = (all ? EVERYTHING : wanted).flatMap((path) => {
    if (!existsSync(join(root, path))) throw new Error(`no such folder or file: ${path}`);
    return statSync(join(root, path)).isDirectory()
      ? globSync(`${path.replace(/\/$/, '')}/**/*.test.ts`, { cwd: root })
      : [path];
  });
  return files
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.includes('node_modules/'))
    .filter((path) => !all || OWN_COMMAND.every((folder) => !path.startsWith(folder)))
    .sort();
}

/** Format, lint and types: one test each. */
function staticChecks(counts: Counts): void {
  const bin = (name: string) => join(root, 'node_modules/.bin', name);
  const checks: readonly (readonly string[])[] = [
    [bin('biome'), 'check', '.'],
    [bin('tsc'), '-p', 'packages/engine'],
    [bin('tsc'), '-p', '.'],
    ...(existsSync(join(root, 'apps/console/src')) ? [[bin('tsc'), '-p', 'apps/console']] : []),
  ];
  for (const [program, ...args] of checks) {
    const name = [program?.split('/').at(-1), ...args].join(' ');
    const result = spawnSync(program as string, args, { cwd: root, encoding: 'utf8' });
    const good = result.status === 0;
    counts[good ? 'passed' : 'failed'] += 1;
    console.log(`${good ? '✔' : '✖'} ${name}`);
    if (!good) console.log(`${result.stdout}${result.stderr}`);
  }
}

async function runFiles(files: readonly string[], counts: Counts): Promise<void> {
  const stream = run({ cwd: root, files: files.map((file) => join(root, file)), concurrency: 2, timeout: TIMEOUT_MS });
  stream.on('test:summary', (summary) => {
    // One comes per file too; the last one, without a file, counts everything.
    if (summary.file !== undefined) return;
    counts.passed += summary.counts.passed;
    counts.failed += summary.counts.tests - summary.counts.passed - summary.counts.skipped - summary.counts.todo;
    counts.skipped += summary.counts.skipped + summary.counts.todo;
  });
  for await (const text of stream.compose(spec)) process.stdout.write(text);
}

async function main(wanted: readonly string[]): Promise<number> {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  const files = testFiles(wanted);
  if (wanted.length === 0) staticChecks(counts);
  const server = await startTestServer();
  process.env[SHARED_SERVER] = server.socket;
  try {
    if (files.length > 0) await runFiles(files, counts);
  } finally {
    await server.stop();
  }
  console.log(
    `\n${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`,
  );
  return counts.failed === 0 ? 0 : 1;
}

process.exit(await main(process.argv.slice(2)));
