import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TIMESTAMP_QUERY, TIMESTAMP_REPLY } from '@medsign/contract/timestamps';
import {
  boolean,
  element,
  explicit,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
} from '@medsign/engine/asn1/der-writer';
import { OID } from '@medsign/engine/asn1/oids';
import { concatBytes } from '@medsign/engine/bytes/bytes';
import { parseSignedData } from '@medsign/engine/cms/signed-data';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { parseCrl } from '@medsign/engine/pki/crl';
import type { PkiFailureInfo } from '@medsign/engine/tsp/failure-info';
import { buildTimeStampReq } from '@medsign/engine/tsp/request';
import { parseTimeStampResp } from '@medsign/engine/tsp/response';
import { parseTstInfo, sm3Imprint } from '@medsign/engine/tsp/tst-info';
import { verifyToken } from '@medsign/engine/tsp/verify-token';
import type { FastifyInstance } from 'fastify';
import { leafAt, listLeaves } from '../audit/index.ts';
import {
  authorityCertificate,
  changeCertificateStatus,
  currentCrls,
  intermediates,
  privateOids,
  trustAnchors,
} from '../certificates/index.ts';
import { inTransaction } from '../platform/database.ts';
import { withClient } from '../platform/embedded-database.ts';
import { readToken } from './store.ts';
import { openServer, openTimestamps } from './test-support/platform.ts';

const DATA = new TextEncoder().encode('医嘱：0.9% 氯化钠 100 ml 静滴');
const IMPRINT = sm3Imprint(sm3(DATA));
const NONCE = integer(0x1122334455667788n);

async function open(t: Parameters<typeof openServer>[0]) {
  const timestamps = await openTimestamps(t);
  return { ...timestamps, ...(await openServer(t, timestamps)) };
}

async function ask(app: FastifyInstance, query: Uint8Array, type: string | undefined = TIMESTAMP_QUERY) {
  const response = await app.inject({
    method: 'POST',
    url: '/tsa',
    payload: Buffer.from(query),
    headers: type === undefined ? {} : { 'content-type': type },
  });
  return {
    status: response.statusCode,
    type: response.headers['content-type'],
    raw: new Uint8Array(response.rawPayload),
  };
}

function tokenOf(raw: Uint8Array): Uint8Array {
  const { status, token } = parseTimeStampResp(raw);
  assert.equal(status, 'granted');
  return token as Uint8Array;
}

test('a query gets a token that verifies, is stored and in the ledger', async (t) => {
  const { app, deps, clock } = await open(t);
  const policy = privateOids().timestampPolicy;
  const answer = await ask(app, buildTimeStampReq({ imprint: IMPRINT, policy, nonce: NONCE, certReq: true }));
  assert.deepEqual([answer.status, answer.type], [200, TIMESTAMP_REPLY]);
  const token = tokenOf(answer.raw);
  const info = parseTstInfo(parseSignedData(token).content?.octets as Uint8Array);
  assert.deepEqual(info.nonce, NONCE);
  assert.deepEqual(info.imprint.der, IMPRINT.der);
  const row = await readToken(deps.database, Buffer.from(info.serial).toString('hex'));
  assert.deepEqual(row?.der, token);
  const leaf = await leafAt(deps.database, row?.ledger_index as number);
  assert.deepEqual([leaf?.kind, leaf?.subject], ['token-issued', Buffer.from(info.serial).toString('hex')]);
  const report = await verifyToken({
    token,
    over: { data: DATA },
    nonce: NONCE,
    policies: [policy],
    revocation: 'required',
    anchors: (await trustAnchors(deps.database)).map(parseCertificate),
    intermediates: (await intermediates(deps.database)).map(parseCertificate),
    crls: (await currentCrls(deps.database)).map(parseCrl),
    at: clock.now(),
  });
  assert.equal(report.verdict, 'valid', JSON.stringify(report.checks));
});

test('without certReq the token carries no certificate', async (t) => {
  const { app } = await open(t);
  const token = tokenOf((await ask(app, buildTimeStampReq({ imprint: IMPRINT }))).raw);
  assert.equal(parseSignedData(token).certificates.length, 0);
});

test('an imprint with NULL parameters is repeated as it came', async (t) => {
  const { app } = await open(t);
  const imprint = imprintOf(OID.sm3, 32, nullValue());
  const token = tokenOf((await ask(app, sequence(integer(1), imprint))).raw);
  assert.deepEqual(parseTstInfo(parseSignedData(token).content?.octets as Uint8Array).imprint.der, imprint);
});

const bytes = (length: number, value = 7) => new Uint8Array(length).fill(value);

function imprintOf(algorithm: string, length: number, ...parameters: Uint8Array[]): Uint8Array {
  return sequence(sequence(oid(algorithm), ...parameters), octetString(bytes(length)));
}

const GOOD = IMPRINT.der;
const query = (...members: Uint8Array[]) => sequence(integer(1), ...members);
const EXTENSION = sequence(oid('1.2.3.4'), octetString(nullValue()));
const CRITICAL = sequence(oid('1.2.3.4'), boolean(true), octetString(nullValue()));
const POLICY = oid(privateOids().timestampPolicy);

