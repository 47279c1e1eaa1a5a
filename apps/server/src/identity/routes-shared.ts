import { Problem } from '@medsign/contract/common';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { Actor } from '../audit/index.ts';
import type { Caller } from '../edge/caller.ts';
import type { Database } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { CONSOLE_COOKIE } from './console-session.ts';
import type { PinDeps } from './pin.ts';
import type { SetUpDeps } from './set-up.ts';

export interface IdentityRouteDeps extends PinDeps {
  readonly database: Database;
  /** Where browsers reach the platform, without a slash at the end; cookies are `Secure` when it is https. */
  readonly baseUrl: string;
  /** Of the times in exported files; UTC without. */
  readonly timeZone?: string;
  /** Makes the certification authorities during set-up (idempotent). */
  readonly createAuthorities: SetUpDeps['createAuthorities'];
}

/** What every route may answer besides its own. */
export const REFUSED = { '4xx': Problem, '5xx': Problem } as const;

/** Octets of a CSV file. */
export const CSV_FILE = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });

/** Sends a list as a file to save. */
export function sendCsv(reply: FastifyReply, name: string, csv: Uint8Array): FastifyReply {
  reply.type('text/csv; charset=utf-8').header('cache-control', 'no-store');
  reply.header('content-disposition', `attachment; filename="${name}.csv"`);
  return reply.send(Buffer.from(csv));
}

/** The caller as the ledger writes it down. */
export function actorOf(caller: Caller | undefined): Actor {
  if (caller === undefined) throw new Refusal('unauthenticated');
  return caller.kind === 'person' ? { kind: 'person', id: caller.jobNo } : { kind: 'system', id: caller.systemCode };
}

export function personOf(caller: Caller | undefined): Extract<Caller, { kind: 'person' }> {
  if (caller?.kind !== 'person') throw new Refusal('unauthenticated');
  return caller;
}

/** The session token of the console cookie, or undefined. */
export function sessionTokenOf(cookieHeader: string | undefined): string | undefined {
  for (const pair of (cookieHeader ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === CONSOLE_COOKIE && value) return value;
  }
  return undefined;
}

/** `Set-Cookie` for a session, or with an empty token for its end. */
export function sessionCookie(token: string, baseUrl: string): string {
  const secure = baseUrl.startsWith('https:') ? '; Secure' : '';
  const end = token === '' ? '; Max-Age=0' : '';
  return `${CONSOLE_COOKIE}=${token}; Path=/; HttpOnly; SameSite=Strict${secure}${end}`;
}

/** The token stands behind `#`: browsers send that part to no server and proxies log none of it. */
export function signInAddress(baseUrl: string, token: string): string {
  return `${baseUrl}/console/sign-in#${token}`;
}

/** Opaque cursors of lists. */
export function encodeCursor(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

/** Throws Refusal `invalid-request` unless it is a cursor that a list gave out. */
export function decodeCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(key)) throw new Refusal('invalid-request', '分页游标无效');
  return key;
}
