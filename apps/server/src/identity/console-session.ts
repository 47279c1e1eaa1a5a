import type { Actor } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Transaction } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';
import type { ConsoleCaller } from './types.ts';

/** Name of the cookie that carries the session token. */
export const CONSOLE_COOKIE = 'medsign_session';

type Deps = { readonly database: Database; readonly clock: Clock; readonly random: RandomBytes };

/** Makes a one-time link token for a person; only its hash is kept. The address is `<base>/console/sign-in#<token>`. */
export async function createSignInLink(
  _tx: Transaction,
  _deps: { readonly clock: Clock; readonly random: RandomBytes },
  _personId: string,
  _validMinutes: number,
  _actor: Actor,
): Promise<string> {
  throw new Error('not available yet');
}

/** Uses up a link token and opens a session. Throws Refusal `sign-in-link-invalid`. */
export async function openConsoleSession(
  _deps: Deps,
  _linkToken: string,
): Promise<{ sessionToken: string; expiresAt: Date; caller: ConsoleCaller }> {
  throw new Error('not available yet');
}

/** Who holds this session token; undefined when it is unknown, idle for 30 minutes, 8 hours old or closed. */
export async function callerOfConsoleSession(
  _deps: { readonly database: Database; readonly clock: Clock },
  _sessionToken: string,
): Promise<ConsoleCaller | undefined> {
  throw new Error('not available yet');
}

/** Ends the session; an unknown or ended one is left as it is. */
export async function closeConsoleSession(
  _deps: { readonly database: Database; readonly clock: Clock },
  _sessionToken: string,
): Promise<void> {
  throw new Error('not available yet');
}
