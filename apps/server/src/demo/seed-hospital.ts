import { createAuthorities, issueCertificates, refreshCrls } from '../certificates/index.ts';
import {
  type BusinessSystem,
  createDepartments,
  createPeople,
  createSystem,
  findInstallation,
  markInstallation,
  type Person,
  setPin,
} from '../identity/index.ts';
import type { Clock } from '../platform/clock.ts';
import { inTransaction } from '../platform/database.ts';
import type { StoredKey } from '../platform/key-store.ts';
import { type ApprovalDeps, sweepSigning } from '../signing/index.ts';
import { createUnits } from '../timestamps/index.ts';
import { HOSPITAL_NAME } from './data/departments.ts';
import { type Seeded, seeded } from './data/seeded.ts';
import { type DemoHospital, demoHospital } from './data/staff.ts';
import { planSignatures } from './plan-signatures.ts';
import { signWaves } from './sign-waves.ts';

/** What the demo hospital needs beside the platform's own parts: the same as signing, at a clock of its own. */
export type SeedDeps = ApprovalDeps;

export interface SeedOptions {
  readonly records: number;
  readonly onProgress: (progress: { readonly step: string; readonly done: number; readonly of: number }) => void;
}

/** A demo system's secret and the PINs of those who sign: known only now, afterwards the database has hashes. */
export interface SeededHospital {
  readonly systems: readonly {
    readonly code: string;
    readonly name: string;
    readonly clientId: string;
    readonly clientSecret: string;
  }[];
  readonly people: readonly {
    readonly jobNo: string;
    readonly name: string;
    readonly role: string;
    readonly department: string;
    readonly pin: string;
  }[];
  readonly testAccounts: readonly { readonly jobNo: string }[];
}

const SEED = 'medsign demo hospital';
const PLATFORM = { kind: 'platform', id: 'demo' } as const;
const DAY = 86_400_000;
const DAYS = 90;
/** Signatures of a full demo on one day: fewer records go back fewer days, not thinner. */
const RECORDS_PER_DAY = 30;

/** A clock that stands where the seeding sets it. */
interface HandSetClock extends Clock {
  set(at: Date): void;
}

function handSetClock(at: Date): HandSetClock {
  let current = at;
  return {
    now: () => current,
    set: (next) => {
      current = next;
    },
  };
}

/**
 * Makes the demo hospital in an empty database and puts its past through the real pipeline: sessions approved with PINs, keys,
 * certificates, timestamps of the unit whose certificate says 演示, records and ledger. Throws Refusal `already-set-up` when the
 * folder is a production one.
 */
export async function seedHospital(deps: SeedDeps, options: SeedOptions): Promise<SeededHospital> {
  const now = deps.clock.now();
  const days = Math.max(1, Math.min(DAYS, Math.ceil(options.records / RECORDS_PER_DAY)));
  const begin = new Date(now.getTime() - (days + 1) * DAY);
  const clock = handSetClock(begin);
  const past: SeedDeps = { ...deps, clock };
  const hospital = demoHospital(SEED);
  const random = seeded(`${SEED} records`);
  const plan = planSignatures(hospital, random, { now, days, records: options.records });

  await inTransaction(deps.database, (tx) =>
    markInstallation(tx, { mode: 'demo', hospitalName: HOSPITAL_NAME, at: begin }),
  );
  await createAuthorities(past, { hospitalName: HOSPITAL_NAME, demo: true, at: begin });
  await createUnits(past, { at: begin });
  const systems = await createStructure(past, hospital);
  const people = await createEverybody(past, hospital);
  const signers = signersOf(hospital, plan);
  const pins = await givePins(past, signers, people, random, options.onProgress);
  await signWaves(past, { plan, clock, systems: systems.bySystem, pins, random, onProgress: options.onProgress });

  clock.set(now);
  await sweepSigning(past, { windowDays: days + 2 });
  // The lists of the past have run out: whoever verifies now needs today's.
  await refreshCrls(past);
  return {
    systems: systems.secrets,
    people: signers.map((jobNo) => describe(hospital, jobNo, pins.get(jobNo) as string)),
    testAccounts: hospital.testAccounts.map(({ jobNo }) => ({ jobNo })),
  };
}

