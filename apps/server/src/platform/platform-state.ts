import { equalBytesConstantTime } from '@medsign/engine/bytes/bytes';
import type { Generated } from 'kysely';
import type { Database } from './database.ts';
import { createMasterKeyFile, type MasterKey, masterKeyFile, masterKeyFrom, readMasterKeyFile } from './master-key.ts';
import type { RandomBytes } from './random.ts';
import { StartupError } from './startup-error.ts';

type PlatformStateTable = {
  platform_state: { name: string; value: Uint8Array; written_at: Generated<Date> };
};

const CHECK = 'master-key-check';
const MODE = 'mode';

/**
 * The master key of this database: from the environment, else from the file, else a new file for a new database. Throws
 * StartupError when the key is missing or belongs to another database, before anything is wrapped by the wrong one.
 */
export async function openMasterKey(
  database: Database,
  input: {
    readonly dataFolder: string;
    readonly fromEnvironment: Uint8Array | undefined;
    readonly random: RandomBytes;
  },
): Promise<MasterKey> {
  const db = database.withTables<PlatformStateTable>();
  const row = await db.selectFrom('platform_state').select('value').where('name', '=', CHECK).executeTakeFirst();
  const file = masterKeyFile(input.dataFolder);
  const stored = input.fromEnvironment ?? readMasterKeyFile(file);
  if (stored === undefined && row !== undefined) {
    throw new StartupError(
      `The master key of this database is missing: ${file} does not exist and MEDSIGN_MASTER_KEY is not set.\n` +
        'Restore it from the backup. Without it the private keys kept here cannot be used; a new key would not open them.',
    );
  }
  const master = masterKeyFrom(stored ?? createMasterKeyFile(file, input.random), input.random);
  const source = input.fromEnvironment === undefined ? file : 'MEDSIGN_MASTER_KEY';
  if (row !== undefined) return refuseOther(row.value, master, source);
  await db
    .insertInto('platform_state')
    .values({ name: CHECK, value: master.checkValue })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Two servers may meet a new database at the same time: the one whose row came second must not go on with its own key.
  const kept = await db
    .selectFrom('platform_state')
    .select('value')
    .where('name', '=', CHECK)
    .executeTakeFirstOrThrow();
  return refuseOther(kept.value, master, source);
}

function refuseOther(expected: Uint8Array, master: MasterKey, source: string): MasterKey {
  if (equalBytesConstantTime(expected, master.checkValue)) return master;
  throw new StartupError(
    `The master key in ${source} is not the one this database was made with. Restore the right one.`,
  );
}

/**
 * What this database is for, decided at its first start and never again: a folder meant for production does not turn into a
 * demo because a variable was forgotten. Throws StartupError when `asked` says otherwise.
 */
export async function settleMode(database: Database, asked: boolean | undefined): Promise<'demo' | 'production'> {
  const db = database.withTables<PlatformStateTable>();
  const wanted = asked === false ? 'production' : 'demo';
  await db
    .insertInto('platform_state')
    .values({ name: MODE, value: new TextEncoder().encode(wanted) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db.selectFrom('platform_state').select('value').where('name', '=', MODE).executeTakeFirstOrThrow();
  const mode = new TextDecoder().decode(row.value) === 'demo' ? 'demo' : 'production';
  if (asked === undefined || wanted === mode) return mode;
  throw new StartupError(
    mode === 'demo'
      ? 'These data are a demo hospital; MEDSIGN_DEMO=0 cannot make them a real one. Start with a new folder: MEDSIGN_DATA.'
      : 'These data are for production; MEDSIGN_DEMO=1 would put invented records into them. Start with another folder: MEDSIGN_DATA.',
  );
}
