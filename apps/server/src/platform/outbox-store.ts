import type { Generated } from 'kysely';
import type { Outbox } from './outbox.ts';

type OutboxTable = {
  outbox_event: {
    position: Generated<number>;
    topic: string;
    key: string;
    system_code: string | null;
    at: Date;
    payload: string;
    delivered_at: Generated<Date | null>;
  };
};

/** The outbox as a table, written in the transaction of the act. */
export const outboxStore: Outbox = {
  append: async (tx, at, events) => {
    if (events.length === 0) return;
    const rows = events.map((event) => ({
      topic: event.topic,
      key: event.key,
      system_code: event.systemCode ?? null,
      at,
      payload: JSON.stringify(event.payload),
    }));
    await tx.withTables<OutboxTable>().insertInto('outbox_event').values(rows).execute();
  },
};
