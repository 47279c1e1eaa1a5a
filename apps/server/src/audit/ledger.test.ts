import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toHex } from '@medsign/engine/bytes/hex';
import { leafHash, treeHash, verifyConsistency, verifyInclusion } from '@medsign/engine/ledger/merkle';
import { openTestDatabase, openTestDatabaseWithAddress, type TestDatabase } from '@medsign/testing/database';
import { sql } from 'kysely';
import { type Database, inTransaction } from '../platform/database.ts';
import { openDatabase } from '../platform/open-database.ts';
import { Refusal } from '../platform/refusal.ts';
import { appendLeaf, appendLeaves } from './append-leaves.ts';
import { type LeafEntry, leafBody } from './leaf.ts';
import { consistencyProofBetween, inclusionProofFor } from './prove.ts';
import { leafAt, listLeaves, treeHead } from './read-ledger.ts';
import { verifyLedger } from './verify-ledger.ts';

const AT = new Date('2026-03-02T08:00:00.123Z');

function entry(n: number, kind = 'record-signed'): LeafEntry {
  return { kind, at: AT, actor: { kind: 'system', id: 'LIS' }, subject: `record-${n}`, data: { n } };
}

function entries(from: number, count: number): LeafEntry[] {
  return Array.from({ length: count }, (_, i) => entry(from + i));
}

function append(database: Database, leaves: readonly LeafEntry[]) {
  return inTransaction(database, (tx) => appendLeaves(tx, leaves));
}

/** Runs SQL as somebody who owns the database and switches the triggers off: what an intruder might do. */
async function tamper(test: TestDatabase, statement: string): Promise<void> {
  const owner = openDatabase(test.migration, { connections: 1 });
  try {
    await owner.database.connection().execute(async (db) => {
      await sql`set session_replication_role = replica`.execute(db);
      await sql.raw(statement).execute(db);
    });
  } finally {
    await owner.close();
  }
}

test('an empty ledger has the root of no leaves and is intact', async (t) => {
  const database = await openTestDatabase(t);
  const head = await treeHead(database);
  assert.equal(head.size, 0);
  assert.deepEqual(head.root, treeHash([]));
  assert.equal((await verifyLedger(database)).verdict, 'intact');
});

test('leaves are numbered from zero and their head is that of RFC 6962', async (t) => {
  const database = await openTestDatabase(t);
  const first = await inTransaction(database, (tx) => appendLeaf(tx, entry(0)));
  const more = await append(database, entries(1, 6));
  assert.deepEqual(
    [first, ...more].map((leaf) => leaf.index),
    [0, 1, 2, 3, 4, 5, 6],
  );
  const hashes = entries(0, 7).map((one) => leafHash(leafBody(one)));
  assert.deepEqual(await treeHead(database), { size: 7, root: treeHash(hashes) });
  const leaf = await leafAt(database, 3);
  assert.equal(
    new TextDecoder().decode(leaf?.body),
    '{"actor":{"id":"LIS","kind":"system"},"at":"2026-03-02T08:00:00.123Z","data":{"n":3},"kind":"record-signed","subject":"record-3"}',
  );
  assert.deepEqual(leaf?.at, AT);
  assert.equal(await leafAt(database, 7), undefined);
});

test('what is rolled back leaves no gap', async (t) => {
  const database = await openTestDatabase(t);
  await append(database, entries(0, 2));
  const failing = inTransaction(database, async (tx) => {
    await appendLeaves(tx, entries(2, 3));
    throw new Error('the act did not happen');
  });
  await assert.rejects(failing, /did not happen/);
  const [next] = await append(database, [entry(9)]);
  assert.equal(next?.index, 2);
  assert.equal((await verifyLedger(database)).verdict, 'intact');
});

test('transactions that append at once get contiguous indices', async (t) => {
  const database = await openTestDatabase(t);
  const work = Array.from({ length: 24 }, (_, i) => append(database, entries(i * 100, 1 + (i % 13))));
  const indices = (await Promise.all(work)).flat().map((leaf) => leaf.index);
  assert.deepEqual(
    indices.toSorted((a, b) => a - b),
    indices.map((_, i) => i),
  );
  // Within one transaction in one run.
  for (const leaves of await Promise.all(work)) {
    for (const [i, leaf] of leaves.entries()) assert.equal(leaf.index, (leaves[0]?.index ?? 0) + i);
  }
  const report = await verifyLedger(database);
  assert.equal(report.verdict, 'intact');
  assert.equal(report.size, indices.length);
});

