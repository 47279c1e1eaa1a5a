import type { Database } from '../platform/database.ts';
import { type EmbeddedAddresses, withClient } from '../platform/embedded-database.ts';
import { openDatabase } from '../platform/open-database.ts';
import { type DatabaseLocation, runningDatabase } from '../platform/start-database.ts';
import { CommandError, printable } from './terminal.ts';

export type FoundDatabase =
  | { readonly state: 'running'; readonly addresses: EmbeddedAddresses }
  /** No embedded server has these data open. */
  | { readonly state: 'not-running' }
  /** It is there, or ought to be, and does not let us in; `reason` is the driver's. */
  | { readonly state: 'unreachable'; readonly reason: string };

/** Finds the database of a platform that runs already; never starts one. */
export async function findRunningDatabase(location: DatabaseLocation): Promise<FoundDatabase> {
  try {
    const addresses = runningDatabase(location);
    if (addresses === undefined) return { state: 'not-running' };
    await withClient(addresses.application, (client) => client.query('SELECT 1'));
    return { state: 'running', addresses };
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    return { state: 'unreachable', reason: printable([code, message].filter(Boolean).join(' ')) };
  }
}

/** Runs `work` on the running platform's database. Throws {@link CommandError} when it does not run or does not let us in. */
export async function withRunningDatabase<T>(
  location: DatabaseLocation,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const found = await findRunningDatabase(location);
  if (found.state === 'not-running') {
    throw new CommandError(
      `平台未在 ${location.dataFolder} 上运行：请先启动（npm start），或用 MEDSIGN_DATA 指定数据文件夹。`,
      `No platform runs on ${location.dataFolder}: start it first (npm start), or name its folder with MEDSIGN_DATA.`,
    );
  }
  if (found.state === 'unreachable') {
    throw new CommandError(
      `无法连接数据库：${found.reason}。请以启动平台的同一用户运行此命令，并核对 DATABASE_URL。`,
      `The database cannot be reached: ${found.reason}. Run this as the user who started the platform, and check DATABASE_URL.`,
    );
  }
  const open = openDatabase(found.addresses.application, { connections: 2 });
  try {
    return await work(open.database);
  } finally {
    await open.close();
  }
}
