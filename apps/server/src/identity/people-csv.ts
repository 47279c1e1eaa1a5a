import { parse } from 'csv-parse/sync';
import { csvFile, FORMULA } from '../platform/csv.ts';
import { Refusal } from '../platform/refusal.ts';

/** Columns by every header they may have, compared in lower case. */
const COLUMN_BY_HEADER: ReadonlyMap<string, Column> = new Map<string, Column>([
  ['工号', 'jobNo'],
  ['jobno', 'jobNo'],
  ['job_no', 'jobNo'],
  ['job number', 'jobNo'],
  ['姓名', 'name'],
  ['name', 'name'],
  ['科室编码', 'departments'],
  ['department', 'departments'],
  ['departments', 'departments'],
  ['department code', 'departments'],
  ['职称', 'title'],
  ['title', 'title'],
  ['角色', 'roles'],
  ['role', 'roles'],
  ['roles', 'roles'],
]);

const REQUIRED: readonly [Column, string][] = [
  ['jobNo', '工号'],
  ['name', '姓名'],
  ['departments', '科室编码'],
];

export const MAX_IMPORT_ROWS = 10_000;
const HEADER = ['工号', '姓名', '科室编码', '职称', '角色'];

type Column = 'jobNo' | 'name' | 'departments' | 'title' | 'roles';

/** One line below the header; `row` counts from 1. A column the file lacks is undefined. */
export interface CsvPerson {
  readonly row: number;
  readonly jobNo: string;
  readonly name: string;
  readonly departments: string;
  readonly title: string | undefined;
  readonly roles: string | undefined;
  /** The line has more or fewer cells than the header. */
  readonly ragged: boolean;
}

export interface PeopleCsv {
  readonly encoding: 'utf-8' | 'gb18030';
  readonly rows: readonly CsvPerson[];
}

/**
 * Reads a staff list: UTF-8 with or without a byte-order mark, else GB18030 (which includes GBK and GB 2312). A file is
 * never both: Chinese text in GBK is not valid UTF-8. Throws Refusal `malformed-csv` saying what is wrong with the file.
 */
export function readPeopleCsv(bytes: Uint8Array): PeopleCsv {
  const { text, encoding } = decode(bytes);
  const [header, ...lines] = parseCsv(text);
  if (header === undefined) throw new Refusal('malformed-csv', '文件为空');
  const columns = readHeader(header);
  // Spreadsheets leave empty lines, of commas too; they still count, so that a reported row is found in the file.
  const filled = lines
    .map((cells, index) => ({ cells, row: index + 1 }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  if (filled.length > MAX_IMPORT_ROWS) {
    throw new Refusal('malformed-csv', `共 ${filled.length} 行，一次最多 ${MAX_IMPORT_ROWS} 行，请分批导入`);
  }
  const rows = filled.map(({ cells, row }): CsvPerson => {
    const cell = (column: Column): string | undefined => {
      const position = columns.indexOf(column);
      return position < 0 ? undefined : unguard((cells[position] ?? '').trim());
    };
    return {
      row,
      jobNo: cell('jobNo') ?? '',
      name: cell('name') ?? '',
      departments: cell('departments') ?? '',
      title: cell('title'),
      roles: cell('roles'),
      ragged: cells.length !== header.length,
    };
  });
  return { encoding, rows };
}

function decode(bytes: Uint8Array): { text: string; encoding: PeopleCsv['encoding'] } {
  for (const encoding of ['utf-8', 'gb18030'] as const) {
    try {
      // TextDecoder drops a byte-order mark.
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
      if (text.includes('\0')) break;
      return { text, encoding };
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }
  throw new Refusal('malformed-csv', '不是 UTF-8 或 GBK/GB18030 编码的文本，请在 Excel 中另存为“CSV UTF-8”');
}

function parseCsv(text: string): string[][] {
  try {
    return parse(text, { relax_column_count: true });
  } catch (cause) {
    const line = (cause as { lines?: number }).lines;
    throw new Refusal('malformed-csv', `第 ${line ?? '?'} 行的引号不完整或多余`, { cause });
  }
}

function readHeader(header: readonly string[]): Column[] {
  const columns = header.map((cell) => {
    const column = COLUMN_BY_HEADER.get(cell.trim().toLowerCase());
    if (column === undefined)
      throw new Refusal('malformed-csv', `不认识的列“${cell.trim()}”，应为：${HEADER.join('、')}`);
    return column;
  });
  if (new Set(columns).size < columns.length) throw new Refusal('malformed-csv', '有重复的列');
  const missing = REQUIRED.find(([column]) => !columns.includes(column));
  if (missing !== undefined) throw new Refusal('malformed-csv', `缺少列“${missing[1]}”`);
  return columns;
}

/** What an export row says. */
export interface CsvRow {
  readonly jobNo: string;
  readonly name: string;
  readonly departments: readonly string[];
  readonly title: string;
  readonly roles: readonly string[];
}

/** In the columns an import reads. */
export function writePeopleCsv(rows: readonly CsvRow[]): Uint8Array {
  return csvFile(
    HEADER,
    rows.map((row) => [row.jobNo, row.name, row.departments.join(';'), row.title, row.roles.join(';')]),
  );
}

/** Takes the apostrophe of an export off again. */
function unguard(text: string): string {
  return text.startsWith("'") && FORMULA.test(text.slice(1)) ? text.slice(1) : text;
}
