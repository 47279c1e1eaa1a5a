import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAuthority, issueSigner, NOW } from '../../test-support/authority.ts';
import { Asn1Error } from '../asn1/asn1-error.ts';
import {
  boolean,
  enumerated,
  explicit,
  generalizedTime,
  implicit,
  integer,
  nullValue,
  octetString,
  oid,
  sequence,
} from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { fromHex, toHex } from '../bytes/hex.ts';
import { encodeName } from '../pki/name.ts';
import { platformCryptoFrom } from '../pki/platform-crypto.ts';
import { type CertificateId, certificateId, certificateIdOf, identifies } from './certificate-id.ts';
import { buildOcspRequest, MAX_REQUEST_OCTETS, parseOcspRequest } from './request.ts';
import {
  assembleOcspResponse,
  buildResponseData,
  OCSP_RESPONSE_STATUSES,
  ocspErrorResponse,
  parseOcspResponse,
} from './response.ts';

const platform = platformCryptoFrom(crypto.subtle);
const ca = createAuthority('签发 CA');
const person = issueSigner(ca, '张三');
const serial = person.certificate.serial;
const id = (await certificateIdOf('SM3', ca.certificate, serial)) as CertificateId;
const nonce = fromHex('00112233445566778899aabbccddeeff');

describe('certificate identifiers', () => {
  for (const digest of ['SM3', 'SHA-1', 'SHA-256'] as const) {
    test(`made and recognised with ${digest}`, async () => {
      const made = (await certificateIdOf(digest, ca.certificate, serial, platform)) as CertificateId;
      assert.equal(await identifies(made, ca.certificate, serial, platform), 'yes');
      assert.equal(await identifies(made, ca.certificate, Uint8Array.of(1), platform), 'no');
      assert.equal(await identifies(made, person.certificate, serial, platform), 'no');
    });
  }

  test('a foreign digest without platform is neither yes nor no', async () => {
    assert.equal(await certificateIdOf('SHA-1', ca.certificate, serial), undefined);
    const made = (await certificateIdOf('SHA-1', ca.certificate, serial, platform)) as CertificateId;
    assert.equal(await identifies(made, ca.certificate, serial), 'unknown-digest');
  });

  test('absent parameters mean the same as NULL', async () => {
    const { issuerNameHash, issuerKeyHash } = id;
    const bare = sequence(sequence(oid(OID.sm3)), octetString(issuerNameHash), octetString(issuerKeyHash), integer(77));
    const reading = parseOcspRequest(sequence(sequence(sequence(sequence(bare)))));
    assert.ok(reading.accepted);
    assert.equal(
      await identifies(reading.request.certificates[0] as CertificateId, ca.certificate, Uint8Array.of(77)),
      'yes',
    );
  });
});

describe('requests', () => {
  test('read as they were built, with and without nonce', () => {
    const second = certificateId({ ...id, digest: 'SM3', serial: Uint8Array.of(9) });
    for (const fields of [{ certificates: [id] }, { certificates: [id, second], nonce }]) {
      const reading = parseOcspRequest(buildOcspRequest(fields));
      assert.ok(reading.accepted);
      assert.deepEqual(
        reading.request.certificates.map(({ der }) => toHex(der)),
        fields.certificates.map(({ der }) => toHex(der)),
      );
      assert.deepEqual(reading.request.nonce, 'nonce' in fields ? nonce : undefined);
    }
  });

  test('a requestor name and a signature are let pass', () => {
    const name = explicit(1, explicit(4, encodeName(ca.name)));
    const signature = explicit(0, sequence(sequence(oid(OID.sm2WithSm3)), octetString(nonce)));
    assert.ok(parseOcspRequest(sequence(sequence(name, sequence(sequence(id.der))), signature)).accepted);
  });

  test('a request that names nothing or carries a bad nonce is not built', () => {
    assert.throws(() => buildOcspRequest({ certificates: [] }), RangeError);
    for (const length of [0, 33]) {
      assert.throws(() => buildOcspRequest({ certificates: [id], nonce: new Uint8Array(length) }), RangeError);
    }
  });

  const list = sequence(sequence(id.der));
  const extended = (...extensions: Uint8Array[]) => sequence(sequence(list, explicit(2, sequence(...extensions))));
  const nonceOf = (value: Uint8Array) => sequence(oid(OID.ocspNonce), octetString(value));
  const idWith = (...members: Uint8Array[]) => sequence(sequence(sequence(sequence(sequence(...members)))));
  const sm3 = sequence(oid(OID.sm3), nullValue());
  const hash = octetString(new Uint8Array(32));
  const MALFORMED: Readonly<Record<string, Uint8Array>> = {
    'nothing at all': new Uint8Array(0),
    'too many octets': new Uint8Array(MAX_REQUEST_OCTETS + 1),
    'an octet after the end': Uint8Array.of(...sequence(sequence(list)), 0),
    'no certificate named': sequence(sequence(sequence())),
    'version 1 encoded': sequence(sequence(explicit(0, integer(0)), list)),
    'version 2': sequence(sequence(explicit(0, integer(1)), list)),
    'a nonce that is no OCTET STRING': extended(nonceOf(integer(1))),
    'an empty nonce': extended(nonceOf(octetString(new Uint8Array(0)))),
    'a nonce of 33 octets': extended(nonceOf(octetString(new Uint8Array(33)))),
    'two nonces': extended(nonceOf(octetString(nonce)), nonceOf(octetString(nonce))),
    'no extension where some are announced': extended(),
    'an unknown critical extension': extended(sequence(oid('1.2.3'), boolean(true), octetString(nullValue()))),
    'an unknown critical extension of one certificate': sequence(
      sequence(
        sequence(
          sequence(id.der, explicit(0, sequence(sequence(oid('1.2.3'), boolean(true), octetString(nullValue()))))),
        ),
      ),
    ),
    'a name digest of the wrong length': idWith(sm3, octetString(new Uint8Array(20)), hash, integer(1)),
    'a key digest of the wrong length': idWith(sm3, hash, octetString(new Uint8Array(31)), integer(1)),
    'an empty digest of an unknown algorithm': idWith(
      sequence(oid('1.2.3')),
      octetString(new Uint8Array(0)),
      hash,
      integer(1),
    ),
    'a digest with parameters': idWith(sequence(oid(OID.sm3), integer(1)), hash, hash, integer(1)),
    'a serial number of zero': idWith(sm3, hash, hash, integer(0)),
    'a negative serial number': idWith(sm3, hash, hash, integer(-5)),
    'a serial number of 21 octets': idWith(sm3, hash, hash, integer(1n << 162n)),
    'something after the certificate identifier': idWith(sm3, hash, hash, integer(1), nullValue()),
    'something after the request': sequence(sequence(list), nullValue()),
  };
  for (const [name, der] of Object.entries(MALFORMED)) {
    test(`refused: ${name}`, () => {
      assert.equal(parseOcspRequest(der).accepted, false);
    });
  }
});