/** Requests that get no token, and the exact reason (RFC 3161 §2.4.2, GM/T 0033-2014 7.1). */
const NEGATIVE: readonly (readonly [string, PkiFailureInfo, Uint8Array])[] = [
  ['SHA-256', 'badAlg', query(imprintOf(OID.sha256, 32))],
  ['SHA-1', 'badAlg', query(imprintOf(OID.sha1, 20))],
  ['SHA-384', 'badAlg', query(imprintOf(OID.sha384, 48))],
  ['SHA-512', 'badAlg', query(imprintOf(OID.sha512, 64))],
  ['SHA-256 with NULL', 'badAlg', query(imprintOf(OID.sha256, 32, nullValue()))],
  ['an unknown digest', 'badAlg', query(imprintOf('1.2.3.4.5', 32))],
  ['SM3 with SM2, which is a signature', 'badAlg', query(imprintOf(OID.sm2WithSm3, 32))],
  ['SM3 with parameters', 'badAlg', query(imprintOf(OID.sm3, 32, integer(1)))],
  ['an unknown digest under another policy', 'badAlg', query(imprintOf('1.2.3.4.5', 32), oid('1.2.3'))],
  ['no digest', 'badDataFormat', query(imprintOf(OID.sm3, 0))],
  ['31 octets', 'badDataFormat', query(imprintOf(OID.sm3, 31))],
  ['33 octets', 'badDataFormat', query(imprintOf(OID.sm3, 33))],
  ['64 octets', 'badDataFormat', query(imprintOf(OID.sm3, 64))],
  ['version 0', 'badRequest', sequence(integer(0), GOOD)],
  ['version 2', 'badRequest', sequence(integer(2), GOOD)],
  ['version -1', 'badRequest', sequence(integer(-1), GOOD)],
  ['a huge version', 'badRequest', sequence(integer(2n ** 200n), GOOD)],
  ['version 2 and SHA-1', 'badRequest', sequence(integer(2), imprintOf(OID.sha1, 20))],
  ['a nonce of 33 octets', 'badRequest', query(GOOD, element(2, bytes(33)))],
  ['a nonce of 2000 octets', 'badRequest', query(GOOD, element(2, bytes(2000)))],
  ['another policy', 'unacceptedPolicy', query(GOOD, oid('1.2.3.4'))],
  ['the policy of the invented past', 'unacceptedPolicy', query(GOOD, oid(privateOids().demoTimestampPolicy))],
  ['anyPolicy', 'unacceptedPolicy', query(GOOD, oid(OID.anyPolicy))],
  ['an extension', 'unacceptedExtension', query(GOOD, explicit(0, EXTENSION))],
  ['a critical extension', 'unacceptedExtension', query(GOOD, explicit(0, CRITICAL))],
  [
    'policy, nonce and extension',
    'unacceptedExtension',
    query(GOOD, POLICY, NONCE, boolean(true), explicit(0, EXTENSION)),
  ],
  ['nothing', 'badDataFormat', bytes(0)],
  ['one octet', 'badDataFormat', bytes(1, 0x30)],
  ['an empty SEQUENCE', 'badDataFormat', sequence()],
  ['a SET', 'badDataFormat', element(0x31, concatBytes(integer(1), GOOD))],
  ['an INTEGER', 'badDataFormat', integer(1)],
  ['text', 'badDataFormat', new TextEncoder().encode('please stamp this')],
  ['no version', 'badDataFormat', sequence(GOOD)],
  ['no imprint', 'badDataFormat', sequence(integer(1))],
  ['an octet after the end', 'badDataFormat', concatBytes(query(GOOD), bytes(1))],
  ['cut off', 'badDataFormat', query(GOOD).subarray(0, -1)],
  ['a member too many', 'badDataFormat', query(GOOD, POLICY, NONCE, boolean(true), integer(1))],
  ['fields out of order', 'badDataFormat', query(GOOD, NONCE, POLICY)],
  ['FALSE, which is the default', 'badDataFormat', query(GOOD, boolean(false))],
  ['a BOOLEAN of 01', 'badDataFormat', query(GOOD, element(1, bytes(1, 1)))],
  ['a padded nonce', 'badDataFormat', query(GOOD, element(2, Uint8Array.of(0, 1)))],
  ['an empty nonce', 'badDataFormat', query(GOOD, element(2, bytes(0)))],
  ['indefinite length', 'badDataFormat', concatBytes(Uint8Array.of(0x30, 0x80), integer(1), GOOD, bytes(2, 0))],
  [
    'a length that is not minimal',
    'badDataFormat',
    concatBytes(Uint8Array.of(0x30, 0x81, 3 + GOOD.length), integer(1), GOOD),
  ],
  ['an imprint as a BIT STRING', 'badDataFormat', query(sequence(sequence(oid(OID.sm3)), element(3, bytes(33, 0))))],
  ['extensions twice the same', 'badDataFormat', query(GOOD, explicit(0, EXTENSION, EXTENSION))],
  ['no extension in extensions', 'badDataFormat', query(GOOD, explicit(0))],
  [
    'deep nesting',
    'badDataFormat',
    Array.from({ length: 60 }).reduce<Uint8Array>((inner) => sequence(inner), bytes(0)),
  ],
  ['4097 octets', 'badDataFormat', bytes(4097)],
  ['a nonce of a million octets', 'badDataFormat', query(GOOD, element(2, bytes(1_000_000)))],
];

