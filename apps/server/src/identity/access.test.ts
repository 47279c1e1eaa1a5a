import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { listLeaves } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { masterKeyFrom } from '../platform/master-key.ts';
import { Refusal } from '../platform/refusal.ts';
import {
  callerOfConsoleSession,
  closeConsoleSession,
  consoleSessionTimes,
  createSignInLink,
  openConsoleSession,
} from './console-session.ts';
import { createPeople } from './create-people.ts';
import { createSystem, rotateSecret } from './create-system.ts';
import { pinState } from './find-people.ts';
import { findSystem, findSystemByClientId, listSystems, verifySystemSecret } from './find-system.ts';
import { checkPin, clearPin, setPin } from './pin.ts';
import { putStaff } from './put-staff.ts';
import { ACTOR, type TestDeps, testDeps } from './test-support/staff.ts';
import type { Person } from './types.ts';

const refusedWith = (code: string) => (error: unknown) => error instanceof Refusal && error.code === code;

async function person(deps: TestDeps, jobNo = '2001'): Promise<Person> {
  const input = { jobNo, name: '王伟', roles: ['doctor'], departments: ['NK01'] } as const;
  const [created] = await inTransaction(deps.database, (tx) => createPeople(tx, deps, [input], ACTOR));
  return created as Person;
}

async function withPin(deps: TestDeps, pin = '135246'): Promise<string> {
  const { id } = await person(deps);
  await inTransaction(deps.database, (tx) => setPin(tx, deps, id, pin, ACTOR));
  return id;
}

function link(deps: TestDeps, personId: string, minutes = 60): Promise<string> {
  return inTransaction(deps.database, (tx) => createSignInLink(tx, deps, personId, minutes, ACTOR));
}

// Business systems

const LIS = { code: 'LIS', name: '检验系统', documentTypes: ['lab-report'] } as const;

function createLis(deps: TestDeps) {
  return inTransaction(deps.database, (tx) => createSystem(tx, deps, LIS, ACTOR));
}

test('a system is created with a secret that only it knows', async (t) => {
  const deps = await testDeps(t);
  const { system, clientSecret } = await createLis(deps);
  assert.deepEqual(await findSystem(deps.database, 'LIS'), system);
  assert.deepEqual(await findSystemByClientId(deps.database, system.clientId), system);
  assert.equal(await verifySystemSecret(deps.database, system.clientId, clientSecret), true);
  assert.equal(await verifySystemSecret(deps.database, system.clientId, `${clientSecret}x`), false);
  assert.equal(await verifySystemSecret(deps.database, 'nobody', clientSecret), false);
  const { rows } = await sql<{ row: string }>`
    select s::text || h::text as row from business_system s join business_system_secret h on h.system_code = s.code
  `.execute(deps.database);
  assert.ok(!rows.some(({ row }) => row.includes(clientSecret)));
  await assert.rejects(createLis(deps), refusedWith('duplicate-code'));
});

test('after a rotation two secrets live, after the next the oldest is gone', async (t) => {
  const deps = await testDeps(t);
  const { system, clientSecret: first } = await createLis(deps);
  const rotate = async () => {
    deps.clock.advance({ days: 1 });
    return (await inTransaction(deps.database, (tx) => rotateSecret(tx, deps, 'LIS', ACTOR))).clientSecret;
  };
  const works = (secret: string) => verifySystemSecret(deps.database, system.clientId, secret);
  const second = await rotate();
  assert.deepEqual([await works(first), await works(second)], [true, true]);
  const third = await rotate();
  assert.deepEqual([await works(first), await works(second), await works(third)], [false, true, true]);
  assert.equal((await listSystems(deps.database))[0]?.secrets.length, 2);
  const unknown = inTransaction(deps.database, (tx) => rotateSecret(tx, deps, 'NO', ACTOR));
  await assert.rejects(unknown, refusedWith('unknown-system'));
});

test('rotations at the same time never leave more than two secrets', async (t) => {
  const deps = await testDeps(t);
  await createLis(deps);
  await Promise.all(
    Array.from({ length: 6 }, () => inTransaction(deps.database, (tx) => rotateSecret(tx, deps, 'LIS', ACTOR))),
  );
  assert.equal((await listSystems(deps.database))[0]?.secrets.length, 2);
});

