import { concatBytes } from '@medsign/engine/bytes/bytes';
import { encodeRevokedEntry } from '@medsign/engine/pki/crl';
import { replaceRevokedEntry } from '@medsign/engine/pki/crl-entries';
import type { Transaction } from '../platform/database.ts';
import { reasonOfCode } from './crl-reasons.ts';
import { wholeSecond } from './rules.ts';
import { clearBuckets, putBucket, putChange, readBuckets } from './store-crl.ts';
import { readListed, readStatus, type StatusRow } from './store-status.ts';

/** A certificate whose status is another now. */
export interface ChangedStatus {
  readonly id: string;
  readonly serial: Uint8Array;
}

/** Everything an authority lists, encoded, and how much of it was encoded for the occasion. */
export interface ListedEntries {
  readonly entries: readonly Uint8Array[];
  readonly encodedOctets: number;
}

const NOTHING = new Uint8Array(0);

/** Serial numbers are random, so their last octet spreads them evenly. */
function bucketOf(serial: Uint8Array): number {
  return serial.at(-1) as number;
}

function entryOf({ serial, since, reason }: StatusRow): Uint8Array {
  return encodeRevokedEntry({ serial, revokedAt: wholeSecond(since), reason: reasonOfCode(reason) });
}

/** Encodes everything anew from the statuses. */
export async function encodeAll(tx: Transaction, authority: string): Promise<ListedEntries> {
  await clearBuckets(tx, authority);
  const byBucket = Map.groupBy(await readListed(tx, authority), ({ serial }) => bucketOf(serial));
  const entries: Uint8Array[] = [];
  for (const bucket of [...byBucket.keys()].sort((a, b) => a - b)) {
    const encoded = concatBytes(...(byBucket.get(bucket) ?? []).map(entryOf));
    await putBucket(tx, authority, bucket, encoded);
    entries.push(encoded);
  }
  return { entries, encodedOctets: entries.reduce((sum, { length }) => sum + length, 0) };
}

/** Encodes what changed, puts it among what is kept, and notes it for the delta; `at` is when a suspension was lifted. */
export async function encodeChanged(
  tx: Transaction,
  authority: string,
  changed: readonly ChangedStatus[],
  at: Date,
): Promise<ListedEntries> {
  const buckets = await readBuckets(tx, authority);
  const touched = new Set<number>();
  let encodedOctets = 0;
  for (const { id, serial } of changed) {
    const row = await readStatus(tx, id);
    const entry = row && entryOf(row);
    const bucket = bucketOf(serial);
    buckets.set(bucket, replaceRevokedEntry(buckets.get(bucket) ?? NOTHING, serial, entry));
    touched.add(bucket);
    // Also where the base did not list it: a delta in between did (RFC 5280 §5.2.4).
    const noted = entry ?? encodeRevokedEntry({ serial, revokedAt: wholeSecond(at), reason: 'removeFromCRL' });
    await putChange(tx, authority, serial, noted);
    encodedOctets += noted.length;
  }
  for (const bucket of touched) await putBucket(tx, authority, bucket, buckets.get(bucket) ?? NOTHING);
  const entries = [...buckets.keys()].sort((a, b) => a - b).map((bucket) => buckets.get(bucket) ?? NOTHING);
  return { entries, encodedOctets };
}
