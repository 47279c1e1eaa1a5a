import { equalBytes } from '@medsign/engine/bytes/bytes';
import { runSelfTest } from '@medsign/engine/crypto/self-test';
import { sql } from 'kysely';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import type { MasterKey } from './master-key.ts';
import type { RandomBytes } from './random.ts';
import { StartupError } from './startup-error.ts';

/** Earliest time a correct clock can show: this version did not exist before it. */
const BUILT_AFTER = new Date('2026-01-01T00:00:00Z');
const OLDEST_POSTGRES = 150_000;

export interface SelfCheckDependencies {
  readonly database: Database;
  readonly masterKey: MasterKey;
  readonly clock: Clock;
  readonly random: RandomBytes;
}

/** What has to be true before the first signature; throws StartupError naming what is not. */
export async function selfCheck(deps: SelfCheckDependencies): Promise<void> {
  checkAlgorithms();
  checkRandom(deps.random);
  if (deps.clock.now() < BUILT_AFTER) {
    throw new StartupError(
      `The system clock shows ${deps.clock.now().toISOString()}: set it before anything is signed.`,
    );
  }
  const secret = deps.random(32);
  const opened = deps.masterKey.unwrap(deps.masterKey.wrap(secret, ['self-check']), ['self-check']);
  if (!equalBytes(secret, opened)) throw new StartupError('The self-check of key wrapping failed.');
  await checkDatabase(deps.database);
}

function checkAlgorithms(): void {
  try {
    runSelfTest();
  } catch (cause) {
    throw new StartupError(`The cryptographic self-test failed: ${(cause as Error).message}`, { cause });
  }
}

/** GM/T 0062: a generator that repeats itself or sticks must not make keys. */
function checkRandom(random: RandomBytes): void {
  const first = random(32);
  if (equalBytes(first, random(32)) || first.every((octet) => octet === first[0])) {
    throw new StartupError('The random number generator of this machine repeats itself.');
  }
}

async function checkDatabase(database: Database): Promise<void> {
  const { rows } = await sql<{ version: number; encoding: string }>`
    SELECT current_setting('server_version_num')::int AS version, current_setting('server_encoding') AS encoding`.execute(
    database,
  );
  const { version, encoding } = rows[0] as { version: number; encoding: string };
  if (version < OLDEST_POSTGRES) throw new StartupError('PostgreSQL 15 or newer is needed.');
  if (encoding !== 'UTF8') throw new StartupError(`The database's encoding is ${encoding}; it has to be UTF8.`);
}
