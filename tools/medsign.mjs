#!/usr/bin/env node
/** `npx medsign …`: makes sure the platform is installed, then runs the command line on the pinned Node. */
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
ensureInstalled(root);
const node = join(root, 'node_modules/.bin/node');
// The engine's WebAssembly is built at first use; afterwards this only compares a stamp.
const built = spawnSync(node, [join(root, 'tools/build-engine.mjs')], { stdio: ['ignore', 'inherit', 'inherit'] });
if (built.status !== 0) process.exit(built.status ?? 1);
const child = spawn(node, [join(root, 'apps/server/src/cli/medsign.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
