/** The commands of both READMEs, run as a newcomer would: the platform in one terminal, the rest in a second one. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type RunningPlatform, startPlatform } from '@medsign/testing/platform';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const folder = mkdtempSync(join(tmpdir(), 'medsign-readme-'));
let platform: RunningPlatform;

/** The blocks marked as shell, in order. */
function shellBlocks(file: string): string[] {
  return [...readFileSync(join(root, file), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(
    (match) => match[1] as string,
  );
}

before(async () => {
  platform = await startPlatform({ demo: true, seed: 'small' });
});

after(async () => {
  await platform?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('the two READMEs give the same commands', () => {
  assert.deepEqual(shellBlocks('README.md'), shellBlocks('README.zh-CN.md'));
});

test('the first block starts the platform with the command that is tested here', () => {
  assert.equal(shellBlocks('README.md')[0], 'npm start\n');
});

test('everything after it works, in one terminal, from the top to the bottom', () => {
  const openssl3 = spawnSync('openssl', ['version'], { encoding: 'utf8' }).stdout.startsWith('OpenSSL 3');
  const blocks = shellBlocks('README.md')
    .slice(1)
    .filter((block) => openssl3 || !block.includes('openssl'));
  const script = ['set -euo pipefail', ...blocks]
    .join('\n')
    .replaceAll('npx medsign', `node ${join(root, 'tools/medsign.mjs')}`);
  const result = spawnSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, BASE: platform.baseUrl, MEDSIGN_DATA: platform.data },
  });
  assert.equal(result.status, 0, `${result.stdout}\n${result.stderr}`);
  assert.match(result.stdout, /^[0-9a-f]{8}-[0-9a-f]{4}-7/m);
  assert.match(result.stdout, /valid/);
  if (openssl3) assert.match(result.stdout, /Signature Verified Successfully/);
});
