import { permissionsOf, type Role } from '@medsign/contract/permissions';
import { OID } from '@medsign/engine/asn1/oids';
import { generateSm2KeyPair, type Sm2KeyPair, sm2Sign, sm2SignatureToDer } from '@medsign/engine/crypto/sm2';
import { assembleCsr, buildCertificationRequestInfo } from '@medsign/engine/pki/csr';
import { nameOf } from '@medsign/engine/pki/name';
import { encodeSm2Spki } from '@medsign/engine/pki/public-key';
import type { FastifyInstance } from 'fastify';
import { type SettableClock, settableClock } from '../../../../../testing/clock.ts';
import { openTestDatabaseWithAddress, type TestContextLike } from '../../../../../testing/database.ts';
import { seededRandom } from '../../../../../testing/random.ts';
import { testServer } from '../../edge/test-support/test-server.ts';
import { createPeople, type Person } from '../../identity/index.ts';
import { inTransaction } from '../../platform/database.ts';
import { masterKeyFrom } from '../../platform/master-key.ts';
import type { DatabaseAddress } from '../../platform/open-database.ts';
import { escrowKeyFrom } from '../escrow-key.ts';
import { escrowEncryptionKeys } from '../escrow-keys.ts';
import { keyRoutes } from '../routes.ts';
import type { EscrowedPair, KeyDeps } from '../types.ts';

export const ACTOR = { kind: 'platform', id: 'test' } as const;

const STAFF: readonly { jobNo: string; name: string; roles: Role[] }[] = [
  { jobNo: '1001', name: '李雷', roles: ['doctor'] },
  { jobNo: '1002', name: '韩梅梅', roles: ['nurse'] },
  { jobNo: 'S1', name: '安全甲', roles: ['security-administrator'] },
  { jobNo: 'S2', name: '安全乙', roles: ['security-administrator'] },
  { jobNo: 'A1', name: '审计甲', roles: ['audit-administrator'] },
  { jobNo: 'A2', name: '审计乙', roles: ['audit-administrator'] },
  { jobNo: 'Y1', name: '系统', roles: ['system-administrator'] },
];

export interface TestEscrow {
  readonly deps: KeyDeps;
  readonly clock: SettableClock;
  readonly random: (length: number) => Uint8Array;
  /** As the superuser. */
  readonly migration: DatabaseAddress;
  readonly people: ReadonlyMap<string, Person>;
  readonly app: FastifyInstance;
  /** Calls as a job number (or a system, in capitals); the body is empty when there is none. */
  call(as: string, method: 'GET' | 'POST', url: string, payload?: object): Promise<{ status: number; body: Answer }>;
  /** Puts a new pair of a person into escrow. */
  escrow(jobNo: string, holder?: Sm2KeyPair): Promise<EscrowedPair>;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into member by member
type Answer = any;

/** Key management with its routes on a database of its own, and staff. */
export async function openEscrow(t: TestContextLike & { after(work: () => Promise<void>): void }): Promise<TestEscrow> {
  const { database, migration } = await openTestDatabaseWithAddress(t);
  const clock = settableClock();
  const random = seededRandom('keys');
  const escrowKey = escrowKeyFrom(masterKeyFrom(random(32), random));
  const deps = { database, clock, random, escrowKey };
  const staff = STAFF.map((one) => ({ ...one, departments: [] }));
  const created = await inTransaction(database, (tx) => createPeople(tx, deps, staff, ACTOR));
  const people = new Map(created.map((person) => [person.jobNo, person]));
  const app = await testServer(t, { callerOfToken: async (token) => callerOf(people, token) });
  await app.register(keyRoutes(deps));
  return {
    ...{ deps, clock, random, migration, people, app },
    call: async (as, method, url, payload) => {
      const headers = { authorization: `Bearer ${as}` };
      const response = await app.inject({ method, url, headers, ...(payload && { payload }) });
      return { status: response.statusCode, body: response.json() };
    },
    escrow: async (jobNo, holder = generateSm2KeyPair(random)) => {
      const person = people.get(jobNo) as Person;
      const request = { person, recipient: holder.publicKey, at: clock.now(), actor: ACTOR };
      const [pair] = await inTransaction(database, (tx) => escrowEncryptionKeys(tx, deps, [request]));
      return pair as EscrowedPair;
    },
  };
}

function callerOf(people: ReadonlyMap<string, Person>, token: string) {
  if (/^[A-Z]{2,}$/.test(token)) return { kind: 'system', systemCode: token, clientId: token } as const;
  const person = people.get(token);
  if (person === undefined) return undefined;
  const { id: personId, jobNo, name, roles } = person;
  return { kind: 'person', personId, jobNo, name, roles, permissions: permissionsOf(roles), departments: [] } as const;
}

/** PKCS#10 by `key`, or forged by another signer. */
export function csrBy(random: (length: number) => Uint8Array, key: Sm2KeyPair, signer: Sm2KeyPair = key): Uint8Array {
  const subject = nameOf([[OID.commonName, '新手机']]);
  const info = buildCertificationRequestInfo({ subject, spki: encodeSm2Spki(key.publicKey) });
  return assembleCsr(info, sm2SignatureToDer(sm2Sign(signer, info, random)));
}
