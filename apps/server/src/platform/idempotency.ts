import type { Database, Transaction } from './database.ts';

/** Names one request of one caller; `bodyHash` is SM3 over the method, path and exact body octets. */
export interface IdempotencyClaim {
  readonly caller: string;
  readonly key: string;
  readonly bodyHash: Uint8Array;
}

export interface StoredResponse {
  readonly status: number;
  /** The exact body that was or will be sent. */
  readonly body: string;
}

/**
 * Idempotency keys in the database, good across restarts and processes. `begin` throws Refusal
 * `idempotency-key-reused` (422) or `idempotency-key-in-flight` (409); a claim left by a dead process is taken over.
 */
export interface IdempotencyStore {
  /** The stored response of an earlier identical request, or undefined when this caller now holds the claim. */
  begin(db: Database, claim: IdempotencyClaim): Promise<StoredResponse | undefined>;
  /** Stores the answer in the transaction that makes it true. */
  complete(tx: Transaction, claim: IdempotencyClaim, response: StoredResponse): Promise<void>;
  /** Gives the claim back after a refusal that changed nothing, so the caller may correct and retry. */
  release(db: Database, claim: IdempotencyClaim): Promise<void>;
}
