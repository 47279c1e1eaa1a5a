/**
 * Builds apps/console into apps/console/dist. Does nothing when neither the sources nor what they are built with have
 * changed since the last build, so that every start may call it. `node tools/build-console.mjs [--force]`
 */
import { createHash } from 'node:crypto';
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const consoleFolder = join(root, 'apps/console');
const stampFile = join(consoleFolder, 'dist/.built-from');

const SOURCES = [
  'apps/console/index.html',
  'apps/console/package.json',
  'apps/console/public/**/*',
  'apps/console/src/**/*.{ts,tsx,css}',
  'packages/contract/src/*.ts',
  'package-lock.json',
  'tools/build-console.mjs',
];

/** Libraries that change together are loaded and cached together. */
const GROUPS = [
  {
    name: 'react',
    test: /node_modules\/(react|react-dom|scheduler|react-router|@tanstack|i18next|react-i18next)\//,
    priority: 2,
  },
];

/** Builds when needed; answers whether it did. */
export async function buildConsole({ force = false } = {}) {
  const stamp = hashOfSources();
  if (!force && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return false;
  const [{ build }, { default: react }] = await Promise.all([import('vite'), import('@vitejs/plugin-react')]);
  await build({
    configFile: false,
    root: consoleFolder,
    base: '/console/',
    logLevel: 'warn',
    plugins: [react()],
    build: {
      target: 'es2022',
      emptyOutDir: true,
      reportCompressedSize: false,
      chunkSizeWarningLimit: 700,
      rolldownOptions: { output: { codeSplitting: { groups: GROUPS } } },
    },
  });
  writeFileSync(stampFile, stamp);
  return true;
}

function hashOfSources() {
  const hash = createHash('sha256');
  const files = globSync(SOURCES, { cwd: root }).sort();
  for (const file of files) {
    // Tests are no part of what is built; folders come along with `**`.
    if (file.endsWith('.test.ts')) continue;
    const path = join(root, file);
    try {
      hash.update(file).update('\0').update(readFileSync(path));
    } catch (cause) {
      if (cause.code !== 'EISDIR') throw cause;
    }
  }
  return hash.digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildConsole({ force: process.argv.includes('--force') });
}
