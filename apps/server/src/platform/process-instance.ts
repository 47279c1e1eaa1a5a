import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { connectionConfig, type DatabaseAddress } from './open-database.ts';
import type { RandomBytes } from './random.ts';

/** This run of the server, known to all processes on the database by an advisory lock that its connection holds. */
export interface ProcessInstance {
  /** Random; also the key of the lock. Whoever can take the lock knows that this process is gone. */
  readonly id: number;
  release(): Promise<void>;
}

/** Takes the lock and keeps it: when the connection breaks, the same id is locked again on a new one. */
export async function openProcessInstance(address: DatabaseAddress, random: RandomBytes): Promise<ProcessInstance> {
  // 48 random bits, above the small numbers that other advisory locks use.
  const id = Buffer.from(random(6)).readUIntBE(0, 6) + 2 ** 48;
  let released = false;
  let client: Client;
  const hold = async (): Promise<void> => {
    client = new Client({ ...connectionConfig(address), application_name: `medsign instance ${id}` });
    client.on('error', () => undefined);
    client.on('end', () => void holdAgain());
    await client.connect();
    await client.query('SELECT pg_advisory_lock($1)', [id]);
  };
  const holdAgain = async (): Promise<void> => {
    while (!released) {
      await delay(500, undefined, { ref: false });
      try {
        if (!released) await hold();
        return;
      } catch {
        // The database is still away; requests fail meanwhile, and claims of ours stay ours because `complete` checks the holder.
      }
    }
  };
  await hold();
  return {
    id,
    release: async () => {
      released = true;
      await client.end();
    },
  };
}