describe('responses', () => {
  const responses = [
    {
      id,
      certificate: { status: 'revoked', revokedAt: new Date(NOW.getTime() - 1000), reason: 'keyCompromise' },
      thisUpdate: NOW,
      nextUpdate: new Date(NOW.getTime() + 3_600_000),
    },
    { id, certificate: { status: 'good' }, thisUpdate: NOW, nextUpdate: undefined },
    { id, certificate: { status: 'unknown' }, thisUpdate: NOW, nextUpdate: undefined },
    { id, certificate: { status: 'revoked', revokedAt: NOW }, thisUpdate: NOW, nextUpdate: undefined },
  ] as const;
  const data = buildResponseData({ responder: ca.name, producedAt: NOW, responses, nonce });
  const signature = sequence(integer(1), integer(1));

  test('read as they were built', () => {
    const read = parseOcspResponse(assembleOcspResponse(data, signature, [ca.certificate.der]));
    assert.ok(read.status === 'successful');
    const { basic } = read;
    assert.deepEqual(
      basic.responses.map(({ certificate, thisUpdate, nextUpdate }) => ({ certificate, thisUpdate, nextUpdate })),
      responses.map(({ certificate, thisUpdate, nextUpdate }) => ({ certificate, thisUpdate, nextUpdate })),
    );
    assert.deepEqual([basic.tbs, basic.signature, basic.nonce], [data, signature, nonce]);
    assert.deepEqual([basic.producedAt, basic.certificates.length, basic.unknownCritical.length], [NOW, 1, 0]);
  });

  test('every error status is read back, and has no response bytes', () => {
    for (const status of Object.keys(OCSP_RESPONSE_STATUSES)) {
      if (status === 'successful') continue;
      const der = ocspErrorResponse(status as 'tryLater');
      assert.deepEqual(parseOcspResponse(der), { status });
      assert.equal(der.length, 5);
    }
  });

  test('impossible fields are not built', () => {
    assert.throws(() => buildResponseData({ responder: ca.name, producedAt: NOW, responses: [] }), RangeError);
    const backwards = { id, certificate: { status: 'good' }, thisUpdate: NOW, nextUpdate: NOW } as const;
    assert.throws(() => buildResponseData({ responder: ca.name, producedAt: NOW, responses: [backwards] }), RangeError);
  });

  const responder = explicit(1, encodeName(ca.name));
  const at = generalizedTime(NOW);
  const good = implicit(0, nullValue());
  const single = (...members: Uint8Array[]) => sequence(sequence(...members));
  const whole = (...members: Uint8Array[]) => assembleOcspResponse(sequence(...members), signature, []);
  const MALFORMED: Readonly<Record<string, Uint8Array>> = {
    'success without bytes': sequence(enumerated(0)),
    'an error with bytes': sequence(
      enumerated(1),
      explicit(0, sequence(oid(OID.ocspBasic), octetString(sequence(data, sequence(oid(OID.sm2WithSm3)))))),
    ),
    'status 4': sequence(enumerated(4)),
    'status 7': sequence(enumerated(7)),
    'another response type': sequence(enumerated(0), explicit(0, sequence(oid('1.2.3'), octetString(data)))),
    'an octet after the end': Uint8Array.of(...assembleOcspResponse(data, signature, []), 0),
    'no status': whole(responder, at, sequence()),
    'version encoded': whole(explicit(0, integer(0)), responder, at, single(id.der, good, at)),
    'a responder key hash of 32 octets': whole(
      explicit(2, octetString(new Uint8Array(32))),
      at,
      single(id.der, good, at),
    ),
    'good with contents': whole(responder, at, single(id.der, implicit(0, octetString(nonce)), at)),
    'a status of number 3': whole(responder, at, single(id.der, implicit(3, nullValue()), at)),
    'an unknown reason': whole(
      responder,
      at,
      single(id.der, implicit(1, sequence(at, explicit(0, enumerated(7)))), at),
    ),
    'an end before the beginning': whole(
      responder,
      at,
      single(id.der, good, at, explicit(0, generalizedTime(new Date(NOW.getTime() - 1000)))),
    ),
    'too many octets': new Uint8Array(70_000),
  };
  for (const [name, der] of Object.entries(MALFORMED)) {
    test(`refused: ${name}`, () => {
      assert.throws(() => parseOcspResponse(der), Asn1Error);
    });
  }
});
