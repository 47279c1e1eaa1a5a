import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openTestDatabase } from '../../../../testing/database.ts';
import { seededRandom } from '../../../../testing/random.ts';
import { createMasterKeyFile, masterKeyFile, masterKeyFrom, parseMasterKey, readMasterKeyFile } from './master-key.ts';
import { openMasterKey } from './platform-state.ts';
import { StartupError } from './startup-error.ts';

const random = seededRandom('master key');
const master = masterKeyFrom(random(32), random);
const secret = random(32);

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'medsign-key-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('what was wrapped opens under the same binding', () => {
  const wrapped = master.wrap(secret, ['key', '1']);
  assert.deepEqual(master.unwrap(wrapped, ['key', '1']), secret);
  assert.notDeepEqual(master.wrap(secret, ['key', '1']), wrapped);
});

test('a derived key is another key, the same for the same label', () => {
  const derived = master.derive('part');
  const wrapped = derived.wrap(secret, ['key', '1']);
  assert.deepEqual(master.derive('part').unwrap(wrapped, ['key', '1']), secret);
  assert.throws(() => master.unwrap(wrapped, ['key', '1']));
  assert.throws(() => master.derive('other part').unwrap(wrapped, ['key', '1']));
  assert.throws(() => derived.unwrap(master.wrap(secret, ['key', '1']), ['key', '1']));
});

test('another binding, another key, and every changed octet are refused', () => {
  const wrapped = master.wrap(secret, ['key', '1']);
  assert.throws(() => master.unwrap(wrapped, ['key', '2']));
  assert.throws(() => master.unwrap(wrapped, ['key1', '']));
  assert.throws(() => masterKeyFrom(random(32), random).unwrap(wrapped, ['key', '1']));
  for (let i = 0; i < wrapped.length; i++) {
    const changed = Uint8Array.from(wrapped, (octet, index) => (index === i ? octet ^ 1 : octet));
    assert.throws(() => master.unwrap(changed, ['key', '1']), `octet ${i}`);
  }
  for (let length = 0; length < wrapped.length; length++) {
    assert.throws(() => master.unwrap(wrapped.subarray(0, length), ['key', '1']), `length ${length}`);
  }
});

test('the key file is for its owner alone, and refused when it is not', (t) => {
  const file = masterKeyFile(temporaryFolder(t));
  assert.equal(readMasterKeyFile(file), undefined);
  const key = createMasterKeyFile(file, random);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.deepEqual(readMasterKeyFile(file), key);
  assert.throws(() => createMasterKeyFile(file, random));
  chmodSync(file, 0o640);
  assert.throws(() => readMasterKeyFile(file), /chmod 600/);
});

test('a key file that holds something else is refused', (t) => {
  const file = masterKeyFile(temporaryFolder(t));
  writeFileSync(file, 'abc\n', { mode: 0o600 });
  assert.throws(() => readMasterKeyFile(file), StartupError);
  assert.throws(() => parseMasterKey('zz'.repeat(32), 'MEDSIGN_MASTER_KEY'), /MEDSIGN_MASTER_KEY/);
});

test('a database goes with one master key', async (t) => {
  const database = await openTestDatabase(t);
  const dataFolder = temporaryFolder(t);
  const first = await openMasterKey(database, { dataFolder, fromEnvironment: undefined, random });
  const again = await openMasterKey(database, { dataFolder, fromEnvironment: undefined, random });
  assert.deepEqual(again.checkValue, first.checkValue);
  await assert.rejects(openMasterKey(database, { dataFolder, fromEnvironment: random(32), random }), /not the one/);
  rmSync(masterKeyFile(dataFolder));
  await assert.rejects(openMasterKey(database, { dataFolder, fromEnvironment: undefined, random }), /is missing/);
});
