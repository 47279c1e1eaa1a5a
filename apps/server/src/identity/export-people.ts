import { ROLES } from '@medsign/contract/permissions';
import { type Actor, appendLeaf } from '../audit/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, inTransaction } from '../platform/database.ts';
import { listPeople } from './find-people.ts';
import { writePeopleCsv } from './people-csv.ts';
import type { PeopleFilter } from './store.ts';

/** More staff than any hospital has; a bound on memory all the same. */
const MAX_ROWS = 50_000;

/** The people the filter shows, as CSV in the columns an import reads. That somebody took the list is written down. */
export function exportPeople(
  deps: { readonly database: Database; readonly clock: Clock },
  filter: PeopleFilter,
  actor: Actor,
): Promise<Uint8Array> {
  return inTransaction(deps.database, async (tx) => {
    const { items } = await listPeople(tx, filter, { limit: MAX_ROWS });
    await appendLeaf(tx, {
      kind: 'people-exported',
      at: deps.clock.now(),
      actor,
      subject: 'people',
      data: { rows: items.length },
    });
    return writePeopleCsv(
      items.map((person) => ({
        jobNo: person.jobNo,
        name: person.name,
        departments: person.departments.map(({ code }) => code),
        title: person.title,
        roles: person.roles.map((role) => ROLES[role].zh),
      })),
    );
  });
}
