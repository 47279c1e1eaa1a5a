/**
 * `npm start`: installs what is missing, builds the console while the server starts, runs the server on the pinned Node.
 * Runs on any Node from 20 on, with nothing installed, with or without a terminal.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureInstalled } from './ensure-installed.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const node = ensureInstalled(root);

const engineBuild = join(root, 'tools/build-engine.mjs');
if (existsSync(engineBuild)) {
  const built = spawnSync(node, [engineBuild], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (built.status !== 0) process.exit(1);
}

const consoleBuild = join(root, 'tools/build-console.mjs');
const build = existsSync(consoleBuild)
  ? spawn(node, [consoleBuild], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  : undefined;

// The channel tells the server when the console is built; and when this process dies, the server notices and ends.
const server = spawn(node, [join(root, 'apps/server/src/main.ts'), ...process.argv.slice(2)], {
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  env: { ...process.env, MEDSIGN_SUPERVISED: build === undefined ? 'no-build' : 'build' },
});
// The terminal sends Ctrl-C to all of us and npm passes it on once more; the server takes several for one.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
// npm's shell may die of a signal that was meant for all of us and reached only npm: then nobody is left who could pass one on.
const parent = process.ppid;
if (process.env.npm_lifecycle_event !== undefined) {
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    server.kill('SIGINT');
  }, 500);
}

build?.on('error', () => consoleBuilt(false));
build?.on('exit', (code) => consoleBuilt(code === 0));
server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
server.on('exit', (code, signal) => {
  build?.kill();
  process.exit(code ?? 128 + (constants.signals[signal] ?? 0));
});

function consoleBuilt(good) {
  if (!good && server.exitCode === null)
    console.error('控制台构建失败。 The console could not be built; the rest works.');
  if (server.connected) server.send({ consoleBuilt: good }, () => undefined);
}
