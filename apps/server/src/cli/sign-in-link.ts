import { parseConfig } from '../config.ts';
import { readEnvironment } from '../env.ts';
import { createSignInLink, findPersonByJobNo, type Person } from '../identity/index.ts';
import { type Clock, systemClock } from '../platform/clock.ts';
import { type Database, inTransaction } from '../platform/database.ts';
import { type RandomBytes, systemRandom } from '../platform/random.ts';
import { readArguments } from './arguments.ts';
import { withRunningDatabase } from './running-database.ts';
import { CommandError, formatInstant, printable, type Terminal, terminal } from './terminal.ts';

const VALID_MINUTES = 15;
/** Who asks on the command line is whoever may enter the data folder; the ledger cannot know more. */
const ACTOR = { kind: 'platform', id: 'command-line' } as const;

export interface SignInLinkDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: RandomBytes;
  /** Address of the platform, without a slash at the end. */
  readonly baseUrl: string;
}

/**
 * `medsign sign-in-link JOBNO`: prints a link that signs the person in to the console once within 15 minutes, and enters that in the
 * ledger. The platform has to run.
 *
 * Exit codes: 0 done · 1 the platform does not run, or there is no such active person, or wrong usage.
 */
export async function signInLink(args: readonly string[], out: Terminal = terminal): Promise<number> {
  const { positionals } = readArguments(args, {});
  const [jobNo, ...more] = positionals;
  if (jobNo === undefined || more.length > 0) {
    throw new CommandError('请给出一个工号。', 'Name one job number: medsign sign-in-link JOBNO');
  }
  const config = parseConfig(readEnvironment(), process.cwd());
  const { baseUrl, timeZone } = config;
  const made = await withRunningDatabase(config, (database) =>
    makeSignInLink({ database, clock: systemClock, random: systemRandom, baseUrl }, jobNo),
  );
  const until = formatInstant(made.expiresAt, timeZone);
  out.print(`${printable(made.person.name)}（${printable(made.person.jobNo)}）\n${made.link}\n`);
  out.print(`仅可使用一次，${until} 前有效。 Works once, until ${until}.\n`);
  return 0;
}

/** Makes the link, with its ledger entry in the same transaction. Throws {@link CommandError} for a person unknown or switched off. */
export function makeSignInLink(
  deps: SignInLinkDeps,
  jobNo: string,
): Promise<{ readonly person: Person; readonly link: string; readonly expiresAt: Date }> {
  return inTransaction(deps.database, async (tx) => {
    const person = await findPersonByJobNo(tx, jobNo);
    const shown = printable(jobNo);
    if (person === undefined) {
      throw new CommandError(`没有工号为 ${shown} 的人员。`, `There is no person with job number ${shown}.`);
    }
    if (!person.active) {
      throw new CommandError(`工号 ${shown} 已停用。`, `The person with job number ${shown} is not active.`);
    }
    const expiresAt = new Date(deps.clock.now().getTime() + VALID_MINUTES * 60_000);
    const token = await createSignInLink(tx, deps, person.id, VALID_MINUTES, ACTOR);
    return { person, link: `${deps.baseUrl}/console/sign-in#${token}`, expiresAt };
  });
}
