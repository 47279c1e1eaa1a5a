import type { Transaction } from '../platform/database.ts';
import { insertTokens } from './store.ts';
import type { IssuedToken } from './types.ts';

/**
 * Writes down tokens that lie in signature records: serial, time and imprint. The record keeps the octets and its leaf covers them, so
 * they get no leaf of their own. A serial that repeats makes it throw.
 */
export async function recordTokens(tx: Transaction, tokens: readonly IssuedToken[]): Promise<void> {
  await insertTokens(
    tx,
    tokens.map(({ der, serial, genTime, unitId, imprint }) => ({ der, serial, genTime, unitId, imprint })),
  );
}
