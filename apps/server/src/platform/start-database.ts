import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedAddresses, embeddedAddresses, prepareEmbeddedDatabase } from './embedded-database.ts';
import type { Log } from './log.ts';
import { migrate } from './migrations.ts';
import { APPLICATION_ROLE } from './open-database.ts';
import { runningPostgres, socketFolderOf } from './postgres/data-folder.ts';
import { startPostgres } from './postgres/launch.ts';

export interface StartedDatabase extends EmbeddedAddresses {
  /** Resolves when the embedded server ends; never for a database of one's own. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const NAME = 'medsign';

export interface DatabaseLocation {
  /** Address of one's own PostgreSQL; undefined for the embedded one in `dataFolder`. */
  readonly databaseUrl: string | undefined;
  readonly dataFolder: string;
}

/** Starts the embedded PostgreSQL where no other is named, and brings the schema forward. Throws StartupError. */
export async function startDatabase(location: DatabaseLocation, log: Log): Promise<StartedDatabase> {
  if (location.databaseUrl !== undefined) {
    const address = { url: location.databaseUrl };
    await migrate(address);
    return {
      migration: address,
      application: address,
      ended: new Promise(() => undefined),
      stop: async () => undefined,
    };
  }
  const server = await startPostgres({ data: embeddedData(location.dataFolder) });
  if (server.account !== undefined)
    log.warn({ account: server.account }, 'PostgreSQL runs as another account, because this is root');
  try {
    const addresses = await prepareEmbeddedDatabase(server.socket, NAME);
    await migrate(addresses.migration, { applicationRole: APPLICATION_ROLE });
    return { ...addresses, ended: server.ended, stop: server.stop };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Addresses of the database while the server runs on it, for commands beside it; undefined when nothing runs there. */
export function runningDatabase(location: DatabaseLocation): EmbeddedAddresses | undefined {
  if (location.databaseUrl !== undefined) {
    const address = { url: location.databaseUrl };
    return { migration: address, application: address };
  }
  if (!existsSync(location.dataFolder)) return undefined;
  const data = embeddedData(realpathSync(location.dataFolder));
  return runningPostgres(data) === undefined ? undefined : embeddedAddresses(socketFolderOf(data), NAME);
}

function embeddedData(dataFolder: string): string {
  return join(dataFolder, 'postgres');
}
