import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Asn1Error } from '../asn1/asn1-error.ts';
import { readDer } from '../asn1/der-reader.ts';
import { bitString, element, integer, oid, sequence, setOf } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { TAG } from '../asn1/tags.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { attributeOf, commonNameOf, encodeName, equalNames, formatName, type Name, nameOf, readName } from './name.ts';

const text = (tag: number, value: string) => element(tag, new TextEncoder().encode(value));
const rdn = (type: string, value: Uint8Array) => setOf(sequence(oid(type), value));
const read = (der: Uint8Array): Name => readDer(der, readName);

test('a name reads back and re-encodes, rare characters included', () => {
  const name = nameOf([
    [OID.countryName, 'CN'],
    [OID.organizationName, '示例医院'],
    [OID.commonName, '龘䶮㐱𠮷'],
  ]);
  const der = encodeName(name);
  const again = read(der);
  assert.deepEqual(encodeName(again), der);
  assert.equal(commonNameOf(again), '龘䶮㐱𠮷');
  assert.equal(attributeOf(again, OID.title), undefined);
  assert.equal(formatName(again), 'CN=龘䶮㐱𠮷,O=示例医院,C=CN');
});

test('every name made of text re-encodes to the same octets', () => {
  const types = [OID.commonName, OID.organizationName, OID.userId, '2.5.4.97'];
  const attribute = fc.tuple(fc.constantFrom(...types), fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }));
  fc.assert(
    fc.property(fc.array(attribute, { maxLength: 5 }), (attributes) => {
      const der = encodeName(nameOf(attributes));
      assert.deepEqual(encodeName(read(der)), der);
      assert.ok(equalNames(read(der), nameOf(attributes)));
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('values that are not text stay encoded', () => {
  const der = sequence(rdn('2.5.4.45', bitString(Uint8Array.of(1, 2))));
  const name = read(der);
  assert.equal(formatName(name), '2.5.4.45=\\#0303000102');
  assert.deepEqual(encodeName(name), der);
});

test('comparison ignores string type, case and spacing, nothing else', () => {
  const printable = read(sequence(rdn(OID.commonName, text(TAG.printableString, 'Root  CA'))));
  const utf8 = read(sequence(rdn(OID.commonName, text(TAG.utf8String, ' root ca'))));
  assert.ok(equalNames(printable, utf8));
  assert.ok(!equalNames(printable, read(sequence(rdn(OID.commonName, text(TAG.utf8String, 'RootCA'))))));
  assert.ok(!equalNames(printable, read(sequence(rdn(OID.surname, text(TAG.utf8String, 'Root CA'))))));
  assert.ok(!equalNames(printable, []));
  assert.ok(!equalNames(nameOf([[OID.commonName, '张三\0']]), nameOf([[OID.commonName, '张三']])));
});

test('the order of RDNs matters, the order inside an RDN does not', () => {
  const [a, b] = [{ type: OID.commonName, value: 'A' } as const, { type: OID.userId, value: 'B' } as const];
  assert.ok(!equalNames([[a], [b]], [[b], [a]]));
  assert.ok(equalNames([[a, b]], [[b, a]]));
});

test('formatting escapes what could forge a name', () => {
  assert.equal(formatName(nameOf([[OID.commonName, 'a,O=b+c"d\\']])), 'CN=a\\,O\\=b\\+c\\"d\\\\');
  assert.equal(formatName(nameOf([[OID.commonName, ' x ']])), 'CN=\\ x\\ ');
  assert.equal(formatName(nameOf([[OID.commonName, 'a\u202eb\n']])), 'CN=a\\u{202e}b\\u{a}');
});

const unsorted = element(
  TAG.set,
  concatBytes(
    sequence(oid(OID.userId), text(TAG.utf8String, 'b')),
    sequence(oid(OID.commonName), text(TAG.utf8String, 'a')),
  ),
);
for (const [what, der] of [
  ['an empty RDN', sequence(setOf())],
  ['an RDN out of order', sequence(unsorted)],
  ['an attribute without value', sequence(setOf(sequence(oid(OID.commonName))))],
  ['an attribute of two values', sequence(setOf(sequence(oid(OID.commonName), integer(1), integer(2))))],
  ['a SET where a SEQUENCE belongs', setOf(setOf())],
  ['text that is not UTF-8', sequence(rdn(OID.commonName, element(TAG.utf8String, Uint8Array.of(0xc3, 0x28))))],
  ['a PrintableString with other characters', sequence(rdn(OID.commonName, text(TAG.printableString, 'a@b')))],
] as const) {
  test(`${what} is refused`, () => assert.throws(() => read(der), Asn1Error));
}

test('a country that is not printable cannot be written', () => {
  assert.throws(() => encodeName(nameOf([[OID.countryName, '中国']])), RangeError);
});
