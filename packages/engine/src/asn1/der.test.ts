import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { concatBytes } from '../bytes/bytes.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { Asn1Error } from './asn1-error.ts';
import { DerReader, readDer } from './der-reader.ts';
import * as der from './der-writer.ts';
import { OID, oidName } from './oids.ts';
import { TAG } from './tags.ts';

const RUNS = { seed: 690, numRuns: 500 };
const octets = fc.uint8Array({ maxLength: 300 });
const text = fc.string({ unit: 'binary', maxLength: 60 });

function roundTrip<T>(values: fc.Arbitrary<T>, write: (value: T) => Uint8Array, read: (reader: DerReader) => T): void {
  fc.assert(
    fc.property(values, (value) => {
      const encoded = write(value);
      const back = readDer(encoded, read);
      assert.deepEqual(back, value);
      assert.deepEqual(write(back), encoded);
    }),
    RUNS,
  );
}

test('integers come back, in the fewest octets', () => {
  roundTrip(fc.bigInt({ min: -(1n << 300n), max: 1n << 300n }), der.integer, (reader) => reader.integer());
  roundTrip(fc.integer(), der.integer, (reader) => reader.smallInteger(-(2 ** 31), 2 ** 31 - 1));
  for (const [value, hex] of [
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [256, '02020100'],
    [-1, '0201ff'],
    [-128, '020180'],
    [-129, '0202ff7f'],
  ] as const) {
    assert.equal(toHex(der.integer(value)), hex);
  }
});

test('numbers of six octets stay exact', () => {
  const value = 2 ** 47 - 1;
  assert.equal(
    readDer(der.integer(value), (reader) => reader.smallInteger(0, Number.MAX_SAFE_INTEGER)),
    value,
  );
});

test('unsigned octets come back without leading zeros', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (value) => {
      const significant = value.findIndex((octet) => octet !== 0);
      const trimmed = significant < 0 ? Uint8Array.of(0) : value.slice(significant);
      const back = readDer(der.unsignedInteger(value), (reader) => reader.unsignedOctets());
      assert.deepEqual(Uint8Array.from(back), trimmed);
    }),
    RUNS,
  );
  assert.equal(toHex(der.unsignedInteger(new Uint8Array(0))), '020100');
});

test('enumerated values come back', () => {
  roundTrip(fc.nat(), der.enumerated, (reader) => reader.smallInteger(0, 0x7fffffff, TAG.enumerated));
});

test('booleans, nulls, octets and bits come back', () => {
  roundTrip(fc.boolean(), der.boolean, (reader) => reader.boolean());
  roundTrip(octets, der.octetString, (reader) => Uint8Array.from(reader.octetString()));
  roundTrip(octets, der.bitString, (reader) => Uint8Array.from(reader.bitString()));
  readDer(der.nullValue(), (reader) => reader.null());
  assert.equal(
    readDer(der.boolean(true), (reader) => reader.booleanDefaultFalse()),
    true,
  );
  assert.equal(new DerReader(new Uint8Array(0)).booleanDefaultFalse(), false);
});

test('named bits come back in ascending order', () => {
  const bits = fc.uniqueArray(fc.integer({ min: 0, max: 63 })).map((list) => list.sort((a, b) => a - b));
  roundTrip(bits, der.namedBits, (reader) => reader.namedBits());
  assert.equal(toHex(der.namedBits([0, 1])), '030206c0');
  assert.equal(toHex(der.namedBits([])), '030100');
});

test('lengths around every border come back', () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65535, 65536]) {
    const encoded = der.octetString(new Uint8Array(length));
    assert.equal(readDer(encoded, (reader) => reader.octetString()).length, length);
  }
});

test('object identifiers come back, with arcs of any size', () => {
  const arc = fc.bigInt({ min: 0n, max: 1n << 128n });
  const dotted = fc
    .tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 39 }), fc.array(arc, { maxLength: 4 }))
    .map(([first, second, rest]) => [first, second, ...rest].join('.'));
  roundTrip(dotted, der.oid, (reader) => reader.oid());
  for (const value of [
    '2.999',
    '2.4294967296',
    '1.2.4294967296.4294967297',
    '2.25.340282366920938463463374607431768211455',
  ]) {
    assert.equal(
      readDer(der.oid(value), (reader) => reader.oid()),
      value,
    );
  }
  assert.equal(toHex(der.oid(OID.sm2WithSm3)), '06082a811ccf55018375');
});

test('2^32 + 1 is another arc than 1', () => {
  assert.notDeepEqual(der.oid('1.2.4294967297'), der.oid('1.2.1'));
});

test('every identifier of the table comes back and has one name', () => {
  const values = Object.values(OID);
  assert.equal(new Set(values).size, values.length);
  for (const [name, value] of Object.entries(OID)) {
    assert.equal(
      readDer(der.oid(value), (reader) => reader.oid()),
      value,
    );
    assert.equal(oidName(value), name);
  }
  assert.equal(oidName('1.2.3'), undefined);
});

test('malformed dotted identifiers are refused', () => {
  for (const value of [
    '',
    '1',
    '1.',
    '.1',
    '3.1',
    '0.40',
    '1.40',
    '1.2.',
    '1.2.03',
    '1.2.-3',
    '1.2.3 ',
    '1..2',
    'a.b',
  ]) {
    assert.throws(() => der.oid(value), RangeError, value);
  }
});