async function createStructure(deps: SeedDeps, hospital: DemoHospital) {
  return inTransaction(deps.database, async (tx) => {
    await createDepartments(
      tx,
      deps,
      hospital.departments.map(({ code, name, campusCode, campusName, kind }) => ({
        code,
        name,
        campusCode,
        campusName,
        kind,
      })),
      PLATFORM,
    );
    const bySystem = new Map<string, BusinessSystem>();
    const secrets: SeededHospital['systems'][number][] = [];
    for (const { code, name, documentTypes } of hospital.systems) {
      const { system, clientSecret } = await createSystem(tx, deps, { code, name, documentTypes }, PLATFORM);
      bySystem.set(code, system);
      secrets.push({ code, name, clientId: system.clientId, clientSecret });
    }
    return { bySystem, secrets };
  });
}

/** Staff, and the test accounts with certificates whose keys the platform holds. */
async function createEverybody(deps: SeedDeps, hospital: DemoHospital): Promise<Map<string, Person>> {
  const everybody = await inTransaction(deps.database, (tx) =>
    createPeople(
      tx,
      deps,
      [...hospital.people, ...hospital.testAccounts].map(({ jobNo, name, title, roles, departments, test }) => ({
        jobNo,
        name,
        title,
        roles,
        departments,
        test,
      })),
      PLATFORM,
    ),
  );
  const tests = everybody.filter(({ test }) => test);
  const keys = await inTransaction(deps.database, (tx) =>
    Promise.all(tests.map(() => deps.keyStore.create(tx, 'person'))),
  );
  const shared = { profile: 'person-test', custody: 'hosted', at: deps.clock.now(), actor: PLATFORM } as const;
  await issueCertificates(
    deps,
    tests.map((person, index) => {
      const { keyId, publicKey } = keys[index] as StoredKey;
      return { ...shared, person, keyId, publicKey };
    }),
  );
  return new Map(everybody.map((person) => [person.jobNo, person]));
}

/** Everybody who sits somewhere in the plan, then the administrators, who sign nothing but can be signed in as. */
function signersOf(hospital: DemoHospital, plan: ReturnType<typeof planSignatures>): string[] {
  const sitting = plan.flatMap((wave) => wave.sittings.map(({ person }) => person.jobNo));
  const heads = hospital.people.filter(({ roles }) => roles.some((role) => /administrator|department-head/.test(role)));
  const shown = [
    ...heads.slice(0, 2),
    ...hospital.people.filter(({ roles }) => roles.some((role) => role.endsWith('administrator'))),
  ];
  return [...new Set([...shown.map(({ jobNo }) => jobNo), ...sitting])];
}

async function givePins(
  deps: SeedDeps,
  signers: readonly string[],
  people: ReadonlyMap<string, Person>,
  random: Seeded,
  onProgress: SeedOptions['onProgress'],
): Promise<Map<string, string>> {
  const pins = new Map<string, string>();
  // A PIN's hash takes as long as a guess should: two at a time use both cores.
  for (let i = 0; i < signers.length; i += 2) {
    await Promise.all(
      signers.slice(i, i + 2).map(async (jobNo) => {
        const pin = demoPin(random);
        await inTransaction(deps.database, (tx) => setPin(tx, deps, (people.get(jobNo) as Person).id, pin, PLATFORM));
        pins.set(jobNo, pin);
      }),
    );
    onProgress({ step: 'pins', done: Math.min(i + 2, signers.length), of: signers.length });
  }
  return pins;
}

/** Six digits, none of them twice, neither rising nor falling: what the rule for PINs lets through. */
function demoPin(random: Seeded): string {
  for (;;) {
    const pin = random.digits(6);
    const steps = [...pin].slice(1).map((digit, i) => Number(digit) - Number(pin[i]));
    if (new Set(pin).size === 6 && steps.some((step) => step > 1) && steps.some((step) => step < -1)) return pin;
  }
}

function describe(hospital: DemoHospital, jobNo: string, pin: string): SeededHospital['people'][number] {
  const person = hospital.people.find((one) => one.jobNo === jobNo);
  if (person === undefined) throw new RangeError(`no demo person ${jobNo}`);
  const department = hospital.departments.find(({ code }) => code === person.departments[0]);
  const role = person.roles.find((one) => one !== 'doctor') ?? person.roles[0] ?? 'doctor';
  return { jobNo, name: person.name, role, department: department?.code ?? '', pin };
}

/** Whether this database holds a demo hospital already, is empty, or belongs to production. */
export async function demoState(deps: Pick<SeedDeps, 'database'>): Promise<'empty' | 'demo' | 'production'> {
  return (await findInstallation(deps.database))?.mode ?? 'empty';
}
