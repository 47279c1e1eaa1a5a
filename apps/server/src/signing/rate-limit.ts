import type { Clock } from '../platform/clock.ts';
import { Refusal } from '../platform/refusal.ts';

export interface RateLimit {
  /** Takes one unit of `key`'s allowance or throws Refusal `too-many-requests` (extra `retryAfterSeconds`). */
  take(key: string): void;
}

/** So many addresses are kept apart; beyond that the ones unused longest start anew. */
const MAX_KEYS = 10_000;

/** Token bucket per key in this process: `perSecond` on average, twice that at once. */
export function rateLimit(clock: Clock, perSecond: number): RateLimit {
  const buckets = new Map<string, { tokens: number; at: number }>();
  const capacity = 2 * perSecond;
  return {
    take: (key) => {
      const now = clock.now().getTime();
      const last = buckets.get(key) ?? { tokens: capacity, at: now };
      const elapsed = Math.max(0, now - last.at) / 1000;
      const tokens = Math.min(capacity, last.tokens + elapsed * perSecond);
      // Put at the end again: a Map keeps the order of insertion, so the first key is the one unused longest.
      buckets.delete(key);
      if (buckets.size >= MAX_KEYS) buckets.delete(buckets.keys().next().value as string);
      buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at: now });
      if (tokens < 1) throw new Refusal('too-many-requests', undefined, { extra: { retryAfterSeconds: 1 } });
    },
  };
}
