import { SESSION_HOURS, SESSION_IDLE_MINUTES } from '@medsign/contract/console-sessions';
import { permissionsOf } from '@medsign/contract/permissions';
import { type Actor, appendLeaf } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, type DatabaseReader, inTransaction, type Transaction } from '../platform/database.ts';
import type { RandomBytes } from '../platform/random.ts';
import { Refusal } from '../platform/refusal.ts';
import { newToken, tokenHash } from './one-time-token.ts';
import { FRESH_SIGN_IN_MINUTES } from './rules.ts';
import { readOpenMemberships, readPerson } from './store.ts';
import {
  type ConsoleSessionRow,
  closeSession,
  insertConsoleSession,
  insertSignInLink,
  readConsoleSession,
  touchConsoleSession,
  useSignInLink,
} from './store-access.ts';
import type { ConsoleCaller } from './types.ts';

/** Name of the cookie that carries the session token. */
export const CONSOLE_COOKIE = 'medsign_session';

const MINUTE = 60_000;

type Deps = { readonly database: Database; readonly clock: Clock; readonly random: RandomBytes };
type ReadDeps = { readonly database: Database; readonly clock: Clock };

/** Makes a one-time link token for a person; only its hash is kept. The address is `<base>/console/sign-in#<token>`. */
export async function createSignInLink(
  tx: Transaction,
  deps: { readonly clock: Clock; readonly random: RandomBytes },
  personId: string,
  validMinutes: number,
  actor: Actor,
): Promise<string> {
  const at = deps.clock.now();
  const { token, hash } = newToken(deps.random);
  await insertSignInLink(tx, { hash, personId, at, expiresAt: new Date(at.getTime() + validMinutes * MINUTE) });
  await appendLeaf(tx, {
    kind: 'sign-in-link-created',
    at,
    actor,
    subject: personId,
    data: { validMinutes },
  });
  return token;
}

/** Uses up a link token and opens a session. Throws Refusal `sign-in-link-invalid`. */
export function openConsoleSession(
  deps: Deps,
  linkToken: string,
): Promise<{ sessionToken: string; expiresAt: Date; caller: ConsoleCaller }> {
  return inTransaction(deps.database, async (tx) => {
    const at = deps.clock.now();
    const personId = await useSignInLink(tx, tokenHash(linkToken), at);
    const caller = personId === undefined ? undefined : await callerOf(tx, personId);
    if (caller === undefined) throw new Refusal('sign-in-link-invalid', '请向系统管理员索取新的链接');
    const { token, hash } = newToken(deps.random);
    const expiresAt = new Date(at.getTime() + SESSION_HOURS * 60 * MINUTE);
    await insertConsoleSession(tx, hash, { personId: caller.personId, at, expiresAt });
    await appendLeaf(tx, {
      kind: 'console-signed-in',
      at,
      actor: { kind: 'person', id: caller.jobNo },
      subject: caller.personId,
      data: {},
    });
    return { sessionToken: token, expiresAt, caller };
  });
}

/** Who holds this session token; undefined when it is unknown, idle for 30 minutes, 8 hours old or closed. */
export async function callerOfConsoleSession(deps: ReadDeps, sessionToken: string): Promise<ConsoleCaller | undefined> {
  const hash = tokenHash(sessionToken);
  const session = await liveSession(deps, hash);
  if (session === undefined) return undefined;
  const caller = await callerOf(deps.database, session.personId);
  const at = deps.clock.now();
  // Written at most once a minute: reading a page is no reason to write a row per request.
  if (caller !== undefined && at.getTime() - session.lastSeenAt.getTime() >= MINUTE) {
    await touchConsoleSession(deps.database, hash, at);
  }
  return caller;
}

/** When the session ends in any case, and whether it was opened just now with a one-time link; undefined once it is over. */
export async function consoleSessionTimes(
  deps: ReadDeps,
  sessionToken: string,
): Promise<{ expiresAt: Date; fresh: boolean } | undefined> {
  const session = await liveSession(deps, tokenHash(sessionToken));
  if (session === undefined) return undefined;
  const age = deps.clock.now().getTime() - session.openedAt.getTime();
  return { expiresAt: session.expiresAt, fresh: age < FRESH_SIGN_IN_MINUTES * MINUTE };
}

/** Ends the session; an unknown or ended one is left as it is. */
export function closeConsoleSession(deps: ReadDeps, sessionToken: string): Promise<void> {
  return inTransaction(deps.database, async (tx) => {
    const at = deps.clock.now();
    const personId = await closeSession(tx, tokenHash(sessionToken), at);
    const person = personId && (await readPerson(tx, personId));
    if (!person) return;
    const actor: Actor = { kind: 'person', id: person.jobNo };
    await appendLeaf(tx, { kind: 'console-signed-out', at, actor, subject: person.id, data: {} });
  });
}

async function liveSession(deps: ReadDeps, hash: Uint8Array): Promise<ConsoleSessionRow | undefined> {
  const session = await readConsoleSession(deps.database, hash);
  if (session === undefined) return undefined;
  const now = deps.clock.now().getTime();
  const idle = now - session.lastSeenAt.getTime() >= SESSION_IDLE_MINUTES * MINUTE;
  return idle || now >= session.expiresAt.getTime() ? undefined : session;
}

/** The person as a caller; undefined when they were switched off in the meantime. */
async function callerOf(db: DatabaseReader, personId: string): Promise<ConsoleCaller | undefined> {
  const person = await readPerson(db, personId);
  if (!person?.active) return undefined;
  const departments = (await readOpenMemberships(db, [personId])).get(personId) ?? [];
  return {
    kind: 'person',
    personId,
    jobNo: person.jobNo,
    name: person.name,
    roles: person.roles,
    permissions: permissionsOf(person.roles),
    departments: departments.map(({ code }) => code),
  };
}
