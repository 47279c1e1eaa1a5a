import type { Role } from '@medsign/contract/permissions';
import { sql } from 'kysely';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { Department, DepartmentKind, Membership, Person } from './types.ts';

type IdentityTables = {
  campus: { code: string; name: string };
  department: { code: string; name: string; campus_code: string; kind: DepartmentKind; active: boolean };
  person: {
    id: string;
    job_no: string;
    name: string;
    name_pinyin: string;
    name_initials: string;
    title: string;
    roles: Role[];
    test: boolean;
    active: boolean;
    created_at: Date;
    updated_at: Date;
  };
  membership: {
    id: number;
    person_id: string;
    department_code: string;
    valid_from: Date;
    valid_to: Date | null;
  };
};

export interface PersonToStore extends Person {
  readonly pinyin: string;
  readonly initials: string;
}

export interface PeopleFilter {
  /** Part of the name or its pinyin, the beginning of the initials or of the job number; compared in lower case. */
  readonly q?: string;
  readonly department?: string;
  readonly role?: Role;
  readonly active?: boolean;
  readonly test?: boolean;
}

export interface MembershipChange {
  readonly personId: string;
  readonly departmentCode: string;
}

const PERSON = ['id', 'job_no', 'name', 'title', 'roles', 'test', 'active'] as const;
const tables = (db: DatabaseReader) => db.withTables<IdentityTables>();

type PersonRow = Pick<IdentityTables['person'], (typeof PERSON)[number]>;

function toPerson({ job_no, ...rest }: PersonRow): Person {
  return { ...rest, jobNo: job_no };
}

/** Arbitrary constant of the advisory lock under which people and departments change, one transaction at a time. */
const STAFF_LOCK = 5_120_001;

/** Until the transaction ends nobody else changes people, memberships or departments. */
export async function lockStaff(tx: Transaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(${STAFF_LOCK})`.execute(tx);
}

export async function readPersonByJobNo(db: DatabaseReader, jobNo: string): Promise<Person | undefined> {
  const row = await tables(db).selectFrom('person').select(PERSON).where('job_no', '=', jobNo).executeTakeFirst();
  return row && toPerson(row);
}

export async function readPerson(db: DatabaseReader, id: string): Promise<Person | undefined> {
  const row = await tables(db).selectFrom('person').select(PERSON).where('id', '=', id).executeTakeFirst();
  return row && toPerson(row);
}

export async function readPeopleByJobNo(db: DatabaseReader, jobNos: readonly string[]): Promise<Map<string, Person>> {
  const rows = await tables(db)
    .selectFrom('person')
    .select(PERSON)
    .where('job_no', '=', sql<string>`any(${[...jobNos]}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.job_no, toPerson(row)]));
}

/** In order of job number, behind `after`. */
export async function readPeople(
  db: DatabaseReader,
  filter: PeopleFilter,
  page: { readonly after?: string; readonly limit: number },
): Promise<Person[]> {
  let select = tables(db).selectFrom('person').select(PERSON);
  if (page.after !== undefined) select = select.where('job_no', '>', page.after);
  if (filter.active !== undefined) select = select.where('active', '=', filter.active);
  if (filter.test !== undefined) select = select.where('test', '=', filter.test);
  const { role, department, q } = filter;
  if (role !== undefined) select = select.where(sql<boolean>`roles @> array[${role}]::text[]`);
  if (department !== undefined) {
    select = select.where((eb) =>
      eb.exists(
        eb
          .selectFrom('membership')
          .select('membership.id')
          .whereRef('membership.person_id', '=', 'person.id')
          .where('membership.department_code', '=', department)
          .where('membership.valid_to', 'is', null),
      ),
    );
  }
  if (q !== undefined) select = select.where(matches(q));
  const rows = await select.orderBy('job_no').limit(page.limit).execute();
  return rows.map(toPerson);
}

function matches(q: string) {
  const text = q.toLowerCase();
  return sql<boolean>`(
    position(${text} in lower(name)) > 0
    or position(${text} in name_pinyin) > 0
    or starts_with(name_initials, ${text})
    or starts_with(lower(job_no), ${text})
  )`;
}

export async function insertPeople(tx: Transaction, people: readonly PersonToStore[], at: Date): Promise<void> {
  await sql`
    insert into person (id, job_no, name, name_pinyin, name_initials, title, roles, test, active, created_at, updated_at)
    select id, job_no, name, name_pinyin, name_initials, title, roles, test, active, ${at}::timestamptz, ${at}::timestamptz
    from jsonb_to_recordset(${recordset(people)}::jsonb) as r (
      id uuid, job_no text, name text, name_pinyin text, name_initials text, title text, roles text[], test boolean,
      active boolean
    )
  `.execute(tx);
}

