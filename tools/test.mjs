/**
 * `npm test [FOLDER…]`: installs what is missing, then runs `testing/run-tests.ts` on the pinned Node. Without folders it
 * checks the whole repository; the suites with foreign tools and faults have commands of their own.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const node = ensureInstalled(root);
for (const name of ['build-engine.mjs', 'build-console.mjs']) {
  const script = join(root, 'tools', name);
  if (!existsSync(script)) continue;
  const built = spawnSync(node, [script], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) process.exit(1);
}
const child = spawn(node, [join(root, 'testing/run-tests.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
