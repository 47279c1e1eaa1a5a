/**
 * Writes THIRD-PARTY-LICENCES.md from the installed packages: name, version, licence, and whether it is part of what runs
 * in production. Refuses a licence that is not on the list of permissive ones.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const PERMISSIVE = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'PostgreSQL',
  'Python-2.0',
  'WTFPL',
  'OFL-1.1',
  'CC-BY-4.0',
]);
/** Weak copyleft, used unchanged in tests and builds only. */
const TOOLS_ONLY = new Set(['MPL-2.0']);

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const rows = [];
const refused = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (!path.includes('node_modules/') || entry.link === true) continue;
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const licence = String(entry.license ?? installedLicence(path) ?? 'unknown');
  const tool = entry.dev === true || entry.devOptional === true;
  const names = licence.replace(/[()]/g, '').split(/ (?:OR|AND) /);
  const good = names.some((one) => PERMISSIVE.has(one)) || (tool && names.some((one) => TOOLS_ONLY.has(one)));
  if (!good) refused.push(`${name} ${entry.version}: ${licence}`);
  rows.push(`| ${name} | ${entry.version} | ${licence} | ${tool ? 'build and test' : 'runs'} |`);
}

function installedLicence(path) {
  const file = join(root, path, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).license : undefined;
}

const text = `# Third-party licences

Made from the lock file by \`npm run licences\`; ${new Set(rows).size} packages. The embedded PostgreSQL (PostgreSQL Licence) and Node.js (MIT) are
among them as binary packages. Everything that runs is under a permissive licence.

| package | version | licence | part |
|---|---|---|---|
${[...new Set(rows)].sort().join('\n')}
`;
const file = join(root, 'THIRD-PARTY-LICENCES.md');
if (process.argv.includes('--check')) {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text)
    refused.push('THIRD-PARTY-LICENCES.md is not up to date: npm run licences');
} else {
  writeFileSync(file, text);
}
if (refused.length > 0) {
  console.error(`Not permissive or unknown:\n${refused.join('\n')}`);
  process.exit(1);
}
