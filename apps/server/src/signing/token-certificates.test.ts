import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explicit, integer, octetString, oid, sequence, setOf } from '@medsign/engine/asn1/der-writer';
import { OID } from '@medsign/engine/asn1/oids';
import { fullToken, slimToken } from './token-certificates.ts';

const certificates = explicit(0, sequence(integer(7)), sequence(integer(8)));
const token = (...middle: Uint8Array[]) =>
  sequence(
    oid(OID.signedData),
    explicit(
      0,
      sequence(
        integer(3),
        setOf(),
        sequence(oid(OID.tstInfo), explicit(0, octetString(Uint8Array.of(1)))),
        ...middle,
        setOf(),
      ),
    ),
  );

test('taking the certificates out of a token and putting them back gives the same octets', () => {
  const slim = slimToken(token(certificates));
  assert.deepEqual(slim.token, token());
  assert.deepEqual(slim.certificates, certificates);
  assert.deepEqual(fullToken(slim), token(certificates));
});

test('a token without certificates stays as it is', () => {
  const slim = slimToken(token());
  assert.equal(slim.certificates, undefined);
  assert.deepEqual(fullToken(slim), token());
});