test('a request that is refused gets the exact PKIFailureInfo, and leaves nothing', async (t) => {
  const { app, deps, errors } = await open(t);
  const before = (await listLeaves(deps.database, { limit: 1 }))[0]?.index;
  assert.ok(NEGATIVE.length >= 40);
  for (const [name, failure, octets] of NEGATIVE) {
    await t.test(name, async () => {
      const answer = await ask(app, octets);
      assert.deepEqual([answer.status, answer.type], [200, TIMESTAMP_REPLY]);
      const { status, failures, texts, token } = parseTimeStampResp(answer.raw);
      assert.deepEqual([status, failures, token], ['rejection', [failure], undefined]);
      assert.equal(texts.length, 1);
    });
  }
  assert.equal((await listLeaves(deps.database, { limit: 1 }))[0]?.index, before);
  assert.deepEqual(errors, []);
});

test('other media types are a problem document', async (t) => {
  const { app } = await open(t);
  for (const type of ['application/json', 'application/octet-stream', 'text/plain', 'multipart/form-data', undefined]) {
    const response = await app.inject({
      method: 'POST',
      url: '/tsa',
      payload: Buffer.from(query(GOOD)),
      headers: type === undefined ? {} : { 'content-type': type },
    });
    assert.deepEqual([response.statusCode, response.json().code], [415, 'unsupported-media-type'], type);
  }
  const empty = await app.inject({ method: 'POST', url: '/tsa' });
  assert.deepEqual([empty.statusCode, empty.json().code], [415, 'unsupported-media-type']);
  const get = await app.inject('/tsa');
  assert.equal(get.json().code, 'method-not-allowed');
});

test('without trusted time: timeNotAvailable', async (t) => {
  const { app, clock, errors } = await open(t);
  clock.advance({ hours: 2 });
  tokenOf((await ask(app, query(GOOD))).raw);
  clock.advance({ hours: -1 });
  const { status, failures } = parseTimeStampResp((await ask(app, query(GOOD))).raw);
  assert.deepEqual([status, failures], ['rejection', ['timeNotAvailable']]);
  assert.equal(errors.length, 1);
});

test('a revoked unit, and a database that cannot store: systemFailure, and no token leaves', async (t) => {
  const { app, deps, clock, errors, migration } = await open(t);
  await withClient(migration, (client) =>
    client.query(`create function fail() returns trigger language plpgsql as $$ begin raise exception 'disk full'; end $$;
      create trigger fail before insert on timestamp_token for each row execute function fail()`),
  );
  const before = (await listLeaves(deps.database, { limit: 1 }))[0]?.index;
  const full = parseTimeStampResp((await ask(app, query(GOOD))).raw);
  assert.deepEqual([full.status, full.failures], ['rejection', ['systemFailure']]);
  assert.equal((await listLeaves(deps.database, { limit: 1 }))[0]?.index, before);
  await withClient(migration, (client) => client.query('drop trigger fail on timestamp_token'));
  tokenOf((await ask(app, query(GOOD))).raw);
  const { id } = await authorityCertificate(deps.database, 'tsa');
  const actor = { kind: 'platform', id: 'test' } as const;
  await inTransaction(deps.database, (tx) =>
    changeCertificateStatus(tx, deps, { certificateId: id, action: 'revoke', note: 'x', at: clock.now(), actor }),
  );
  const revoked = parseTimeStampResp((await ask(app, query(GOOD))).raw);
  assert.deepEqual([revoked.status, revoked.failures], ['rejection', ['systemFailure']]);
  assert.equal(errors.length, 2);
});

test('many queries at once: every token is there once, and in the ledger', async (t) => {
  const { app, deps } = await open(t);
  const answers = await Promise.all(Array.from({ length: 40 }, () => ask(app, query(GOOD))));
  const serials = answers.map(({ raw }) =>
    Buffer.from(parseTstInfo(parseSignedData(tokenOf(raw)).content?.octets as Uint8Array).serial).toString('hex'),
  );
  assert.equal(new Set(serials).size, 40);
  const leaves = await listLeaves(deps.database, { limit: 100, kind: 'token-issued' });
  assert.deepEqual(leaves.map(({ subject }) => subject).sort(), serials.sort());
});

test('units are listed for systems and administrators', async (t) => {
  const { app } = await open(t);
  const list = (token?: string) =>
    app.inject({
      url: '/v1/timestamps/units',
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
  for (const token of ['LIS', 'security']) {
    const { items } = (await list(token)).json();
    assert.equal(items.length, 1);
    assert.deepEqual([items[0].kind, items[0].active, items[0].accuracyMilliseconds], ['live', true, 1000]);
    assert.match(items[0].notAfter, /^2036-/);
  }
  assert.equal((await list('doctor')).statusCode, 403);
  assert.equal((await list()).statusCode, 401);
});