test('inclusion and consistency proofs verify over tile borders', async (t) => {
  const database = await openTestDatabase(t);
  for (const count of [1, 254, 1, 3, 300, 210, 1]) await append(database, entries(0, count));
  const { size, root } = await treeHead(database);
  assert.equal(size, 770);
  for (const index of [0, 1, 254, 255, 256, 257, 511, 512, 767, 768, 769]) {
    const proof = await inclusionProofFor(database, index);
    assert.deepEqual(proof.root, root);
    const { leafHash: hash, path } = proof;
    assert.ok(verifyInclusion({ leafHash: hash, index, size, proof: path, root }), `leaf ${index}`);
  }
  for (const [from, to] of [
    [0, 770],
    [1, 770],
    [255, 256],
    [256, 512],
    [300, 769],
    [512, 770],
    [770, 770],
  ] as const) {
    const { fromRoot, toRoot, path } = await consistencyProofBetween(database, from, to);
    const claim = { oldSize: from, oldRoot: fromRoot, newSize: to, newRoot: toRoot, proof: path };
    assert.ok(verifyConsistency(claim), `${from} to ${to}`);
  }
});

test('a proof against an earlier size has the root of that size', async (t) => {
  const database = await openTestDatabase(t);
  await append(database, entries(0, 5));
  const { root } = await treeHead(database);
  await append(database, entries(5, 300));
  const proof = await inclusionProofFor(database, 2, 5);
  assert.equal(toHex(proof.root), toHex(root));
  const { leafHash: hash, path } = proof;
  assert.ok(verifyInclusion({ leafHash: hash, index: 2, size: 5, proof: path, root }));
});

test('a proof beyond the end is refused', async (t) => {
  const database = await openTestDatabase(t);
  await append(database, entries(0, 3));
  const notFound = (error: unknown) => error instanceof Refusal && error.code === 'not-found';
  await assert.rejects(inclusionProofFor(database, 3), notFound);
  await assert.rejects(inclusionProofFor(database, 2, 2), notFound);
  await assert.rejects(inclusionProofFor(database, 0, 4), notFound);
  await assert.rejects(consistencyProofBetween(database, 2, 1), notFound);
  await assert.rejects(consistencyProofBetween(database, 0, 4), notFound);
});

test('leaves are listed newest first, by page, kind and subject', async (t) => {
  const database = await openTestDatabase(t);
  await append(database, [...entries(0, 3), entry(3, 'pin-locked'), entry(4)]);
  const indices = async (query: Parameters<typeof listLeaves>[1]) =>
    (await listLeaves(database, query)).map((leaf) => leaf.index);
  assert.deepEqual(await indices({ limit: 2 }), [4, 3]);
  assert.deepEqual(await indices({ limit: 2, before: 3 }), [2, 1]);
  assert.deepEqual(await indices({ limit: 9, kind: 'pin-locked' }), [3]);
  assert.deepEqual(await indices({ limit: 9, subject: 'record-1' }), [1]);
});

test('the application can neither change nor remove what is written', async (t) => {
  const database = await openTestDatabase(t);
  await append(database, entries(0, 256));
  for (const statement of [
    'update ledger_leaf set subject = subject',
    'delete from ledger_leaf',
    'truncate ledger_leaf',
    'update ledger_tile set root = root',
    'delete from ledger_tile',
    'truncate ledger_tile',
    'delete from ledger_head',
    'update ledger_head set size = 0',
  ]) {
    const refused = (error: unknown) => (error as { code?: string }).code === '42501';
    await assert.rejects(sql.raw(statement).execute(database), refused, statement);
  }
});

test('the owner of the tables is stopped as well', async (t) => {
  const testDatabase = await openTestDatabaseWithAddress(t);
  await append(testDatabase.database, entries(0, 2));
  const owner = openDatabase(testDatabase.migration, { connections: 1 });
  t.after(() => owner.close());
  await assert.rejects(sql`delete from ledger_leaf`.execute(owner.database), /append-only/);
  await assert.rejects(sql`truncate ledger_leaf`.execute(owner.database), /append-only/);
});