/** Name, title, roles and active; job number and test flag stay for good. */
export async function updatePeople(tx: Transaction, people: readonly PersonToStore[], at: Date): Promise<void> {
  await sql`
    update person set name = r.name, name_pinyin = r.name_pinyin, name_initials = r.name_initials, title = r.title,
      roles = r.roles, active = r.active, updated_at = ${at}::timestamptz
    from jsonb_to_recordset(${recordset(people)}::jsonb) as r (
      id uuid, name text, name_pinyin text, name_initials text, title text, roles text[], active boolean
    )
    where person.id = r.id
  `.execute(tx);
}

function recordset(people: readonly PersonToStore[]): string {
  return JSON.stringify(
    people.map(({ jobNo, pinyin, initials, ...rest }) => ({
      ...rest,
      job_no: jobNo,
      name_pinyin: pinyin,
      name_initials: initials,
    })),
  );
}

/** Codes of the departments each person belongs to now, in the order in which they joined. */
export async function readOpenMemberships(
  db: DatabaseReader,
  personIds: readonly string[],
): Promise<Map<string, { code: string; name: string }[]>> {
  const rows = await tables(db)
    .selectFrom('membership')
    .innerJoin('department', 'department.code', 'membership.department_code')
    .select(['membership.person_id', 'department.code', 'department.name'])
    .where('membership.person_id', '=', sql<string>`any(${[...personIds]}::uuid[])`)
    .where('membership.valid_to', 'is', null)
    .orderBy('membership.id')
    .execute();
  const found = new Map<string, { code: string; name: string }[]>(personIds.map((id) => [id, []]));
  for (const { person_id, code, name } of rows) found.get(person_id)?.push({ code, name });
  return found;
}

/** Every membership there ever was, earliest first. */
export async function readMemberships(
  db: DatabaseReader,
  personId: string,
): Promise<(Membership & { readonly departmentName: string })[]> {
  const rows = await tables(db)
    .selectFrom('membership')
    .innerJoin('department', 'department.code', 'membership.department_code')
    .select(['department_code', 'department.name', 'valid_from', 'valid_to'])
    .where('person_id', '=', personId)
    .orderBy('valid_from')
    .orderBy('membership.id')
    .execute();
  return rows.map((row) => ({
    departmentCode: row.department_code,
    departmentName: row.name,
    from: row.valid_from,
    to: row.valid_to ?? undefined,
  }));
}

export async function readMembershipsAt(db: DatabaseReader, personId: string, at: Date): Promise<Membership[]> {
  const rows = await tables(db)
    .selectFrom('membership')
    .select(['department_code', 'valid_from', 'valid_to'])
    .where('person_id', '=', personId)
    .where('valid_from', '<=', at)
    .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>', at)]))
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    departmentCode: row.department_code,
    from: row.valid_from,
    to: row.valid_to ?? undefined,
  }));
}

export async function beginMemberships(tx: Transaction, changes: readonly MembershipChange[], at: Date): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    insert into membership (person_id, department_code, valid_from)
    select p, d, ${at}::timestamptz from unnest(
      ${changes.map((one) => one.personId)}::uuid[], ${changes.map((one) => one.departmentCode)}::text[]
    ) with ordinality as r (p, d, n) order by n
  `.execute(tx);
}

export async function endMemberships(tx: Transaction, changes: readonly MembershipChange[], at: Date): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    update membership set valid_to = greatest(valid_from, ${at}::timestamptz)
    from unnest(
      ${changes.map((one) => one.personId)}::uuid[], ${changes.map((one) => one.departmentCode)}::text[]
    ) as r (p, d)
    where person_id = r.p and department_code = r.d and valid_to is null
  `.execute(tx);
}

/** All departments by code, or the one with `code`. */
export async function readDepartments(db: DatabaseReader, code?: string): Promise<Department[]> {
  let select = tables(db)
    .selectFrom('department')
    .innerJoin('campus', 'campus.code', 'department.campus_code')
    .select(['department.code', 'department.name', 'campus.code as campusCode', 'campus.name as campusName'])
    .select(['department.kind', 'department.active']);
  if (code !== undefined) select = select.where('department.code', '=', code);
  return select.orderBy('department.code').execute();
}

export async function readCampusNames(db: DatabaseReader): Promise<Map<string, string>> {
  const rows = await tables(db).selectFrom('campus').select(['code', 'name']).execute();
  return new Map(rows.map((row) => [row.code, row.name]));
}

export async function putCampus(tx: Transaction, campus: { code: string; name: string }): Promise<void> {
  await tables(tx)
    .insertInto('campus')
    .values(campus)
    .onConflict((on) => on.column('code').doUpdateSet({ name: campus.name }))
    .execute();
}

export async function putDepartments(tx: Transaction, departments: readonly Department[]): Promise<void> {
  await tables(tx)
    .insertInto('department')
    .values(departments.map(({ campusCode, campusName: _, ...rest }) => ({ ...rest, campus_code: campusCode })))
    .onConflict((on) =>
      on.column('code').doUpdateSet((eb) => ({
        name: eb.ref('excluded.name'),
        campus_code: eb.ref('excluded.campus_code'),
        kind: eb.ref('excluded.kind'),
        active: eb.ref('excluded.active'),
      })),
    )
    .execute();
}