test('a system that is switched off has no good secret', async (t) => {
  const deps = await testDeps(t);
  const { system, clientSecret } = await createLis(deps);
  await sql`update business_system set active = false`.execute(deps.database);
  assert.equal(await verifySystemSecret(deps.database, system.clientId, clientSecret), false);
});

// PIN

test('the right PIN passes, a wrong one is counted, a right one resets the count', async (t) => {
  const deps = await testDeps(t);
  const id = await withPin(deps);
  await checkPin(deps, id, '135246');
  for (const left of [4, 3, 2, 1]) {
    await assert.rejects(checkPin(deps, id, '000000'), (error) => {
      assert.ok(error instanceof Refusal && error.code === 'pin-wrong');
      assert.equal(error.extra.triesLeft, left);
      return true;
    });
  }
  await checkPin(deps, id, '135246');
  await assert.rejects(
    checkPin(deps, id, '000000'),
    (error) => error instanceof Refusal && error.extra.triesLeft === 4,
  );
});

test('the fifth wrong PIN locks, and then not even the right one passes', async (t) => {
  const deps = await testDeps(t);
  const id = await withPin(deps);
  for (let i = 0; i < 4; i++) await assert.rejects(checkPin(deps, id, '000000'), refusedWith('pin-wrong'));
  await assert.rejects(checkPin(deps, id, '000000'), refusedWith('pin-locked'));
  await assert.rejects(checkPin(deps, id, '135246'), refusedWith('pin-locked'));
  assert.equal(await pinState(deps.database, id), 'locked');
  const kinds = (await listLeaves(deps.database, { limit: 5 })).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['pin-locked', 'pin-wrong', 'pin-wrong', 'pin-wrong', 'pin-wrong']);
});

test('of many tries at the same time only five are judged', async (t) => {
  const deps = await testDeps(t);
  const id = await withPin(deps);
  const tries = Array.from({ length: 20 }, (_, i) => checkPin(deps, id, String(200_000 + i)));
  const codes = (await Promise.allSettled(tries)).map((one) => (one.status === 'rejected' ? one.reason.code : 'right'));
  assert.equal(codes.filter((code) => code === 'pin-wrong').length, 4);
  assert.equal(codes.filter((code) => code === 'pin-locked').length, 16);
});

test('a PIN is cleared with a reason and then set anew', async (t) => {
  const deps = await testDeps(t);
  const id = await withPin(deps);
  for (let i = 0; i < 5; i++) await assert.rejects(checkPin(deps, id, '000000'));
  const clear = () =>
    inTransaction(deps.database, (tx) => clearPin(tx, deps, { personId: id, reason: '本人遗忘' }, ACTOR));
  await clear();
  await assert.rejects(checkPin(deps, id, '135246'), refusedWith('pin-not-set'));
  await assert.rejects(clear(), refusedWith('pin-not-set'));
  await inTransaction(deps.database, (tx) => setPin(tx, deps, id, '802913', ACTOR));
  await checkPin(deps, id, '802913');
});

test('a weak PIN is refused and leaves the old one', async (t) => {
  const deps = await testDeps(t);
  const id = await withPin(deps);
  const weak = inTransaction(deps.database, (tx) => setPin(tx, deps, id, '123456', ACTOR));
  await assert.rejects(weak, refusedWith('pin-too-weak'));
  await checkPin(deps, id, '135246');
});

test('a copied database is of no use without the master key, nor a hash in another row', async (t) => {
  const deps = await testDeps(t);
  const id = await withPin(deps);
  const stolen = { ...deps, masterKey: masterKeyFrom(deps.random(32), deps.random) };
  await assert.rejects(checkPin(stolen, id, '135246'), /another master key/);
  const { id: other } = await person(deps, '2002');
  await sql`insert into pin_credential select ${other}, salt, hash, 0, set_at, null from pin_credential`.execute(
    deps.database,
  );
  await assert.rejects(checkPin(deps, other, '135246'), /moved/);
});

// Sign-in links and console sessions

