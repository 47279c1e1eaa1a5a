import type { BusinessSystem } from '../identity/index.ts';
import {
  type ApprovalDeps,
  type DatedInput,
  lookupsIn,
  type OpenedSession,
  openApprovedSession,
  readContent,
  signMany,
  sweepSigning,
} from '../signing/index.ts';
import { HOSPITAL_NAME } from './data/departments.ts';
import { documentFor } from './data/documents.ts';
import type { Seeded } from './data/seeded.ts';
import type { PlannedSitting, PlannedWave } from './plan-signatures.ts';

/** Far above what any document here has. */
const MAX_OCTETS = 1_000_000;

interface WavesInput {
  readonly plan: readonly PlannedWave[];
  readonly clock: { set(at: Date): void };
  readonly systems: ReadonlyMap<string, BusinessSystem>;
  readonly pins: ReadonlyMap<string, string>;
  readonly random: Seeded;
  readonly onProgress: (progress: { readonly step: string; readonly done: number; readonly of: number }) => void;
}

/** Signs the plan in order of time: the sessions of a wave, its signatures in one batch, then the ends of sessions. */
export async function signWaves(deps: ApprovalDeps, input: WavesInput): Promise<void> {
  const total = input.plan.reduce(
    (sum, wave) => sum + wave.sittings.reduce((n, { signatures }) => n + signatures.length, 0),
    0,
  );
  const lookups = lookupsIn(deps.database);
  let done = 0;
  let planned = 0;
  for (const wave of input.plan) {
    input.clock.set(wave.begin);
    await sweepSigning(deps, { windowDays: 2 });
    const sessions = await Promise.all(wave.sittings.map((sitting) => openSitting(deps, input, sitting)));
    const inputs = wave.sittings
      .flatMap((sitting, index) => {
        const before = planned;
        planned += sitting.signatures.length;
        return dated(input, sitting, sessions[index] as OpenedSession, before);
      })
      .sort((a, b) => a.at.getTime() - b.at.getTime());
    input.clock.set(inputs.at(-1)?.at ?? wave.begin);
    await signMany(deps, inputs, { timestampUnit: 'demo-past', lookups });
    done += inputs.length;
    input.onProgress({ step: 'records', done, of: total });
  }
}

function openSitting(deps: ApprovalDeps, input: WavesInput, sitting: PlannedSitting): Promise<OpenedSession> {
  const { system, person, workstation } = sitting;
  return openApprovedSession(deps, {
    system: input.systems.get(system.code) as BusinessSystem,
    request: { signer: { jobNo: person.jobNo }, workstation, maxCount: 200, validMinutes: 480, purpose: '演示数据' },
    pin: input.pins.get(person.jobNo) as string,
  });
}

function dated(input: WavesInput, sitting: PlannedSitting, session: OpenedSession, before: number): DatedInput[] {
  return sitting.signatures.map(({ at, documentType, format }, index) => {
    const { department, person } = sitting;
    const document = documentFor(documentType, input.random, {
      hospitalName: HOSPITAL_NAME,
      department,
      signer: { name: person.name, title: person.title },
      at,
      serial: before + index + 1,
    });
    return {
      system: input.systems.get(sitting.system.code) as BusinessSystem,
      signerJobNo: person.jobNo,
      departmentCode: department.code,
      businessNo: document.businessNo,
      documentType,
      title: document.title,
      patient: document.patient,
      content: readContent({ text: document.content }, MAX_OCTETS),
      format,
      at,
      session,
    };
  });
}
