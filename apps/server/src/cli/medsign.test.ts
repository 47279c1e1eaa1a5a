/** The command line as a process of its own: exit codes and what is written where. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { issueSigner } from '../../../../packages/engine/test-support/authority.ts';
import { makeMessage } from '../../../../packages/engine/test-support/messages.ts';
import { openTestDatabaseWithAddress } from '../../../../testing/database.ts';
import { freePort } from '../../../../testing/platform.ts';
import { seededRandom } from '../../../../testing/random.ts';
import { createPerson } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { fileIn, temporaryFolder } from './test-support/captured.ts';
import { answerJson, CONTENT, issuing, pemOf, root } from './test-support/evidence.ts';

const MEDSIGN = join(import.meta.dirname, 'medsign.ts');

/** Runs `medsign` with no variables but these. */
function medsign(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const options = { encoding: 'utf8', cwd: import.meta.dirname, env: environment } as const;
  const { status, stdout, stderr } = spawnSync(process.execPath, [MEDSIGN, ...args], options);
  assert.doesNotMatch(stderr, /^\s+at /m, 'a stack trace');
  return { status, stdout, stderr };
}

// Judged by the machine's clock: neither a timestamp nor a signing time that could lie in its future.
const holder = issueSigner(issuing, '张三');
const certificates = [holder.certificate.der, issuing.certificate.der];
const attributes = { signingTime: holder.certificate.notBefore };
const message = makeMessage(holder, CONTENT, { certificates, attributes });

test('verify: 0 valid, 1 invalid, 2 indeterminate, 3 unreadable', (t) => {
  const folder = temporaryFolder(t);
  const f = fileIn(folder, 'signature.p7s', message);
  const anchors = ['--anchors', fileIn(folder, 'root.pem', pemOf(root))];
  const changed = fileIn(folder, 'changed.txt', 'something else');
  const valid = medsign(['verify', f, ...anchors]);
  assert.equal(valid.status, 0, valid.stderr);
  assert.match(valid.stdout, /^有效 valid/);
  assert.equal(valid.stderr, '');
  assert.equal(medsign(['verify', f, ...anchors, '--content', changed]).status, 1);
  assert.equal(medsign(['verify', f]).status, 2);
  const garbage = medsign(['verify', changed]);
  assert.equal(garbage.status, 3);
  assert.equal(garbage.stdout, '');
  assert.match(garbage.stderr, /无法识别该文件/);
});

test('verify needs no configuration: wrong variables do not matter', (t) => {
  const folder = temporaryFolder(t);
  const f = fileIn(folder, 'answer.json', answerJson('cms-gm', message, { certificate: null }));
  const r = fileIn(folder, 'root.pem', pemOf(root));
  const environment = { PORT: 'none', DATABASE_URL: 'nowhere', MEDSIGN_DATA: join(folder, 'missing') };
  const { status, stderr } = medsign(['verify', f, '--anchors', r], environment);
  assert.equal(status, 0, stderr);
});

test('doctor on a new folder: exit code 0', async (t) => {
  const environment = { MEDSIGN_DATA: join(temporaryFolder(t), 'data'), PORT: String(await freePort()) };
  const { status, stdout } = medsign(['doctor', '--json'], environment);
  assert.equal(status, 0, stdout);
  assert.equal(JSON.parse(stdout).healthy, true);
});

test('without a running platform the commands that need one say so, exit code 1', (t) => {
  const environment = { MEDSIGN_DATA: temporaryFolder(t) };
  for (const args of [
    ['sign-in-link', '1001'],
    ['ledger', 'verify'],
  ]) {
    const { status, stdout, stderr } = medsign(args, environment);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /平台未在 .* 上运行/);
  }
});

test('on a running database: a link is printed, and the ledger with its entry is intact', async (t) => {
  const { database, application } = await openTestDatabaseWithAddress(t);
  assert.ok('socket' in application);
  const deps = { clock: { now: () => new Date() }, random: seededRandom('command line') };
  const person = { jobNo: '1001', name: '龘䶮𠮷', roles: ['nurse' as const], departments: [] };
  await inTransaction(database, (tx) => createPerson(tx, deps, person, { kind: 'platform', id: 'test' }));
  const host = encodeURIComponent(application.socket);
  const DATABASE_URL = `postgres:///${application.database}?host=${host}&user=${application.user}`;
  const environment = { DATABASE_URL, MEDSIGN_PUBLIC_URL: 'https://sign.hospital.example' };
  const link = medsign(['sign-in-link', '1001'], environment);
  assert.equal(link.status, 0, link.stderr);
  assert.match(link.stdout, /^龘䶮𠮷（1001）\nhttps:\/\/sign\.hospital\.example\/console\/sign-in#\S{43}\n/);
  const unknown = medsign(['sign-in-link', '9999'], environment);
  assert.equal(unknown.status, 1);
  assert.match(unknown.stderr, /没有工号为 9999 的人员/);
  const ledger = medsign(['ledger', 'verify'], environment);
  assert.equal(ledger.status, 0, ledger.stderr);
  assert.match(ledger.stdout, /Leaves: 2\n/);
});

test('help is printed when asked for, an unknown command is refused', () => {
  for (const args of [[], ['help'], ['--help']]) {
    const { status, stdout } = medsign(args);
    assert.equal(status, 0);
    assert.match(stdout, /medsign verify FILE/);
  }
  for (const name of ['frobnicate', 'constructor']) {
    const { status, stderr } = medsign([name]);
    assert.equal(status, 3);
    assert.match(stderr, /no such command/);
  }
});
