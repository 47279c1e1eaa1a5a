import type { SignFormat } from '@medsign/contract/data-signs';
import type { DocumentType } from '@medsign/contract/document-types';
import type { DemoDepartment } from './data/departments.ts';
import { DOCUMENT_KINDS } from './data/documents.ts';
import type { Seeded } from './data/seeded.ts';
import type { DemoHospital, DemoPerson } from './data/staff.ts';
import type { DemoSystem } from './data/systems.ts';

/** A sitting of one person at one workstation: one sign session, and what is signed under it. */
export interface PlannedSitting {
  readonly system: DemoSystem;
  readonly person: DemoPerson;
  readonly department: DemoDepartment;
  readonly workstation: string;
  readonly signatures: readonly PlannedSignature[];
}

export interface PlannedSignature {
  readonly at: Date;
  readonly documentType: DocumentType;
  readonly format: SignFormat;
}

/** Sittings that begin together; nothing of a later wave is signed before the last signature of this one. */
export interface PlannedWave {
  readonly begin: Date;
  readonly sittings: readonly PlannedSitting[];
}

/** How many different people sit at one desk over the time: each needs a PIN, and setting one costs what guessing it would. */
const PEOPLE_PER_DESK = 4;
const FORMATS: readonly (readonly [SignFormat, number])[] = [
  ['cms-gm', 14],
  ['cms', 3],
  ['raw', 3],
];
const DAY = 86_400_000;
const MINUTE = 60_000;
/** Local midnight of a hospital in UTC+8, as UTC. */
const MIDNIGHT_OFFSET = 16 * 60 * MINUTE;

interface Seat {
  readonly person: DemoPerson;
  readonly department: DemoDepartment;
  /** What this person may write in this system. */
  readonly documentTypes: readonly DocumentType[];
}

/** A system with some of the people who use it. */
interface Desk {
  readonly system: DemoSystem;
  readonly seats: readonly Seat[];
  /** How much is signed there, relative to the others. */
  readonly weight: number;
}

function staffDesk(hospital: DemoHospital, system: DemoSystem, random: Seeded): Desk {
  const departments = new Map(hospital.departments.map((department) => [department.code, department]));
  const seats = hospital.people.flatMap((person) => {
    const department = departments.get(person.departments[0] ?? '');
    if (department === undefined) return [];
    const documentTypes = system.documentTypes.filter((type) => mayWrite(person, department, type));
    return documentTypes.length === 0 ? [] : [{ person, department, documentTypes }];
  });
  if (seats.length === 0) throw new RangeError(`nobody can sign in ${system.code}`);
  // A ward doctor could sign a consent in any system that has one; whom a system is for is told by what it alone has.
  const own = system.documentTypes.filter((type) =>
    hospital.systems.every((one) => one === system || !one.documentTypes.includes(type)),
  );
  const users = seats.filter(({ documentTypes }) => documentTypes.some((type) => own.includes(type)));
  const weight = system.documentTypes.reduce((sum, type) => sum + DOCUMENT_KINDS[type].share, 0);
  return { system, seats: seatsForEveryType(random, system, users.length > 0 ? users : seats), weight };
}

function mayWrite(person: DemoPerson, department: DemoDepartment, type: DocumentType): boolean {
  const kind = DOCUMENT_KINDS[type];
  return kind.specialties.includes(department.specialty) && kind.roles.some((role) => person.roles.includes(role));
}

/** A few people, and somebody for each document type of the system. */
function seatsForEveryType(random: Seeded, system: DemoSystem, seats: readonly Seat[]): Seat[] {
  const chosen = random.some(seats, Math.min(PEOPLE_PER_DESK, seats.length));
  for (const type of system.documentTypes) {
    if (chosen.some((seat) => seat.documentTypes.includes(type))) continue;
    const able = seats.filter((seat) => seat.documentTypes.includes(type));
    if (able.length > 0) chosen.push(random.pick(able));
  }
  return chosen;
}

/** Begin and length, in minutes after local midnight, of the times of a day in which people sign. */
const SHIFTS = [
  { begin: 450, minutes: 460, share: 3 },
  { begin: 1140, minutes: 240, share: 1 },
] as const;

