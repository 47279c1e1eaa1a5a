import type { Config } from '../config.ts';
import type { EmbeddedAddresses } from '../platform/embedded-database.ts';
import { masterKeyFile, readMasterKeyFile } from '../platform/master-key.ts';
import { openDatabase } from '../platform/open-database.ts';
import { examineDatabase } from './doctor-database.ts';
import { bad, type Finding, good, warning } from './doctor-finding.ts';
import { findRunningDatabase } from './running-database.ts';

/** Whether a platform runs on these data, and what its database says. */
export async function examineRunning(config: Config, now: Date): Promise<Finding[]> {
  const found = await findRunningDatabase(config);
  if (found.state === 'not-running') {
    return [
      warning(
        'server',
        {
          zh: '平台未在这些数据上运行，未检查数据库',
          en: 'No platform runs on these data; the database was not looked at',
        },
        {
          zh: '启动平台（npm start）后再次运行 medsign doctor。',
          en: 'Start it (npm start) and run medsign doctor again.',
        },
      ),
    ];
  }
  if (found.state === 'unreachable') {
    return [
      bad(
        'server',
        { zh: `无法连接数据库：${found.reason}`, en: `The database cannot be reached: ${found.reason}` },
        config.databaseUrl === undefined
          ? { zh: '以启动平台的同一用户运行此命令。', en: 'Run this as the user who started the platform.' }
          : { zh: '核对 DATABASE_URL 与该数据库是否运行。', en: 'Check DATABASE_URL and whether that database runs.' },
      ),
    ];
  }
  const running =
    config.databaseUrl === undefined
      ? good('server', '平台正在这些数据上运行', 'A platform runs on these data')
      : good('server', '可连接 DATABASE_URL 指定的数据库', 'The database of DATABASE_URL can be reached');
  return [running, ...(await examineOpened(config, found.addresses, now))];
}

async function examineOpened(config: Config, addresses: EmbeddedAddresses, now: Date): Promise<Finding[]> {
  const application = openDatabase(addresses.application, { connections: 1 });
  const migration = openDatabase(addresses.migration, { connections: 1 });
  try {
    return await examineDatabase({
      database: application.database,
      migrations: migration.database,
      masterKey: config.masterKey ?? readableMasterKey(config.dataFolder),
      now,
      timeZone: config.timeZone,
    });
  } finally {
    await Promise.all([application.close(), migration.close()]);
  }
}

/** What is wrong with the file is said elsewhere. */
function readableMasterKey(dataFolder: string): Uint8Array | undefined {
  try {
    return readMasterKeyFile(masterKeyFile(dataFolder));
  } catch {
    return undefined;
  }
}
