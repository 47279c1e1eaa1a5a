import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSignedData } from '@medsign/engine/cms/signed-data';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { parseTstInfo } from '@medsign/engine/tsp/tst-info';
import { authorityCertificate, changeCertificateStatus, privateOids } from '../certificates/index.ts';
import { inTransaction } from '../platform/database.ts';
import { issueToken } from './issue-token.ts';
import { recordTokens } from './record-tokens.ts';
import { insertTokens, readToken } from './store.ts';
import { openTimestamps, START, type TestTimestamps } from './test-support/platform.ts';
import type { IssuedToken } from './types.ts';

const IMPRINT = sm3(new TextEncoder().encode('血钾 5.9 mmol/L'));
const ACTOR = { kind: 'platform', id: 'test' } as const;

function tstInfoOf(der: Uint8Array) {
  return parseTstInfo(parseSignedData(der).content?.octets as Uint8Array);
}

/** As if the process had been started again: what it remembered is gone. */
function restarted({ deps }: TestTimestamps): TestTimestamps['deps'] {
  return { ...deps, database: deps.database.withTables() };
}

test('a token says when, what, how exactly, under which policy, and who', async (t) => {
  const { deps } = await openTimestamps(t);
  const nonce = Uint8Array.of(2, 2, 0x12, 0x34);
  const token = await issueToken(deps, { imprint: IMPRINT, nonce, policy: privateOids().timestampPolicy });
  const info = tstInfoOf(token.der);
  assert.deepEqual(info.genTime, START);
  assert.deepEqual(token.genTime, START);
  assert.deepEqual(info.imprint.digest, IMPRINT);
  assert.deepEqual(info.accuracy, { seconds: 1 });
  assert.equal(info.policy, privateOids().timestampPolicy);
  assert.deepEqual(info.nonce, nonce);
  assert.equal(info.tsa?.kind, 'directory');
  assert.equal(token.serial, Buffer.from(info.serial).toString('hex'));
  assert.equal(token.serial.length, 32);
  assert.equal(parseSignedData(token.der).certificates.length, 3);
});

test('without certReq no certificate is in the token', async (t) => {
  const { deps } = await openTimestamps(t);
  const token = await issueToken(deps, { imprint: IMPRINT, certReq: false });
  assert.equal(parseSignedData(token.der).certificates.length, 0);
});

test('serial numbers never repeat, and the database would refuse one that did', async (t) => {
  const { deps } = await openTimestamps(t);
  const tokens: IssuedToken[] = [];
  for (let i = 0; i < 20; i++) tokens.push(await issueToken(deps, { imprint: IMPRINT }));
  assert.equal(new Set(tokens.map(({ serial }) => serial)).size, 20);
  await inTransaction(deps.database, (tx) => recordTokens(tx, tokens));
  await assert.rejects(
    inTransaction(deps.database, (tx) => recordTokens(tx, tokens.slice(0, 1))),
    /timestamp_token_pkey/,
  );
});

test('genTime never decreases: a small step back is held, a larger one refused', async (t) => {
  const { deps, clock } = await openTimestamps(t);
  clock.advance({ hours: 1 });
  const { genTime } = await issueToken(deps, { imprint: IMPRINT });
  clock.set(new Date(genTime.getTime() - 1000));
  assert.deepEqual((await issueToken(deps, { imprint: IMPRINT })).genTime, genTime);
  clock.set(new Date(genTime.getTime() - 1001));
  await assert.rejects(issueToken(deps, { imprint: IMPRINT }), { code: 'time-not-available' });
  clock.set(new Date(genTime.getTime() + 1));
  assert.deepEqual((await issueToken(deps, { imprint: IMPRINT })).genTime, clock.now());
});

test('a restart with the clock an hour behind is noticed by the last stored token', async (t) => {
  const platform = await openTimestamps(t);
  const { deps, clock } = platform;
  clock.advance({ hours: 2 });
  const token = await issueToken(deps, { imprint: IMPRINT });
  await inTransaction(deps.database, (tx) => recordTokens(tx, [token]));
  clock.advance({ hours: -1 });
  await assert.rejects(issueToken(restarted(platform), { imprint: IMPRINT }), { code: 'time-not-available' });
  clock.advance({ hours: 1 });
  assert.deepEqual((await issueToken(restarted(platform), { imprint: IMPRINT })).genTime, token.genTime);
});

test('another policy is refused', async (t) => {
  const { deps } = await openTimestamps(t);
  await assert.rejects(issueToken(deps, { imprint: IMPRINT, policy: '1.2.3.4' }), { code: 'profile-violation' });
});

test('an imprint that is no SM3 is a fault of the caller', async (t) => {
  const { deps } = await openTimestamps(t);
  await assert.rejects(issueToken(deps, { imprint: new Uint8Array(20) }), RangeError);
});

test('no unit, no time', async (t) => {
  const { deps } = await openTimestamps(t, { units: false });
  await assert.rejects(issueToken(deps, { imprint: IMPRINT }), { code: 'time-not-available' });
});

test('a unit stops with its certificate: suspended, revoked, expired', async (t) => {
  const { deps, clock } = await openTimestamps(t);
  const { id } = await authorityCertificate(deps.database, 'tsa');
  const change = (action: 'suspend' | 'resume' | 'revoke') =>
    inTransaction(deps.database, (tx) =>
      changeCertificateStatus(tx, deps, { certificateId: id, action, note: 'test', at: clock.now(), actor: ACTOR }),
    );
  await issueToken(deps, { imprint: IMPRINT });
  await change('suspend');
  await assert.rejects(issueToken(deps, { imprint: IMPRINT }), { code: 'certificate-suspended' });
  await change('resume');
  await issueToken(deps, { imprint: IMPRINT });
  clock.advance({ days: 3653 });
  await assert.rejects(issueToken(deps, { imprint: IMPRINT }), { code: 'certificate-expired' });
  await change('revoke');
  await assert.rejects(issueToken(deps, { imprint: IMPRINT }), { code: 'certificate-revoked' });
});

test('the past is stamped in a demo alone, by a unit whose certificate says so', async (t) => {
  const { deps } = await openTimestamps(t, { demo: true });
  const past = { ...deps, clock: { now: () => new Date('2026-03-02T10:00:00.000Z') } };
  const token = await issueToken(past, { imprint: IMPRINT, unit: 'demo-past' });
  const info = tstInfoOf(token.der);
  assert.equal(info.policy, privateOids().demoTimestampPolicy);
  assert.match(
    (await authorityCertificate(deps.database, 'tsa-demo-past')).subject,
    /^CN=示例医院历史数据时间戳（演示）/,
  );
  const production = await openTimestamps(t);
  await assert.rejects(issueToken(production.deps, { imprint: IMPRINT, unit: 'demo-past' }), { code: 'demo-only' });
});

test('tokens of signature records are written down without their octets; a leaf and octets go together', async (t) => {
  const { deps } = await openTimestamps(t);
  const token = await issueToken(deps, { imprint: IMPRINT });
  await inTransaction(deps.database, (tx) => recordTokens(tx, [token]));
  const row = await readToken(deps.database, token.serial);
  assert.deepEqual([row?.der, row?.ledger_index, row?.gen_time, row?.imprint], [null, null, START, IMPRINT]);
  const other = await issueToken(deps, { imprint: IMPRINT });
  await inTransaction(deps.database, (tx) => insertTokens(tx, [{ ...other, ledgerIndex: 7 }]));
  const standing = await readToken(deps.database, other.serial);
  assert.deepEqual([standing?.der, standing?.ledger_index], [other.der, 7]);
});