/**
 * Spreads `records` signatures over the shifts of `days` days up to `now`: sittings of one person each, every system and document
 * type among them. The same for the same hospital, time and choices.
 */
export function planSignatures(
  hospital: DemoHospital,
  random: Seeded,
  options: { readonly now: Date; readonly days: number; readonly records: number },
): PlannedWave[] {
  const desks = hospital.systems.map((system) => staffDesk(hospital, system, random));
  const windows = shiftsBefore(options.now, options.days);
  const shares = windows.reduce((sum, window) => sum + window.share, 0);
  const nextDesk = deskQueue(desks, random);
  const written = new Set<string>();
  let done = 0;
  let share = 0;
  return windows.flatMap((window) => {
    share += window.share;
    const count = Math.round((options.records * share) / shares) - done;
    done += count;
    const sittings = splitIntoSittings(count).map((size, index) => {
      const desk = nextDesk();
      // Workstations differ within a wave: a second session at the same one would replace the first.
      const workstation = `${desk.system.code}-${String(index + 1).padStart(2, '0')}`;
      return planSitting({ desk, size, workstation }, window, random, written);
    });
    return sittings.length === 0 ? [] : [{ begin: window.begin, sittings }];
  });
}

interface Window {
  readonly begin: Date;
  readonly minutes: number;
  readonly share: number;
}

function shiftsBefore(now: Date, days: number): Window[] {
  const midnight = Math.floor((now.getTime() - MIDNIGHT_OFFSET) / DAY) * DAY + MIDNIGHT_OFFSET;
  const windows: Window[] = [];
  for (let day = -days; day <= 0; day++) {
    for (const shift of SHIFTS) {
      const begin = new Date(midnight + day * DAY + shift.begin * MINUTE);
      const left = Math.floor((now.getTime() - begin.getTime()) / MINUTE) - 2;
      // The shift that is running counts as far as it has come.
      if (left >= 30) windows.push({ begin, minutes: Math.min(shift.minutes, left), share: shift.share });
    }
  }
  return windows;
}

/** Every desk in turn first, so that none is left out; then by weight. */
function deskQueue(desks: readonly Desk[], random: Seeded): () => Desk {
  let next = 0;
  return () => desks[next++] ?? random.weighted(desks.map((desk) => [desk, desk.weight] as const));
}

const SITTING = 22;

function splitIntoSittings(count: number): number[] {
  if (count === 0) return [];
  const sittings = Math.max(1, Math.round(count / SITTING));
  const upTo = (i: number): number => Math.floor((count * i) / sittings);
  return Array.from({ length: sittings }, (_, i) => upTo(i + 1) - upTo(i));
}

function planSitting(
  sitting: { readonly desk: Desk; readonly size: number; readonly workstation: string },
  window: Window,
  random: Seeded,
  written: Set<string>,
): PlannedSitting {
  const { desk, size, workstation } = sitting;
  const isNew = (type: DocumentType): boolean => !written.has(writtenKey(desk.system, type));
  const seat = desk.seats.find((one) => one.documentTypes.some(isNew)) ?? random.pick(desk.seats);
  const moments = Array.from({ length: size }, () => 2 + random.next() * (window.minutes - 2)).sort((a, b) => a - b);
  const signatures = moments.map((minutes) => ({
    at: new Date(window.begin.getTime() + Math.round(minutes * MINUTE)),
    documentType: nextType(desk.system, seat, random, written),
    format: random.weighted(FORMATS),
  }));
  return { system: desk.system, person: seat.person, department: seat.department, workstation, signatures };
}

/** What nobody has written yet comes first; then by how often it is written. */
function nextType(system: DemoSystem, seat: Seat, random: Seeded, written: Set<string>): DocumentType {
  const fresh = seat.documentTypes.find((type) => !written.has(writtenKey(system, type)));
  const type = fresh ?? random.weighted(seat.documentTypes.map((one) => [one, DOCUMENT_KINDS[one].share] as const));
  written.add(writtenKey(system, type));
  return type;
}

function writtenKey(system: DemoSystem, type: DocumentType): string {
  return `${system.code}/${type}`;
}
