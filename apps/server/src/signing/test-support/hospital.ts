import { permissionsOf } from '@medsign/contract/permissions';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { type SettableClock, settableClock } from '../../../../../testing/clock.ts';
import { openTestDatabase, type TestContextLike } from '../../../../../testing/database.ts';
import { seededRandom } from '../../../../../testing/random.ts';
import { completeIssuance, createAuthorities, prepareIssuance } from '../../certificates/index.ts';
import type { Caller } from '../../edge/caller.ts';
import { testServer } from '../../edge/test-support/test-server.ts';
import {
  createDepartment,
  createPeople,
  createSystem,
  findPersonByJobNo,
  markInstallation,
  membershipsAt,
  type Person,
  setPin,
} from '../../identity/index.ts';
import { inTransaction } from '../../platform/database.ts';
import { idempotencyStore } from '../../platform/idempotency-store.ts';
import { masterKeyFrom } from '../../platform/master-key.ts';
import type { Outbox } from '../../platform/outbox.ts';
import { outboxStore } from '../../platform/outbox-store.ts';
import { wrappedKeyStore } from '../../platform/wrapped-key-store.ts';
import { createUnits } from '../../timestamps/index.ts';
import { signingRoutes } from '../routes.ts';
import type { SigningRouteDeps } from '../routes-shared.ts';

const ACTOR = { kind: 'platform', id: 'test' } as const;
export const PIN = '470915';

export interface Hospital {
  readonly deps: SigningRouteDeps;
  readonly clock: SettableClock;
  readonly app: FastifyInstance;
  /** While set, the outbox throws when a record is to be announced: the final transaction fails late. */
  fault: Error | undefined;
  /** Calls as a system (`LIS`) or a person (job number); the answer's body is parsed. */
  call(as: string | undefined, options: InjectOptions): Promise<Answer>;
  sign(body: Record<string, unknown>, options?: { readonly key?: string; readonly as?: string }): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came back
  readonly body: any;
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/**
 * A small hospital on a database of its own: systems LIS and NIS (nursing, orders only), departments ICU and LAB, people
 * 1001 (doctor, ICU), 1002 (head, ICU), 1003 (LAB, no PIN), auditor A1, security S1, test account T01 (ICU).
 */
export async function openHospital(t: TestContextLike & { after(work: () => Promise<void>): void }): Promise<Hospital> {
  const database = await openTestDatabase(t);
  const clock = settableClock();
  const random = seededRandom('signing');
  const masterKey = masterKeyFrom(random(32), random);
  const state: { fault: Error | undefined } = { fault: undefined };
  const outbox: Outbox = {
    append: async (tx, at, events) => {
      if (state.fault && events.some((event) => event.topic === 'record.signed')) throw state.fault;
      await outboxStore.append(tx, at, events);
    },
  };
  const deps: SigningRouteDeps = {
    database,
    clock,
    random,
    masterKey,
    outbox,
    keyStore: wrappedKeyStore({ masterKey, clock, random }),
    idempotency: idempotencyStore({ instanceId: 1 }),
    settings: { baseUrl: 'http://127.0.0.1:8080', maxContentBytes: 8 * 1024 * 1024, timeZone: 'Asia/Shanghai' },
  };
  await fill(deps);
  let count = 0;
  const app = await testServer(t, { callerOfToken: (token) => callerOf(deps, token) });
  await app.register(signingRoutes(deps));
  const call = async (as: string | undefined, options: InjectOptions): Promise<Answer> => {
    const headers = { ...options.headers, ...(as !== undefined && { authorization: `Bearer ${as}` }) };
    const response = await app.inject({ ...options, headers });
    const json = String(response.headers['content-type'] ?? '').includes('json');
    return {
      status: response.statusCode,
      body: json ? response.json() : undefined,
      text: response.body,
      headers: response.headers,
    };
  };
  return {
    deps,
    clock,
    app,
    call,
    set fault(error) {
      state.fault = error;
    },
    get fault() {
      return state.fault;
    },
    sign: (body, { key = `key-${++count}`, as = 'LIS' } = {}) =>
      call(as, { method: 'POST', url: '/v1/data-signs', headers: { 'idempotency-key': key }, payload: body }),
  };
}

async function fill(deps: SigningRouteDeps): Promise<void> {
  const { database, clock } = deps;
  const at = clock.now();
  await createAuthorities(deps, { hospitalName: '示例医院', demo: false, at });
  await createUnits(deps, { at });
  await inTransaction(database, async (tx) => {
    await markInstallation(tx, { mode: 'production', hospitalName: '示例医院', at });
    for (const [code, name] of [
      ['ICU', '重症医学科'],
      ['LAB', '检验科'],
    ] as const) {
      const department = { code, name, campusCode: 'A', campusName: '本部', kind: 'clinical' } as const;
      await createDepartment(tx, deps, department, ACTOR);
    }
    const people = await createPeople(
      tx,
      deps,
      [
        { jobNo: '1001', name: '李雷', roles: ['doctor'], departments: ['ICU'] },
        { jobNo: '1002', name: '韩𠮷', roles: ['department-head'], departments: ['ICU'] },
        { jobNo: '1003', name: '王检', roles: ['technician'], departments: ['LAB'] },
        { jobNo: 'A1', name: '审计', roles: ['audit-administrator'], departments: [] },
        { jobNo: 'S1', name: '安全', roles: ['security-administrator'], departments: [] },
        { jobNo: 'T01', name: '测试一', roles: ['doctor'], departments: ['ICU'], test: true },
      ],
      ACTOR,
    );
    for (const person of people) {
      if (['1001', '1002', 'T01'].includes(person.jobNo)) await setPin(tx, deps, person.id, PIN, ACTOR);
    }
    await createSystem(tx, deps, { code: 'LIS', name: '检验系统', documentTypes: null }, ACTOR);
    await createSystem(tx, deps, { code: 'NIS', name: '智慧护理', documentTypes: ['order'] }, ACTOR);
  });
  await certifyTestAccount(deps, 'T01');
}

/** A hosted certificate for a test account, valid from now; returns its id. */
export async function certifyTestAccount(deps: SigningRouteDeps, jobNo: string): Promise<string> {
  const { clock, database, keyStore } = deps;
  const person = (await findPersonByJobNo(database, jobNo)) as Person;
  const prepared = await inTransaction(database, async (tx) => {
    const key = await keyStore.create(tx, 'person');
    return prepareIssuance(tx, deps, [
      {
        profile: 'person-test',
        person,
        publicKey: key.publicKey,
        keyId: key.keyId,
        custody: 'hosted',
        at: clock.now(),
        actor: ACTOR,
      },
    ]);
  });
  const [issued] = await inTransaction(database, (tx) => completeIssuance(tx, deps, prepared));
  return issued?.id ?? '';
}

async function callerOf(deps: SigningRouteDeps, token: string): Promise<Caller | undefined> {
  if (/^[A-Z]+$/.test(token)) return { kind: 'system', systemCode: token, clientId: token };
  const person = await findPersonByJobNo(deps.database, token);
  if (person === undefined) return undefined;
  const memberships = await membershipsAt(deps.database, person.id, deps.clock.now());
  return {
    kind: 'person',
    personId: person.id,
    jobNo: person.jobNo,
    name: person.name,
    roles: person.roles,
    permissions: permissionsOf(person.roles),
    departments: memberships.map((membership) => membership.departmentCode),
  };
}
