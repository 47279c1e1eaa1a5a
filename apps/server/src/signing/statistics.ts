import { documentTypeName } from '@medsign/contract/document-types';
import type { StatisticsOverview } from '@medsign/contract/records';
import { systemNamesIn } from './record-view.ts';
import { type CountRow, countRecords, periodStarts } from './store-records.ts';
import type { SignDeps } from './types.ts';

type Group = StatisticsOverview['bySystem'][number];
type Periods = StatisticsOverview['total'];

/** How much was signed today and in the last 7, 30 and 90 days, tests left out. Days begin in the hospital's zone. */
export async function statisticsOverview(
  deps: Pick<SignDeps, 'database' | 'clock' | 'settings'>,
): Promise<StatisticsOverview> {
  const at = deps.clock.now();
  const { timeZone } = deps.settings;
  const rows = await countRecords(deps.database, await periodStarts(deps.database, at, timeZone));
  const systemName = systemNamesIn(deps.database);
  const names = new Map(
    await Promise.all(
      [...new Set(rows.map((row) => row.system_code))].map(async (code) => [code, await systemName(code)] as const),
    ),
  );
  return {
    at: at.toISOString(),
    timeZone,
    total: sum(rows),
    bySystem: groups(rows, (row) => ({ code: row.system_code, name: names.get(row.system_code) ?? '' })),
    byDocumentType: groups(rows, (row) => ({ code: row.document_type, name: documentTypeName(row.document_type).zh })),
    byDepartment: groups(
      rows.filter((row) => row.department_code !== null),
      (row) => ({ code: row.department_code ?? '', name: row.department_name ?? '' }),
    ),
  };
}

function groups(rows: readonly CountRow[], keyOf: (row: CountRow) => { code: string; name: string }): Group[] {
  const byCode = Map.groupBy(rows, (row) => keyOf(row).code);
  return [...byCode.values()]
    .map((members) => ({ ...keyOf(members[0] as CountRow), ...sum(members) }))
    .sort((a, b) => b.last90Days - a.last90Days || (a.code < b.code ? -1 : 1));
}

function sum(rows: readonly CountRow[]): Periods {
  const total = { today: 0, last7Days: 0, last30Days: 0, last90Days: 0 };
  for (const row of rows) {
    total.today += row.today;
    total.last7Days += row.last7;
    total.last30Days += row.last30;
    total.last90Days += row.last90;
  }
  return total;
}
