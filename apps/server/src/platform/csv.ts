/** CSV as spreadsheets open it: UTF-8 with a byte-order mark (else Chinese turns to rubbish), CRLF (RFC 4180). */

export const BYTE_ORDER_MARK = '\uFEFF';

/** A spreadsheet would run a cell that begins like this as a formula; the full-width forms count in East Asian ones. */
export const FORMULA = /^[=+\-@\t\r＝＋－＠]/;

/** One line with its end. A cell that would run as a formula gets an apostrophe in front. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: string): string {
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A whole file, for lists that are held in memory anyway. */
export function csvFile(header: readonly string[], rows: readonly (readonly string[])[]): Uint8Array {
  return new TextEncoder().encode(`${BYTE_ORDER_MARK}${[header, ...rows].map(csvLine).join('')}`);
}

/** Times as cells: `2026-03-02 08:00:00 Asia/Shanghai`. */
export function csvTimes(timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return (at) => `${format.format(at)} ${timeZone}`;
}

const BATCH = 1000;

/**
 * A list of any length as chunks of CSV, read batch by batch until `mostRows` are written. `read` answers at most `limit`
 * rows behind `last`.
 */
export async function* csvChunks<Row>(
  header: readonly string[],
  source: {
    readonly read: (last: Row | undefined, limit: number) => Promise<readonly Row[]>;
    readonly cells: (row: Row) => readonly string[] | Promise<readonly string[]>;
    readonly mostRows: number;
  },
): AsyncGenerator<string, void, undefined> {
  yield `${BYTE_ORDER_MARK}${csvLine(header)}`;
  let last: Row | undefined;
  for (let written = 0; written < source.mostRows; ) {
    const limit = Math.min(BATCH, source.mostRows - written);
    const rows = await source.read(last, limit);
    let chunk = '';
    for (const row of rows) chunk += csvLine(await source.cells(row));
    if (chunk !== '') yield chunk;
    written += rows.length;
    last = rows.at(-1);
    if (rows.length < limit) return;
  }
}