test('a link works once and opens a session of its person', async (t) => {
  const deps = await testDeps(t);
  const { id } = await person(deps);
  const token = await link(deps, id);
  const { sessionToken, caller } = await openConsoleSession(deps, token);
  assert.equal(caller.jobNo, '2001');
  assert.deepEqual(caller.departments, ['NK01']);
  assert.ok(caller.permissions.has('records:own'));
  assert.deepEqual(await callerOfConsoleSession(deps, sessionToken), caller);
  await assert.rejects(openConsoleSession(deps, token), refusedWith('sign-in-link-invalid'));
  await assert.rejects(openConsoleSession(deps, 'x'.repeat(43)), refusedWith('sign-in-link-invalid'));
});

test('used by many at the same time, a link lets one in', async (t) => {
  const deps = await testDeps(t);
  const { id } = await person(deps);
  const token = await link(deps, id);
  const opened = await Promise.allSettled(Array.from({ length: 8 }, () => openConsoleSession(deps, token)));
  assert.equal(opened.filter(({ status }) => status === 'fulfilled').length, 1);
});

test('a link ends with its time', async (t) => {
  const deps = await testDeps(t);
  const { id } = await person(deps);
  const token = await link(deps, id, 10);
  deps.clock.advance({ minutes: 10 });
  await assert.rejects(openConsoleSession(deps, token), refusedWith('sign-in-link-invalid'));
});

test('a link of somebody switched off in the meantime does not work, nor does their session', async (t) => {
  const deps = await testDeps(t);
  const { id } = await person(deps);
  const [first, second] = [await link(deps, id), await link(deps, id)];
  const { sessionToken } = await openConsoleSession(deps, first);
  await putStaff(deps, '2001', { name: '王伟', roles: ['doctor'], departments: [], active: false }, ACTOR);
  assert.equal(await callerOfConsoleSession(deps, sessionToken), undefined);
  await assert.rejects(openConsoleSession(deps, second), refusedWith('sign-in-link-invalid'));
});

test('a session ends after 30 idle minutes', async (t) => {
  const deps = await testDeps(t);
  const { id } = await person(deps);
  const { sessionToken } = await openConsoleSession(deps, await link(deps, id));
  deps.clock.advance({ minutes: 29 });
  assert.ok(await callerOfConsoleSession(deps, sessionToken));
  deps.clock.advance({ minutes: 29 });
  assert.ok(await callerOfConsoleSession(deps, sessionToken));
  deps.clock.advance({ minutes: 30 });
  assert.equal(await callerOfConsoleSession(deps, sessionToken), undefined);
});

test('a session ends after 8 hours however busy it was', async (t) => {
  const deps = await testDeps(t);
  const { id } = await person(deps);
  const { sessionToken } = await openConsoleSession(deps, await link(deps, id));
  for (let i = 0; i < 23; i++) {
    deps.clock.advance({ minutes: 20 });
    assert.ok(await callerOfConsoleSession(deps, sessionToken), `after ${(i + 1) * 20} minutes`);
  }
  deps.clock.advance({ minutes: 20 });
  assert.equal(await callerOfConsoleSession(deps, sessionToken), undefined);
});

test('a closed session is closed for good', async (t) => {
  const deps = await testDeps(t);
  const { id } = await person(deps);
  const { sessionToken } = await openConsoleSession(deps, await link(deps, id));
  await closeConsoleSession(deps, sessionToken);
  assert.equal(await callerOfConsoleSession(deps, sessionToken), undefined);
  assert.equal(await consoleSessionTimes(deps, sessionToken), undefined);
  await closeConsoleSession(deps, sessionToken);
  const kinds = (await listLeaves(deps.database, { limit: 3 })).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['console-signed-out', 'console-signed-in', 'sign-in-link-created']);
});

test('a session is fresh for a quarter of an hour', async (t) => {
  const deps = await testDeps(t);
  const { id } = await person(deps);
  const { sessionToken } = await openConsoleSession(deps, await link(deps, id));
  assert.equal((await consoleSessionTimes(deps, sessionToken))?.fresh, true);
  deps.clock.advance({ minutes: 15 });
  assert.equal((await consoleSessionTimes(deps, sessionToken))?.fresh, false);
});
