import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createAuthority, issueCrl, signDer } from '../../test-support/authority.ts';
import { Asn1Error } from '../asn1/asn1-error.ts';
import {
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  integer,
  nullValue,
  sequence,
  utcTime,
} from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { concatBytes } from '../bytes/bytes.ts';
import { fromHex } from '../bytes/hex.ts';
import { algorithmIdentifier } from './algorithm-identifier.ts';
import { checkSignature, sm2SignatureAlgorithmIdentifier } from './algorithms.ts';
import {
  assembleCrl,
  encodeRevokedEntry,
  findRevoked,
  parseCrl,
  REVOCATION_REASONS,
  type RevocationReason,
} from './crl.ts';
import { type Extension, encodeExtensions, extension } from './extensions.ts';

const ca = createAuthority('签发 CA');
const JUNE = new Date('2026-06-01T00:00:00Z');
const JULY = new Date('2026-07-01T00:00:00Z');

test('a list reads back with every reason', async () => {
  const reasons = Object.keys(REVOCATION_REASONS) as RevocationReason[];
  const revoked = reasons.map((reason, index) => ({
    serial: Uint8Array.of(0x80 + index),
    revokedAt: JUNE,
    reason,
    invalidityDate: new Date('2026-05-01T00:00:00Z'),
  }));
  const crl = issueCrl(ca, { revoked, crlNumber: 1n << 70n, expiredCertificatesSince: JUNE });
  assert.equal(crl.crlNumber, 1n << 70n);
  assert.equal(crl.revoked.size, reasons.length);
  assert.equal(crl.expiredCertificatesSince?.toISOString(), JUNE.toISOString());
  assert.deepEqual(crl.unknownCritical, []);
  assert.deepEqual(assembleCrl(crl.tbs, crl.signature), crl.der);
  assert.equal(findRevoked(crl, Uint8Array.of(0x81))?.reason, 'keyCompromise');
  // unspecified is not written.
  assert.equal(findRevoked(crl, Uint8Array.of(0x80))?.reason, undefined);
  assert.equal(findRevoked(crl, Uint8Array.of(0x7f)), undefined);
  const outcome = await checkSignature(crl.signatureAlgorithm, ca.certificate.spki, crl.signature, crl.tbs);
  assert.equal(outcome, 'valid');
});

test('an empty list is written without the list', () => {
  assert.equal(issueCrl(ca).revoked.size, 0);
});

const ALGORITHM = sm2SignatureAlgorithmIdentifier().der;
function crlOf(fields: readonly Uint8Array[], algorithm = ALGORITHM) {
  const tbs = sequence(...fields);
  return parseCrl(sequence(tbs, algorithm, fromHex('030200ff')));
}
const HEAD = [integer(1), ALGORITHM, ca.certificate.subjectDer, utcTime(JUNE)];
const extensions = (...list: Extension[]) => explicit(0, encodeExtensions(list));
const entry = (serial: number, ...list: Extension[]) =>
  sequence(integer(serial), utcTime(JUNE), ...(list.length > 0 ? [encodeExtensions(list)] : []));

test('a list of version 1 has neither number nor next update', () => {
  const crl = crlOf([...HEAD.slice(1), sequence(entry(5))]);
  assert.equal(crl.nextUpdate, undefined);
  assert.equal(crl.crlNumber, undefined);
  assert.equal(crl.revoked.size, 1);
});

test('critical extensions that are not processed are named, of the list and of entries', () => {
  const crl = crlOf([
    ...HEAD,
    sequence(entry(5, extension('2.5.29.29', nullValue(), true))),
    extensions(extension('1.2.3', integer(1), true)),
  ]);
  assert.deepEqual([...crl.unknownCritical].sort(), ['1.2.3', '2.5.29.29']);
});

test('a delta, a pointer to one and a distribution point read back', () => {
  const address = 'http://ca.hospital.example/crl/issuing-delta.crl';
  const whole = issueCrl(ca, {
    crlNumber: 8n,
    freshestCrl: address,
    distributionPoint: 'http://ca.hospital.example/1',
  });
  assert.deepEqual(whole.freshestCrl, [address]);
  assert.deepEqual(whole.scope?.distributionPoint, ['http://ca.hospital.example/1']);
  assert.equal(whole.baseCrlNumber, undefined);
  const delta = issueCrl(ca, { crlNumber: 9n, baseCrlNumber: 8n });
  assert.deepEqual([delta.baseCrlNumber, delta.crlNumber, delta.unknownCritical], [8n, 9n, []]);
  assert.throws(() => issueCrl(ca, { crlNumber: 8n, baseCrlNumber: 8n }), RangeError);
  assert.throws(() => issueCrl(ca, { crlNumber: 9n, baseCrlNumber: 8n, freshestCrl: address }), RangeError);
});

