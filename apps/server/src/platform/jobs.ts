import { fromKysely, PgBoss } from 'pg-boss';
import type { Transaction } from './database.ts';
import type { DatabaseAddress } from './open-database.ts';

/** Work that happens later, kept in the database beside the data it is about. */
export interface Jobs {
  /** The job exists exactly when `tx` commits; it starts at `startAfter` or at once. */
  enqueue(tx: Transaction, queue: string, data: object, options?: { readonly startAfter?: Date }): Promise<void>;
  /** Does the jobs of a queue, one at a time per process; a throw means a later retry. */
  handle<Data extends object>(queue: string, work: (data: Data) => Promise<void>): Promise<void>;
  /** Does `work` at the times of a cron expression (UTC), on one process only. */
  every(queue: string, cron: string, work: () => Promise<void>): Promise<void>;
  /** Waits for running work (30 s), then ends. */
  stop(): Promise<void>;
}

const SCHEMA = 'pgboss';
const RETRIES = { retryLimit: 10, retryDelay: 5, retryBackoff: true } as const;

/** Starts pg-boss in its own schema of the same database. `onError` hears of trouble while nobody waits for an answer. */
export async function startJobs(address: DatabaseAddress, onError: (error: Error) => void): Promise<Jobs> {
  const connection =
    'url' in address
      ? { connectionString: address.url }
      : // The embedded database's application role may not create schemas; this one was made for it.
        {
          host: address.socket,
          port: 5432,
          user: address.user,
          database: address.database,
          ssl: false,
          createSchema: false,
        };
  const boss = new PgBoss({ ...connection, schema: SCHEMA, max: 3, application_name: 'medsign jobs' });
  boss.on('error', onError);
  await boss.start();
  const queues = new Map<string, Promise<void>>();
  const queueExists = (queue: string): Promise<void> => {
    const known = queues.get(queue) ?? boss.createQueue(queue, RETRIES);
    queues.set(queue, known);
    return known;
  };
  return {
    enqueue: async (tx, queue, data, options = {}) => {
      await queueExists(queue);
      const at = options.startAfter === undefined ? {} : { startAfter: options.startAfter };
      await boss.send(queue, data, { ...at, db: fromKysely(tx) });
    },
    handle: async <Data extends object>(queue: string, work: (data: Data) => Promise<void>) => {
      await queueExists(queue);
      await boss.work<Data>(queue, async (jobs) => {
        for (const job of jobs) await work(job.data);
      });
    },
    every: async (queue, cron, work) => {
      await queueExists(queue);
      await boss.work(queue, work);
      await boss.schedule(queue, cron);
    },
    stop: () => boss.stop({ graceful: true, timeout: 30_000 }),
  };
}
