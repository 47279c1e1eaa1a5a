import { createHash } from 'node:crypto';
import { equalBytes, uint32Bytes } from '@medsign/engine/bytes/bytes';
import { type Generated, sql } from 'kysely';
import { type Database, inTransaction, type Transaction } from './database.ts';
import type { IdempotencyClaim, IdempotencyStore, StoredResponse } from './idempotency.ts';
import { Refusal } from './refusal.ts';

type IdempotencyTable = {
  idempotency_claim: {
    caller: string;
    key: string;
    body_hash: Uint8Array;
    holder: number;
    status: number | null;
    body: string | null;
    created_at: Generated<Date>;
  };
};

/** What a claim is compared by: SM3 over method, path and the exact octets of the body, each with its length. */
export function requestHash(method: string, path: string, body: Uint8Array): Uint8Array {
  const hash = createHash('sm3');
  for (const part of [Buffer.from(method), Buffer.from(path), body]) hash.update(uint32Bytes(part.length)).update(part);
  return Uint8Array.from(hash.digest());
}

/** Claims as rows; `instanceId` is the process instance that holds those made here. */
export function idempotencyStore(deps: { readonly instanceId: number }): IdempotencyStore {
  return {
    begin: (db, claim) => begin(db, claim, deps.instanceId),
    complete: (tx, claim, response) => complete(tx, claim, response, deps.instanceId),
    release: async (db, claim) => {
      await db
        .withTables<IdempotencyTable>()
        .deleteFrom('idempotency_claim')
        .where('caller', '=', claim.caller)
        .where('key', '=', claim.key)
        .where('holder', '=', deps.instanceId)
        .where('status', 'is', null)
        .execute();
    },
  };
}

async function begin(db: Database, claim: IdempotencyClaim, holder: number): Promise<StoredResponse | undefined> {
  for (;;) {
    const inserted = await db
      .withTables<IdempotencyTable>()
      .insertInto('idempotency_claim')
      .values({ caller: claim.caller, key: claim.key, body_hash: claim.bodyHash, holder, status: null, body: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('key')
      .execute();
    if (inserted.length === 1) return undefined;
    const answer = await inTransaction(db, (tx) => judgeExisting(tx, claim, holder));
    // `gone`: the holder gave the claim back between the two statements, so it may be ours now.
    if (answer !== 'gone') return answer;
  }
}

async function judgeExisting(
  tx: Transaction,
  claim: IdempotencyClaim,
  holder: number,
): Promise<StoredResponse | undefined | 'gone'> {
  const db = tx.withTables<IdempotencyTable>();
  const row = await db
    .selectFrom('idempotency_claim')
    .select(['body_hash', 'holder', 'status', 'body'])
    .where('caller', '=', claim.caller)
    .where('key', '=', claim.key)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) return 'gone';
  if (!equalBytes(row.body_hash, claim.bodyHash)) throw new Refusal('idempotency-key-reused');
  if (row.status !== null) return { status: row.status, body: row.body ?? '' };
  if (row.holder === holder || (await isAlive(tx, row.holder))) throw new Refusal('idempotency-key-in-flight');
  await db
    .updateTable('idempotency_claim')
    .set({ holder })
    .where('caller', '=', claim.caller)
    .where('key', '=', claim.key)
    .execute();
  return undefined;
}

/** A living instance holds its lock, so nobody else gets it; ours ends with this short transaction. */
async function isAlive(tx: Transaction, holder: number): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`SELECT pg_try_advisory_xact_lock(${holder}) AS free`.execute(tx);
  return rows[0]?.free !== true;
}

async function complete(
  tx: Transaction,
  claim: IdempotencyClaim,
  response: StoredResponse,
  holder: number,
): Promise<void> {
  const result = await tx
    .withTables<IdempotencyTable>()
    .updateTable('idempotency_claim')
    .set({ status: response.status, body: response.body })
    .where('caller', '=', claim.caller)
    .where('key', '=', claim.key)
    .where('holder', '=', holder)
    .where('status', 'is', null)
    .executeTakeFirst();
  // Taken over while our connection was away: whoever holds it now does the work, and this transaction must not count.
  if (result.numUpdatedRows !== 1n) throw new Refusal('idempotency-key-in-flight');
}

/** Forgets answers given before `before`; the keys may then be used again. Returns how many. */
export async function forgetAnswers(db: Database, before: Date): Promise<number> {
  const result = await db
    .withTables<IdempotencyTable>()
    .deleteFrom('idempotency_claim')
    .where('created_at', '<', before)
    .where('status', 'is not', null)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
