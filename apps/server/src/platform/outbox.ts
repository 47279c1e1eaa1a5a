import type { Transaction } from './database.ts';

/** A fact other parts and other systems may react to; delivered at least once, in order per `key`. */
export interface OutboxEvent {
  /** e.g. `record.signed`, `certificate.revoked`; names are in `@medsign/contract/events`. */
  readonly topic: string;
  /** Ordering key: record id, certificate id, … */
  readonly key: string;
  /** Business system the event is meant for, if any. */
  readonly systemCode?: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Writes events in the caller's transaction: an event exists exactly when its act does. */
export interface Outbox {
  append(tx: Transaction, at: Date, events: readonly OutboxEvent[]): Promise<void>;
}
