import type { Role } from '@medsign/contract/permissions';
import type { Actor } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, inTransaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import type { RandomBytes } from '../platform/random.ts';
import { Refusal } from '../platform/refusal.ts';
import { type CsvPerson, readPeopleCsv } from './people-csv.ts';
import { type PersonChange, planChange, storeChanges } from './person-change.ts';
import { administratorObjection, assertExclusive, normaliseName, orderedRoles, roleByLabel } from './rules.ts';
import { lockStaff, readDepartments, readOpenMemberships, readPeopleByJobNo } from './store.ts';
import type { Person } from './types.ts';

/** What became of one row; `row` counts from 1 for the first row below the header. */
export interface ImportedRow {
  readonly row: number;
  readonly jobNo: string;
  readonly result: 'created' | 'updated' | 'unchanged' | 'refused';
  readonly reason?: string;
}

export interface ImportReport {
  readonly dryRun: boolean;
  readonly encoding: 'utf-8' | 'gb18030';
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly rows: readonly ImportedRow[];
}

interface Known {
  /** Codes of active departments. */
  readonly departments: ReadonlySet<string>;
  readonly people: ReadonlyMap<string, Person>;
  /** Open memberships by person id. */
  readonly memberships: ReadonlyMap<string, readonly { readonly code: string }[]>;
}

type Judged = { readonly row: ImportedRow; readonly change?: PersonChange };

/**
 * Stores the valid rows of a CSV in one transaction and reports on every row; with `dryRun` it only reports. Columns the
 * file lacks leave what is stored. Throws Refusal `malformed-csv` when the file as a whole cannot be read.
 */
export function importPeople(
  deps: { readonly database: Database; readonly clock: Clock; readonly random: RandomBytes },
  input: { readonly csv: Uint8Array; readonly dryRun: boolean; readonly actor: Actor },
): Promise<ImportReport> {
  const { encoding, rows } = readPeopleCsv(input.csv);
  return inTransaction(deps.database, async (tx) => {
    await lockStaff(tx);
    const people = await readPeopleByJobNo(
      tx,
      rows.map((row) => row.jobNo),
    );
    const known: Known = {
      departments: new Set((await readDepartments(tx)).filter((one) => one.active).map((one) => one.code)),
      people,
      memberships: await readOpenMemberships(
        tx,
        [...people.values()].map((person) => person.id),
      ),
    };
    const judged = judgeRows(rows, known, () => uuidv7(deps.clock, deps.random));
    if (!input.dryRun) {
      const changes = judged.flatMap(({ change }) => (change ? [change] : []));
      await storeChanges(tx, changes, { at: deps.clock.now(), actor: input.actor, kind: 'person-imported' });
    }
    return report(
      judged.map(({ row }) => row),
      { dryRun: input.dryRun, encoding },
    );
  });
}

function judgeRows(rows: readonly CsvPerson[], known: Known, newId: () => string): Judged[] {
  const firstRow = new Map<string, number>();
  return rows.map((csv) => {
    const { row, jobNo } = csv;
    const earlier = firstRow.get(jobNo);
    if (earlier !== undefined) return refused(csv, `工号与第 ${earlier} 行重复`);
    if (jobNo !== '') firstRow.set(jobNo, row);
    try {
      const change = judgeRow(csv, known, newId);
      const result = change.before === undefined ? 'created' : change.changed.length > 0 ? 'updated' : 'unchanged';
      return { row: { row, jobNo, result }, ...(result === 'unchanged' ? {} : { change }) };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return refused(csv, error.detail ?? error.message);
    }
  });
}

function refused({ row, jobNo }: CsvPerson, reason: string): Judged {
  return { row: { row, jobNo, result: 'refused', reason } };
}

function judgeRow(csv: CsvPerson, known: Known, newId: () => string): PersonChange {
  if (csv.ragged) throw new Refusal('invalid-request', '列数与表头不一致');
  if (!/^[A-Za-z0-9_-]{1,32}$/.test(csv.jobNo)) {
    throw new Refusal('invalid-request', csv.jobNo === '' ? '工号为空' : '工号只能是 1–32 位字母、数字、- 或 _');
  }
  const before = known.people.get(csv.jobNo);
  const title = csv.title?.normalize('NFC') ?? before?.title ?? '';
  if ([...title].length > 64) throw new Refusal('invalid-request', '职称超过 64 个字符');
  const person: Person = {
    id: before?.id ?? newId(),
    jobNo: csv.jobNo,
    name: normaliseName(csv.name),
    title,
    roles: csv.roles === undefined ? (before?.roles ?? []) : readRoles(csv.roles),
    test: before?.test ?? false,
    active: before?.active ?? true,
  };
  assertExclusive(person.roles);
  const objection = administratorObjection(before, person);
  if (objection !== undefined) throw new Refusal('administrator-roles', objection);
  const departments = splitCell(csv.departments);
  if (departments.length === 0) throw new Refusal('unknown-department', '科室编码为空');
  const missing = departments.find((code) => !known.departments.has(code));
  if (missing !== undefined) throw new Refusal('unknown-department', `没有科室“${missing}”或已停用`);
  const open = before && (known.memberships.get(before.id) ?? []).map(({ code }) => code);
  return planChange(before && { person: before, departments: open ?? [] }, { person, departments });
}

/** Several values in one cell are parted by a semicolon, comma-like mark, slash or bar. */
function splitCell(cell: string): string[] {
  const parts = cell.split(/[;；、，|/]/).map((part) => part.trim());
  return [...new Set(parts.filter((part) => part !== ''))];
}

function readRoles(cell: string): Role[] {
  const roles = splitCell(cell).map((label) => {
    const role = roleByLabel(label);
    if (role === undefined) throw new Refusal('invalid-request', `不认识的角色“${label}”`);
    return role;
  });
  return orderedRoles(roles);
}

function report(rows: readonly ImportedRow[], head: Pick<ImportReport, 'dryRun' | 'encoding'>): ImportReport {
  const count = (result: ImportedRow['result']) => rows.filter((row) => row.result === result).length;
  return {
    ...head,
    created: count('created'),
    updated: count('updated'),
    unchanged: count('unchanged'),
    refused: count('refused'),
    rows,
  };
}
