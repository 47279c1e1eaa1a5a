import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Refusal } from '../platform/refusal.ts';
import { MAX_IMPORT_ROWS, readPeopleCsv, writePeopleCsv } from './people-csv.ts';

const HEADER = '工号,姓名,科室编码,职称,角色';

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function refused(csv: Uint8Array, detail: RegExp): void {
  assert.throws(
    () => readPeopleCsv(csv),
    (error) => error instanceof Refusal && error.code === 'malformed-csv' && detail.test(error.detail ?? ''),
  );
}

test('UTF-8 is read with and without a byte-order mark', () => {
  for (const mark of ['', '\ufeff']) {
    const { encoding, rows } = readPeopleCsv(bytes(`${mark}${HEADER}\r\n2001,"王 伟",NK01,主治医师,医生\r\n`));
    assert.equal(encoding, 'utf-8');
    assert.deepEqual(rows, [
      { row: 1, jobNo: '2001', name: '王 伟', departments: 'NK01', title: '主治医师', roles: '医生', ragged: false },
    ]);
  }
});

test('GB18030 is detected, four-octet characters included', () => {
  // 工号,姓名,科室编码,职称,角色 / 2001,王伟,NK01,主治医师,医生 / 2002,李𠮷龘,NK01,护师,护士
  const csv = Buffer.from(
    'b9a4bac52cd0d5c3fb2cbfc6cad2b1e0c2eb2cd6b0b3c62cbdc7c9ab0d0a323030312ccdf5ceb02c4e4b30312cd6f7d6ced2bdcaa62cd2bdc9fa0d0a323030322cc0ee9534b235fd932c4e4b30312cbba4caa62cbba4cabf0d0a',
    'hex',
  );
  const { encoding, rows } = readPeopleCsv(csv);
  assert.equal(encoding, 'gb18030');
  assert.deepEqual(
    rows.map(({ jobNo, name, roles }) => [jobNo, name, roles]),
    [
      ['2001', '王伟', '医生'],
      ['2002', '李𠮷龘', '护士'],
    ],
  );
});

test('columns may be named in English, come in any order, and be left out unless required', () => {
  const { rows } = readPeopleCsv(bytes('Name,JobNo,Department\n王伟,2001,NK01\n'));
  assert.deepEqual(rows[0]?.jobNo, '2001');
  assert.equal(rows[0]?.title, undefined);
  assert.equal(rows[0]?.roles, undefined);
});

test('empty lines are passed over and still counted', () => {
  const { rows } = readPeopleCsv(bytes(`${HEADER}\n,,,,\n2001,王伟,NK01,,\n\n2002,李娜,NK01,,\n`));
  assert.deepEqual(
    rows.map(({ row }) => row),
    [2, 4],
  );
});

test('a line with another number of cells is marked', () => {
  const { rows } = readPeopleCsv(bytes(`${HEADER}\n2001,王伟,NK01\n`));
  assert.equal(rows[0]?.ragged, true);
});

test('files that cannot be read as a whole are refused and say why', () => {
  refused(bytes(''), /为空/);
  refused(bytes('工号,姓名\n1,王伟\n'), /科室编码/);
  refused(bytes(`${HEADER},身份证号\n`), /身份证号/);
  refused(bytes('工号,姓名,科室编码,工号\n'), /重复/);
  refused(bytes(`${HEADER}\n2001,"王伟,NK01,,\n`), /引号/);
  refused(Uint8Array.of(0xff, 0xfe, 0x41, 0x00), /UTF-8/);
  refused(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0xd), /UTF-8/);
});

test('more rows than the limit are refused, the limit itself is not', () => {
  const line = '2001,王伟,NK01,,\n';
  assert.equal(readPeopleCsv(bytes(`${HEADER}\n${line.repeat(MAX_IMPORT_ROWS)}`)).rows.length, MAX_IMPORT_ROWS);
  refused(bytes(`${HEADER}\n${line.repeat(MAX_IMPORT_ROWS + 1)}`), /10001/);
});

test('exports carry a byte-order mark, quote what needs it and never begin a cell like a formula', () => {
  const person = {
    jobNo: '-2001',
    name: '=HYPERLINK("x"),王',
    departments: ['NK01', 'WK01'],
    title: '+1',
    roles: ['医生'],
  };
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(writePeopleCsv([person]));
  assert.equal(text, `\ufeff${HEADER}\r\n'-2001,"'=HYPERLINK(""x""),王",NK01;WK01,'+1,医生\r\n`);
});

test('an export reads back as it was', () => {
  const person = { jobNo: '-2001', name: '@王伟', departments: ['NK01'], title: '主治医师', roles: ['医生', '科主任'] };
  const { rows } = readPeopleCsv(writePeopleCsv([person]));
  assert.deepEqual(rows, [
    {
      row: 1,
      jobNo: '-2001',
      name: '@王伟',
      departments: 'NK01',
      title: '主治医师',
      roles: '医生;科主任',
      ragged: false,
    },
  ]);
});
