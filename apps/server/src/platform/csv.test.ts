import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvChunks, csvFile, csvLine, csvTimes } from './csv.ts';

test('cells are quoted where they must be and never run as formulas', () => {
  assert.equal(csvLine(['-1', '@a', 'a"b', '正常', '＝1', 'a,b']), '\'-1,\'@a,"a""b",正常,\'＝1,"a,b"\r\n');
  assert.equal(csvLine(['=HYPERLINK("x")']), '"\'=HYPERLINK(""x"")"\r\n');
});

test('a file begins with the byte-order mark', () => {
  assert.deepEqual(csvFile(['a'], [['龘']]), new TextEncoder().encode('\uFEFFa\r\n龘\r\n'));
});

test('times name their zone', () => {
  assert.equal(csvTimes('Asia/Shanghai')(new Date('2026-03-02T00:00:00Z')), '2026-03-02 08:00:00 Asia/Shanghai');
});

test('chunks hold every row up to the bound, asked for in batches behind the last', async () => {
  const asked: (readonly [number | undefined, number])[] = [];
  const text = async (mostRows: number) => {
    asked.length = 0;
    const source = {
      mostRows,
      cells: (row: number) => [String(row)],
      read: async (last: number | undefined, limit: number) => {
        asked.push([last, limit]);
        const first = last === undefined ? 0 : last + 1;
        return Array.from({ length: Math.max(0, Math.min(limit, 1500 - first)) }, (_, index) => first + index);
      },
    };
    let csv = '';
    for await (const chunk of csvChunks(['n'], source)) csv += chunk;
    return csv.split('\r\n').length - 2;
  };
  assert.equal(await text(10_000), 1500);
  assert.deepEqual(asked, [
    [undefined, 1000],
    [999, 1000],
  ]);
  assert.equal(await text(1200), 1200);
  assert.deepEqual(asked, [
    [undefined, 1000],
    [999, 200],
  ]);
});
