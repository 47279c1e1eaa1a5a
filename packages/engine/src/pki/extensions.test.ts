import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Asn1Error } from '../asn1/asn1-error.ts';
import { readDer } from '../asn1/der-reader.ts';
import {
  explicit,
  ia5String,
  implicit,
  namedBits,
  octetString,
  oid,
  sequence,
  unsignedInteger,
} from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { fromHex } from '../bytes/hex.ts';
import {
  authorityInfoAccessExtension,
  authorityKeyIdentifierExtension,
  basicConstraintsExtension,
  certificatePoliciesExtension,
  crlDistributionPointsExtension,
  type Extension,
  encodeExtensions,
  extendedKeyUsageExtension,
  extension,
  KEY_USAGES,
  keyUsageExtension,
  readExtensions,
  subjectAltNameExtension,
  subjectKeyIdentifierExtension,
} from './extensions.ts';
import type { GeneralName } from './general-names.ts';
import { encodeName, nameOf } from './name.ts';

const read = (...extensions: Extension[]) => readDer(encodeExtensions(extensions), readExtensions);

test('every built extension reads back', () => {
  const identifier = fromHex('00112233445566778899');
  const extensions = read(
    basicConstraintsExtension({ ca: true, pathLength: 3 }),
    keyUsageExtension(['keyCertSign', 'cRLSign']),
    extendedKeyUsageExtension([OID.timeStamping], true),
    subjectKeyIdentifierExtension(identifier),
    authorityKeyIdentifierExtension(identifier),
    certificatePoliciesExtension(['1.2.156.1', OID.anyPolicy]),
    crlDistributionPointsExtension(['http://ca.example/a.crl', 'http://ca.example/b.crl']),
    authorityInfoAccessExtension({ ocsp: 'http://ca.example/ocsp', caIssuers: 'http://ca.example/ca.cer' }),
  );
  assert.deepEqual(extensions.basicConstraints, { ca: true, pathLength: 3 });
  assert.deepEqual(extensions.keyUsage, ['keyCertSign', 'cRLSign']);
  assert.deepEqual(extensions.extendedKeyUsage, [OID.timeStamping]);
  assert.deepEqual(extensions.subjectKeyIdentifier, identifier);
  assert.deepEqual(extensions.authorityKeyIdentifier, { keyIdentifier: identifier });
  assert.deepEqual(extensions.certificatePolicies, [{ policy: '1.2.156.1' }, { policy: OID.anyPolicy }]);
  assert.deepEqual(extensions.crlDistributionPoints, [
    { uris: ['http://ca.example/a.crl', 'http://ca.example/b.crl'], partial: false },
  ]);
  assert.deepEqual(
    extensions.authorityInfoAccess?.map(({ method }) => method),
    [OID.ocsp, OID.caIssuers],
  );
  assert.deepEqual(
    extensions.all.map(({ critical }) => critical),
    [true, true, true, false, false, false, false, false],
  );
});

test('any set of key usages reads back', () => {
  fc.assert(
    fc.property(fc.subarray([...KEY_USAGES], { minLength: 1 }), (usages) => {
      assert.deepEqual(read(keyUsageExtension(usages)).keyUsage, usages);
    }),
    { seed: 3, numRuns: 50 },
  );
});

test('alternative names of every kind read back', () => {
  const names: GeneralName[] = [
    { kind: 'email', value: 'a@example.org' },
    { kind: 'dns', value: 'ca.example' },
    { kind: 'uri', value: 'urn:uuid:1' },
    { kind: 'ip', address: Uint8Array.of(127, 0, 0, 1) },
    { kind: 'other', der: fromHex('8803550403') },
  ];
  assert.deepEqual(read(subjectAltNameExtension(names)).subjectAltName, names);
  const directory = read(
    subjectAltNameExtension([{ kind: 'directory', name: nameOf([[OID.commonName, '张三']]) }], true),
  ).subjectAltName?.[0];
  assert.ok(directory?.kind === 'directory');
  assert.deepEqual(encodeName(directory.name), encodeName(nameOf([[OID.commonName, '张三']])));
});

test('an authority key identifier may carry issuer and serial number', () => {
  const value = sequence(
    implicit(0, octetString(Uint8Array.of(1))),
    explicit(1, implicit(2, ia5String('ca'))),
    implicit(2, unsignedInteger(Uint8Array.of(0xff))),
  );
  assert.deepEqual(read(extension(OID.authorityKeyIdentifier, value)).authorityKeyIdentifier, {
    keyIdentifier: Uint8Array.of(1),
    issuer: [{ kind: 'dns', value: 'ca' }],
    serial: Uint8Array.of(0xff),
  });
});

test('a distribution point for some reasons, of another issuer or by relative name is marked', () => {
  const point = (...fields: Uint8Array[]) =>
    read(extension(OID.cRLDistributionPoints, sequence(sequence(...fields)))).crlDistributionPoints?.[0];
  assert.deepEqual(point(implicit(1, namedBits([1]))), { uris: [], partial: true });
  assert.deepEqual(point(explicit(2, implicit(2, ia5String('x')))), { uris: [], partial: true });
  assert.deepEqual(point(explicit(0, explicit(1, sequence(oid('2.5.4.3'), ia5String('x'))))), {
    uris: [],
    partial: false,
  });
});

for (const [what, value] of [
  [
    'a distribution point name with a tail',
    sequence(sequence(explicit(0, explicit(0, implicit(6, ia5String('x'))), implicit(6, ia5String('y'))))),
  ],
  ['a distribution point with a tail', sequence(sequence(ia5String('x')))],
] as const) {
  test(`${what} is refused`, () => assert.throws(() => read(extension(OID.cRLDistributionPoints, value)), Asn1Error));
}

test('a path length without CA, a repeated and an empty list are not written', () => {
  assert.throws(() => basicConstraintsExtension({ ca: false, pathLength: 1 }), RangeError);
  assert.throws(
    () => read(extension('1.2.3', octetString(Uint8Array.of())), extension('1.2.3', Uint8Array.of())),
    RangeError,
  );
  assert.throws(() => encodeExtensions([]), RangeError);
});