const FORGED = `convert_to(replace(convert_from(body, 'UTF8'), '"n":', '"n":1'), 'UTF8')`;

const TAMPERINGS: readonly { readonly what: string; readonly statement: string; readonly firstBadLeaf: number }[] = [
  { what: 'a changed body', statement: `update ledger_leaf set body = ${FORGED} where index = 300`, firstBadLeaf: 300 },
  {
    what: 'a changed column',
    statement: `update ledger_leaf set subject = 'record-0' where index = 17`,
    firstBadLeaf: 17,
  },
  {
    what: 'a moved time',
    statement: `update ledger_leaf set recorded_at = recorded_at + interval '1 second' where index = 18`,
    firstBadLeaf: 18,
  },
  {
    what: 'another leaf in place, hash and all',
    statement: `update ledger_leaf l set kind = o.kind, subject = o.subject, body = o.body, leaf_hash = o.leaf_hash
      from ledger_leaf o where l.index = 40 and o.index = 41`,
    firstBadLeaf: 40,
  },
  {
    what: 'another leaf in place behind the last tile',
    statement: `update ledger_leaf l set kind = o.kind, subject = o.subject, body = o.body, leaf_hash = o.leaf_hash
      from ledger_leaf o where l.index = 523 and o.index = 524`,
    firstBadLeaf: 520,
  },
  { what: 'a removed leaf', statement: 'delete from ledger_leaf where index = 99', firstBadLeaf: 99 },
  { what: 'a cut-off end', statement: 'delete from ledger_leaf where index >= 520', firstBadLeaf: 520 },
  {
    what: 'a changed tile',
    statement: `update ledger_tile set hashes = set_byte(hashes, 64, 0) where tile_index = 1`,
    firstBadLeaf: 258,
  },
  {
    what: 'a changed tile root',
    statement: `update ledger_tile set root = set_byte(root, 3, 0) where tile_index = 1`,
    firstBadLeaf: 256,
  },
  { what: 'a removed tile', statement: 'delete from ledger_tile where tile_index = 0', firstBadLeaf: 0 },
  {
    what: 'an added tile',
    statement: 'insert into ledger_tile select level, 7, hashes, root from ledger_tile where tile_index = 0',
    firstBadLeaf: 526,
  },
  { what: 'a set-back head', statement: 'update ledger_head set size = 525', firstBadLeaf: 525 },
  {
    what: 'a changed head',
    statement: 'update ledger_head set frontier = set_byte(frontier, 32, 0)',
    firstBadLeaf: 512,
  },
  {
    what: 'a head with a hash too many',
    statement: `update ledger_head set frontier = frontier || substring(frontier for 32)`,
    firstBadLeaf: 526,
  },
];

for (const { what, statement, firstBadLeaf } of TAMPERINGS) {
  test(`${what} is found and the first bad leaf named`, async (t) => {
    const testDatabase = await openTestDatabaseWithAddress(t);
    await append(testDatabase.database, entries(0, 526));
    assert.equal((await verifyLedger(testDatabase.database)).verdict, 'intact');
    await tamper(testDatabase, statement);
    const report = await verifyLedger(testDatabase.database);
    assert.equal(report.verdict, 'broken');
    assert.equal(report.verdict === 'broken' && report.firstBadLeaf, firstBadLeaf);
  });
}

test('tiles of the second level are written and checked', async (t) => {
  const testDatabase = await openTestDatabaseWithAddress(t);
  const { database } = testDatabase;
  // 65,536 leaves fill the first tile of level 1.
  for (let at = 0; at < 65_536; at += 8_192) await append(database, entries(at, 8_192));
  await append(database, entries(65_536, 3));
  const { size, root } = await treeHead(database);
  const proof = await inclusionProofFor(database, 40_000);
  assert.ok(verifyInclusion({ leafHash: proof.leafHash, index: 40_000, size, proof: proof.path, root }));
  assert.equal((await verifyLedger(database)).verdict, 'intact');
  await tamper(testDatabase, `update ledger_tile set hashes = set_byte(hashes, 32 * 5, 0) where level = 1`);
  const report = await verifyLedger(database);
  assert.equal(report.verdict === 'broken' && report.firstBadLeaf, 5 * 256);
});