test('strings come back, Chinese and rare characters intact', () => {
  roundTrip(text, der.utf8String, (reader) => reader.utf8String());
  roundTrip(fc.constantFrom('张三', '龘䶮㐱𠮷', '示例医院', '\ufeff开头', 'a\u0000b', ''), der.utf8String, (reader) =>
    reader.string(),
  );
  roundTrip(fc.stringMatching(/^[A-Za-z0-9 '()+,\-./:=?]*$/), der.printableString, (reader) => reader.string());
  roundTrip(fc.string({ unit: 'binary-ascii' }), der.ia5String, (reader) => reader.string());
  assert.equal(
    readDer(fromHex('1e044e2d6587'), (reader) => reader.string()),
    '中文',
  );
  assert.equal(
    readDer(fromHex('1e04d842dfb7'), (reader) => reader.string()),
    '𠮷',
  );
  assert.equal(
    readDer(fromHex('1402e9fc'), (reader) => reader.string()),
    'éü',
  );
});

test('strings outside their type are not written', () => {
  assert.throws(() => der.printableString('a@b'), RangeError);
  assert.throws(() => der.printableString('医'), RangeError);
  assert.throws(() => der.ia5String('é'), RangeError);
  assert.throws(() => der.utf8String('\ud840'), RangeError);
});

const instant = fc.date({
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59Z'),
  noInvalidDate: true,
});
const second = (at: Date): Date => new Date(Math.floor(at.getTime() / 1000) * 1000);

test('times come back', () => {
  roundTrip(instant.map(second), der.time, (reader) => reader.time());
  roundTrip(
    instant,
    (at) => der.generalizedTime(at, { milliseconds: true }),
    (reader) => reader.generalizedTime(),
  );
  assert.equal(der.time(new Date('2049-12-31T23:59:59Z'))[0], TAG.utcTime);
  assert.equal(der.time(new Date('2050-01-01T00:00:00Z'))[0], TAG.generalizedTime);
  assert.equal(der.time(new Date('1949-12-31T23:59:59Z'))[0], TAG.generalizedTime);
});

test('a leap day and finer fractions are read', () => {
  const read = (body: string) =>
    readDer(der.element(TAG.generalizedTime, new TextEncoder().encode(body)), (reader) => reader.time()).toISOString();
  assert.equal(read('20240229120000Z'), '2024-02-29T12:00:00.000Z');
  assert.equal(read('20240229120000.5Z'), '2024-02-29T12:00:00.500Z');
  assert.equal(read('20240229120000.123456789Z'), '2024-02-29T12:00:00.123Z');
});

test('times that the types cannot hold are not written', () => {
  assert.throws(() => der.utcTime(new Date('2050-01-01T00:00:00Z')), RangeError);
  assert.throws(() => der.utcTime(new Date('1949-12-31T23:59:59Z')), RangeError);
  assert.throws(() => der.time(new Date(Number.NaN)), RangeError);
  assert.throws(() => der.generalizedTime(new Date('+010000-01-01T00:00:00Z')), RangeError);
});

test('SET OF is written in ascending order whatever the order given', () => {
  fc.assert(
    fc.property(fc.array(octets.map(der.octetString), { maxLength: 12 }), (members) => {
      const encoded = der.setOf(...members);
      assert.deepEqual(der.setOf(...[...members].reverse()), encoded);
      const read = readDer(encoded, (reader) => reader.setOf({ sorted: true }).all((inner) => inner.any().raw));
      assert.deepEqual(concatBytes(...read).length, concatBytes(...members).length);
    }),
    RUNS,
  );
});

test('an unsorted SET OF is read where order is not asked for', () => {
  assert.deepEqual(
    readDer(fromHex('3106020102020101'), (reader) => reader.setOf().all((inner) => inner.integer())),
    [2n, 1n],
  );
});

test('context tags, optional and remaining elements', () => {
  const encoded = der.sequence(
    der.implicit(0, der.octetString(Uint8Array.of(9))),
    der.explicit(1, der.integer(5)),
    der.implicit(2, der.sequence(der.integer(6))),
  );
  const read = readDer(encoded, (reader) => {
    const members = reader.sequence();
    return {
      zero: members.optional(0x80, (inner) => inner.element(0x80).value[0]),
      one: members.optional(0xa1, (inner) => inner.context(1).integer()),
      absent: members.optional(0xa7, (inner) => inner.context(7)),
      two: members.context(2).all((inner) => inner.integer()),
      done: members.done,
    };
  });
  assert.deepEqual(read, { zero: 9, one: 5n, absent: undefined, two: [6n], done: true });
});

/** Any element, re-encoded from what was read of it. */
function rewrite(reader: DerReader): Uint8Array {
  const parent = reader.any();
  if ((parent.tag & 0x20) === 0) return der.element(parent.tag, parent.value);
  return der.element(parent.tag, concatBytes(...reader.inside(parent).all(rewrite)));
}

test('whatever octets are accepted re-encode to themselves; all others throw Asn1Error', () => {
  const valid = fc.letrec<{ element: Uint8Array }>((tie) => ({
    element: fc.oneof(
      { maxDepth: 4 },
      octets.map(der.octetString),
      fc.bigInt().map(der.integer),
      fc.array(tie('element'), { maxLength: 4 }).map((members) => der.sequence(...members)),
    ),
  })).element;
  const damaged = fc.tuple(valid, fc.nat(), fc.nat(255)).map(([bytes, at, octet]) => {
    const copy = Uint8Array.from(bytes);
    copy[at % copy.length] = octet;
    return copy;
  });
  fc.assert(
    fc.property(fc.oneof(valid, damaged, fc.uint8Array({ maxLength: 40 })), (bytes) => {
      try {
        assert.deepEqual(readDer(bytes, rewrite), bytes);
      } catch (error) {
        if (!(error instanceof Asn1Error)) throw error;
      }
    }),
    { seed: 5280, numRuns: 3000 },
  );
});
