import assert from 'node:assert/strict';
import { test } from 'node:test';
import vectors from '../../vectors/der-malformed.json' with { type: 'json' };
import { fromHex } from '../bytes/hex.ts';
import { Asn1Error } from './asn1-error.ts';
import { type DerReader, MAX_DEPTH, readDer } from './der-reader.ts';
import { octetString, sequence } from './der-writer.ts';

/** Reads an element and everything in it. */
function readAll(reader: DerReader): void {
  const parent = reader.any();
  if ((parent.tag & 0x20) === 0) return;
  const members = reader.inside(parent);
  while (!members.done) readAll(members);
}

const READERS: Readonly<Record<string, (reader: DerReader) => unknown>> = {
  any: (reader) => reader.any(),
  all: readAll,
  boolean: (reader) => reader.boolean(),
  booleanDefaultFalse: (reader) => reader.booleanDefaultFalse(),
  integer: (reader) => reader.integer(),
  smallInteger: (reader) => reader.smallInteger(),
  unsignedOctets: (reader) => reader.unsignedOctets(),
  null: (reader) => reader.null(),
  oid: (reader) => reader.oid(),
  octetString: (reader) => reader.octetString(),
  bitString: (reader) => reader.bitString(),
  namedBits: (reader) => reader.namedBits(),
  string: (reader) => reader.string(),
  utf8String: (reader) => reader.utf8String(),
  generalizedTime: (reader) => reader.generalizedTime(),
  time: (reader) => reader.time(),
  sequence: (reader) => reader.sequence(),
  emptySequence: (reader) => reader.sequence().end(),
  sortedSet: (reader) => reader.setOf({ sorted: true }),
  context0: (reader) => reader.context(0),
};

for (const { name, read, der, code } of vectors.vectors) {
  test(`${read} refuses ${name} as ${code}`, () => {
    const bytes = fromHex(der);
    assert.throws(
      () => readDer(bytes, READERS[read] as (reader: DerReader) => unknown),
      (error: unknown) => {
        assert.ok(error instanceof Asn1Error, String(error));
        assert.equal(error.code, code);
        assert.ok(error.offset >= 0 && error.offset <= bytes.length);
        assert.match(error.message, /\(at octet \d+\)$/);
        return true;
      },
    );
  });
}

test(`${MAX_DEPTH} levels are read`, () => {
  let der = octetString(Uint8Array.of(1));
  for (let level = 0; level < MAX_DEPTH; level++) der = sequence(der);
  readDer(der, readAll);
});

test('the offset of an error counts from the outermost octet', () => {
  const der = sequence(octetString(new Uint8Array(3)), sequence(Uint8Array.of(0x02, 0x02, 0x00, 0x01)));
  assert.throws(
    () =>
      readDer(der, (reader) => {
        const members = reader.sequence();
        members.octetString();
        members.sequence().integer();
      }),
    { code: 'bad-integer', offset: 9 },
  );
});
