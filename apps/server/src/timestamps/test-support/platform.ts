import { permissionsOf } from '@medsign/contract/permissions';
import type { FastifyInstance } from 'fastify';
import { type SettableClock, settableClock } from '../../../../../testing/clock.ts';
import { openTestDatabaseWithAddress, type TestContextLike } from '../../../../../testing/database.ts';
import { seededRandom } from '../../../../../testing/random.ts';
import { type CertificateDeps, createAuthorities } from '../../certificates/index.ts';
import type { Caller } from '../../edge/caller.ts';
import { testServer } from '../../edge/test-support/test-server.ts';
import { masterKeyFrom } from '../../platform/master-key.ts';
import type { DatabaseAddress } from '../../platform/open-database.ts';
import { outboxStore } from '../../platform/outbox-store.ts';
import { wrappedKeyStore } from '../../platform/wrapped-key-store.ts';
import { createUnits } from '../create-units.ts';
import { timestampRoutes } from '../routes.ts';

export const START = new Date('2026-03-02T00:00:00.250Z');

export interface TestTimestamps {
  readonly deps: CertificateDeps;
  readonly clock: SettableClock;
  readonly random: (length: number) => Uint8Array;
  /** As the superuser. */
  readonly migration: DatabaseAddress;
}

/** Authorities and timestamp units on a database of their own; `demo` adds the unit for the invented past. */
export async function openTimestamps(
  t: TestContextLike,
  options: { readonly demo?: boolean; readonly units?: boolean } = {},
): Promise<TestTimestamps> {
  const { database, migration } = await openTestDatabaseWithAddress(t);
  const clock = settableClock(START);
  const random = seededRandom('timestamps');
  const masterKey = masterKeyFrom(random(32), random);
  const keyStore = wrappedKeyStore({ masterKey, clock, random });
  const settings = { baseUrl: 'http://tsa.hospital.example' };
  const deps = { database, clock, random, keyStore, outbox: outboxStore, settings };
  const at = clock.now();
  await createAuthorities(deps, { hospitalName: '示例医院', demo: options.demo ?? false, at });
  if (options.units !== false) await createUnits(deps, { at });
  return { deps, clock, random, migration };
}

/** The routes on a server; the bearer token `security` is a security administrator, anything in capitals a system. */
export async function openServer(
  t: TestContextLike & { after(work: () => Promise<void>): void },
  { deps }: TestTimestamps,
): Promise<{ readonly app: FastifyInstance; readonly errors: unknown[] }> {
  const errors: unknown[] = [];
  const app = await testServer(t, { callerOfToken: async (token) => CALLERS[token] });
  await app.register(timestampRoutes({ ...deps, onError: (error) => errors.push(error) }));
  return { app, errors };
}

const CALLERS: Readonly<Record<string, Caller>> = {
  LIS: { kind: 'system', systemCode: 'LIS', clientId: 'LIS' },
  security: personWith(['security-administrator']),
  doctor: personWith(['doctor']),
};

function personWith(roles: ('security-administrator' | 'doctor')[]): Caller {
  return {
    kind: 'person',
    personId: '01900000-0000-7000-8000-000000000001',
    jobNo: 'S1',
    name: '安全',
    roles,
    permissions: permissionsOf(roles),
    departments: [],
  };
}
