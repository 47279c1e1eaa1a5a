#!/usr/bin/env node
/** `npx medsign …`: makes sure the platform is installed, then runs the command line on the pinned Node. */
import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
ensureInstalled(root);
const child = spawn(
  join(root, 'node_modules/.bin/node'),
  [join(root, 'apps/server/src/cli/medsign.ts'), ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => {
  process.exitCode = signal === null ? (code ?? 1) : 1;
});
