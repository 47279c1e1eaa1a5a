import { permissionsOf, type Role } from '@medsign/contract/permissions';
import { generateSm2KeyPair, type Sm2KeyPair } from '@medsign/engine/crypto/sm2';
import type { FastifyInstance } from 'fastify';
import { type SettableClock, settableClock } from '../../../../../testing/clock.ts';
import { openTestDatabaseWithAddress, type TestContextLike } from '../../../../../testing/database.ts';
import { seededRandom } from '../../../../../testing/random.ts';
import type { Caller } from '../../edge/caller.ts';
import { testServer } from '../../edge/test-support/test-server.ts';
import { createPeople, type Person } from '../../identity/index.ts';
import { escrowKeyFrom } from '../../keys/index.ts';
import { inTransaction } from '../../platform/database.ts';
import { masterKeyFrom } from '../../platform/master-key.ts';
import type { DatabaseAddress } from '../../platform/open-database.ts';
import { outboxStore } from '../../platform/outbox-store.ts';
import { wrappedKeyStore } from '../../platform/wrapped-key-store.ts';
import { createAuthorities } from '../create-authorities.ts';
import { certificateRoutes } from '../routes.ts';
import type { Authority, IssuanceRequest, PairDeps } from '../types.ts';

export const ACTOR = { kind: 'platform', id: 'test' } as const;
export const HOSPITAL = '示例医院';
export const BASE_URL = 'http://ca.hospital.example';
export const START = new Date('2026-03-02T00:00:00.250Z');

export interface TestPlatform {
  readonly deps: PairDeps;
  readonly clock: SettableClock;
  readonly random: (length: number) => Uint8Array;
  readonly application: DatabaseAddress;
  /** As the superuser. */
  readonly migration: DatabaseAddress;
}

/** A database with keys, random and clock, before any authority exists. */
export async function openPlatform(t: TestContextLike): Promise<TestPlatform> {
  const { database, application, migration } = await openTestDatabaseWithAddress(t);
  const clock = settableClock(START);
  const random = seededRandom('certificates');
  const masterKey = masterKeyFrom(random(32), random);
  const keyStore = wrappedKeyStore({ masterKey, clock, random });
  const escrowKey = escrowKeyFrom(masterKey);
  const deps = { database, clock, random, keyStore, escrowKey, outbox: outboxStore, settings: { baseUrl: BASE_URL } };
  return { deps, clock, random, application, migration };
}

/** The same with its authorities. */
export async function openAuthorities(
  t: TestContextLike,
  options: { readonly demo?: boolean } = {},
): Promise<TestPlatform & { readonly authorities: readonly Authority[] }> {
  const platform = await openPlatform(t);
  const { deps, clock } = platform;
  const demo = options.demo ?? false;
  const authorities = await createAuthorities(deps, { hospitalName: HOSPITAL, demo, at: clock.now() });
  return { ...platform, authorities };
}

export const DOCTOR = { id: '01900000-0000-7000-8000-000000000001', jobNo: '1001', name: '龘䶮𠮷', test: false };
export const TEST_PERSON = { id: '01900000-0000-7000-8000-000000000002', jobNo: 'T_01', name: '测试医生', test: true };

/** A request for a doctor whose key lies on a token. */
export function doctorRequest(
  platform: TestPlatform,
  changes: Partial<IssuanceRequest> = {},
): IssuanceRequest & { readonly key: Sm2KeyPair } {
  const key = generateSm2KeyPair(platform.random);
  return {
    profile: 'person-signing',
    person: DOCTOR,
    publicKey: key.publicKey,
    custody: 'token',
    at: platform.clock.now(),
    actor: ACTOR,
    key,
    ...changes,
  };
}

const STAFF: readonly { jobNo: string; name: string; roles: readonly Role[]; test?: boolean }[] = [
  { jobNo: '1001', name: '龘䶮𠮷', roles: ['doctor'] },
  { jobNo: '1002', name: '李雷', roles: ['nurse'] },
  { jobNo: 'T_01', name: '测试医生', roles: ['doctor'], test: true },
  { jobNo: 'S1', name: '安全', roles: ['security-administrator'] },
  { jobNo: 'A1', name: '审计', roles: ['audit-administrator'] },
];

/** The routes on a server; a bearer token is a job number, or a system's code in capitals. */
export async function openServer(
  t: TestContextLike & { after(work: () => Promise<void>): void },
  { deps }: TestPlatform,
): Promise<{ readonly app: FastifyInstance; readonly people: ReadonlyMap<string, Person> }> {
  const staff = STAFF.map((one) => ({ ...one, roles: [...one.roles], departments: [] }));
  const created = await inTransaction(deps.database, (tx) => createPeople(tx, deps, staff, ACTOR));
  const people = new Map(created.map((person) => [person.jobNo, person]));
  const app = await testServer(t, { callerOfToken: async (token) => callerOf(people, token) });
  await app.register(certificateRoutes(deps));
  return { app, people };
}

function callerOf(people: ReadonlyMap<string, Person>, token: string): Caller | undefined {
  if (/^[A-Z]{2,}$/.test(token)) return { kind: 'system', systemCode: token, clientId: token };
  const person = people.get(token);
  return (
    person && {
      kind: 'person',
      personId: person.id,
      jobNo: person.jobNo,
      name: person.name,
      roles: person.roles,
      permissions: permissionsOf(person.roles),
      departments: [],
    }
  );
}
