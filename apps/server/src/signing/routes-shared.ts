import { Problem } from '@medsign/contract/common';
import { Type } from 'typebox';
import type { Actor } from '../audit/index.ts';
import type { Caller } from '../edge/caller.ts';
import { type BusinessSystem, findSystem, type PinDeps } from '../identity/index.ts';
import type { IdempotencyStore } from '../platform/idempotency.ts';
import { Refusal } from '../platform/refusal.ts';
import type { RecordsViewer } from './rules.ts';
import type { SignDeps } from './types.ts';

export interface SigningRouteDeps extends SignDeps, Pick<PinDeps, 'masterKey'> {
  readonly idempotency: IdempotencyStore;
  /** `POST /v1/verify` without credentials: requests per second and address. */
  readonly verifyPerSecond?: number;
}

/** What every route may answer besides its own. */
export const REFUSED = { '4xx': Problem, '5xx': Problem } as const;

/** Who may ask for records; which of them they see is decided by `rules.ts`. */
export const MAY_SEE_RECORDS = { access: ['system', 'records:own', 'records:department', 'records:all'] } as const;

/** Octets as they are. */
export const BINARY_FILE = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });

/** Throws Refusal `unauthenticated` for anybody but a system that exists. */
export async function callingSystem(deps: SignDeps, caller: Caller | undefined): Promise<BusinessSystem> {
  const system = caller?.kind === 'system' ? await findSystem(deps.database, caller.systemCode) : undefined;
  if (system === undefined) throw new Refusal('unauthenticated');
  return system;
}

/** The caller as the ledger writes it down. */
export function actorOf(caller: Caller | undefined): Actor {
  if (caller === undefined) throw new Refusal('unauthenticated');
  return caller.kind === 'person' ? { kind: 'person', id: caller.jobNo } : { kind: 'system', id: caller.systemCode };
}

export function callingPerson(caller: Caller | undefined): Extract<Caller, { kind: 'person' }> {
  if (caller?.kind !== 'person') throw new Refusal('unauthenticated');
  return caller;
}

export function viewerOf(caller: Caller | undefined): RecordsViewer {
  if (caller === undefined) throw new Refusal('unauthenticated');
  return caller;
}