test('entries that were encoded before are taken as they are', () => {
  const revoked = [1, 2, 3].map((n) => ({ serial: Uint8Array.of(n), revokedAt: JUNE, reason: 'superseded' as const }));
  const [first, ...rest] = revoked.map(encodeRevokedEntry);
  assert.ok(first);
  const joined = issueCrl(ca, { encodedRevoked: [first, concatBytes(...rest), new Uint8Array(0)] });
  assert.deepEqual(joined.tbs, issueCrl(ca, { revoked }).tbs);
  assert.deepEqual(issueCrl(ca, { encodedRevoked: [new Uint8Array(0)] }).tbs, issueCrl(ca).tbs);
});

test('the scope of a list is read', () => {
  const scope = (...fields: Uint8Array[]) =>
    crlOf([...HEAD, extensions(extension(OID.issuingDistributionPoint, sequence(...fields), true))]).scope;
  const flag = (n: number) => implicit(n, fromHex('0101ff'));
  const none = { distributionPoint: undefined, onlyUserCertificates: false, onlyCaCertificates: false, other: false };
  assert.deepEqual(scope(flag(1)), { ...none, onlyUserCertificates: true });
  assert.deepEqual(scope(flag(2)), { ...none, onlyCaCertificates: true });
  assert.equal(scope(flag(4))?.other, true);
  assert.equal(scope(implicit(3, fromHex('03020780')))?.other, true);
  assert.throws(() => scope(implicit(1, fromHex('010100'))), Asn1Error);
});

for (const [what, read] of [
  ['a serial number twice', () => crlOf([...HEAD, sequence(entry(5), entry(5))])],
  ['serial number zero', () => crlOf([...HEAD, sequence(entry(0))])],
  ['version 3', () => crlOf([integer(2), ...HEAD.slice(1)])],
  ['version 1 written out', () => crlOf([integer(0), ...HEAD.slice(1)])],
  ['extensions in version 1', () => crlOf([...HEAD.slice(1), extensions(extension(OID.cRLNumber, integer(1)))])],
  [
    'entry extensions in version 1',
    () => crlOf([...HEAD.slice(1), sequence(entry(5, extension(OID.reasonCode, enumerated(1))))]),
  ],
  ['another algorithm outside', () => crlOf(HEAD, algorithmIdentifier(OID.ecdsaWithSha256).der)],
  ['an empty issuer', () => crlOf([integer(1), ALGORITHM, sequence(), utcTime(JUNE)])],
  ['reason 7', () => crlOf([...HEAD, sequence(entry(5, extension(OID.reasonCode, enumerated(7))))])],
  ['reason 11', () => crlOf([...HEAD, sequence(entry(5, extension(OID.reasonCode, enumerated(11))))])],
  [
    'an extension twice',
    () =>
      crlOf([
        ...HEAD,
        explicit(0, sequence(...[1, 2].map((n) => sequence(fromHex('0603551d14'), fromHex(`040302010${n}`))))),
      ]),
  ],
  ['an empty extension list', () => crlOf([...HEAD, explicit(0, sequence())])],
  [
    'something after the extensions',
    () => crlOf([...HEAD, extensions(extension(OID.cRLNumber, integer(1))), nullValue()]),
  ],
  ['an entry without time', () => crlOf([...HEAD, sequence(sequence(integer(1)))])],
  [
    'an invalidity date in UTCTime',
    () => crlOf([...HEAD, sequence(entry(5, extension(OID.invalidityDate, utcTime(JUNE))))]),
  ],
] as const) {
  test(`a list with ${what} is refused`, () => assert.throws(read, Asn1Error));
}

test('a list that ends before it begins, or names a certificate twice, is not built', () => {
  assert.throws(() => issueCrl(ca, { thisUpdate: JULY, nextUpdate: JUNE }), RangeError);
  const twice = [1, 2].map(() => ({ serial: Uint8Array.of(1), revokedAt: JUNE }));
  assert.throws(() => issueCrl(ca, { revoked: twice }), RangeError);
});

test('a later time than 2049 is read', () => {
  const far = new Date('2051-01-01T00:00:00Z');
  const tbs = sequence(...HEAD, generalizedTime(far));
  assert.equal(parseCrl(assembleCrl(tbs, signDer(ca.key, tbs))).nextUpdate?.toISOString(), far.toISOString());
});
