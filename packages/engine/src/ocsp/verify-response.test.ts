import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createAuthority, type Holder, issueCrl, issueSigner, NOW, signDer } from '../../test-support/authority.ts';
import { boolean, explicit, generalizedTime, nullValue, octetString, oid, sequence } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { fromHex } from '../bytes/hex.ts';
import { algorithmIdentifier } from '../pki/algorithm-identifier.ts';
import { type Extension, extendedKeyUsageExtension, extension, keyUsageExtension } from '../pki/extensions.ts';
import { platformCryptoFrom } from '../pki/platform-crypto.ts';
import { type CertificateId, certificateIdOf } from './certificate-id.ts';
import {
  assembleOcspResponse,
  buildResponseData,
  type CertificateStatus,
  ocspErrorResponse,
  type ResponseDataFields,
} from './response.ts';
import { type OcspQuestion, verifyOcspResponse } from './verify-response.ts';

const HOUR = 3_600_000;
const hours = (count: number) => new Date(NOW.getTime() + count * HOUR);
const platform = platformCryptoFrom(crypto.subtle);
const root = createAuthority('根 CA');
const ca = createAuthority('签发 CA', root);
const otherCa = createAuthority('别的 CA', root);
const person = issueSigner(ca, '张三');
const nonce = fromHex('00112233445566778899aabbccddeeff');
const idOf = async (issuer: Holder, holder: Holder) =>
  (await certificateIdOf('SM3', issuer.certificate, holder.certificate.serial)) as CertificateId;
const id = await idOf(ca, person);

const NO_CHECK = extension(OID.ocspNoCheck, nullValue());
const ANSWERS = extendedKeyUsageExtension([OID.ocspSigning]);

function issueResponder(issuer: Holder, extensions: readonly Extension[] = [ANSWERS, NO_CHECK], more = {}): Holder {
  return issueSigner(issuer, 'OCSP', { extensions: [keyUsageExtension(['digitalSignature']), ...extensions], ...more });
}

const responder = issueResponder(ca);

interface Answer {
  readonly status?: CertificateStatus;
  readonly fields?: Partial<ResponseDataFields>;
  readonly id?: CertificateId;
  readonly by?: Holder;
  readonly signer?: Holder;
  readonly attached?: readonly Uint8Array[];
  readonly thisUpdate?: Date;
  readonly nextUpdate?: Date | undefined;
}

function answer(made: Answer = {}): Uint8Array {
  const { status = { status: 'good' }, by = responder, thisUpdate = hours(-0.5), nextUpdate = hours(0.5) } = made;
  const tbs = buildResponseData({
    responder: by.name,
    producedAt: thisUpdate,
    responses: [
      {
        id: made.id ?? id,
        certificate: status,
        thisUpdate,
        nextUpdate: 'nextUpdate' in made ? made.nextUpdate : nextUpdate,
      },
    ],
    ...made.fields,
  });
  return assembleOcspResponse(tbs, signDer((made.signer ?? by).key, tbs), made.attached ?? [by.certificate.der]);
}

async function judged(der: Uint8Array, question: Partial<OcspQuestion> = {}) {
  const report = await verifyOcspResponse({
    der,
    certificate: person.certificate,
    issuer: ca.certificate,
    at: NOW,
    ...question,
  });
  const bad = report.checks.filter(({ result }) => result === 'failed' || result === 'indeterminate');
  return { verdict: report.verdict, bad: bad.map(({ name }) => name), status: report.single?.certificate.status };
}

const GOOD = { verdict: 'valid', bad: [], status: 'good' };

describe('believed', () => {
  test('good, by a delegated responder', async () => {
    assert.deepEqual(await judged(answer()), GOOD);
  });

  test('good, by the issuer itself', async () => {
    assert.deepEqual(await judged(answer({ by: ca, attached: [] })), GOOD);
  });

  test('good, with the nonce that was sent', async () => {
    assert.deepEqual(await judged(answer({ fields: { nonce } }), { nonce }), GOOD);
  });

  test('good, found by SHA-1 and by SHA-256', async () => {
    for (const digest of ['SHA-1', 'SHA-256'] as const) {
      const named = (await certificateIdOf(
        digest,
        ca.certificate,
        person.certificate.serial,
        platform,
      )) as CertificateId;
      assert.deepEqual(await judged(answer({ id: named }), { platform }), GOOD);
    }
  });

  test('good, from a responder named by its key', async () => {
    const hash = await platform.digest('SHA-1', responder.certificate.spki.publicKey);
    const single = sequence(
      id.der,
      Uint8Array.of(0x80, 0),
      generalizedTime(NOW),
      explicit(0, generalizedTime(hours(1))),
    );
    const tbs = sequence(explicit(2, octetString(hash)), generalizedTime(NOW), sequence(single));
    const der = assembleOcspResponse(tbs, signDer(responder.key, tbs), [responder.certificate.der]);
    assert.deepEqual(await judged(der, { platform }), GOOD);
  });

  test('good, from a responder without nocheck that a CRL does not list', async () => {
    const checked = issueResponder(ca, [ANSWERS]);
    assert.deepEqual(await judged(answer({ by: checked }), { crls: [issueCrl(ca)] }), GOOD);
  });

  test('revoked only after the judged time', async () => {
    const later = { status: 'revoked', revokedAt: hours(0.2), reason: 'keyCompromise' } as const;
    assert.equal((await judged(answer({ status: later }))).verdict, 'valid');
  });

  test('a difference of clocks within what was allowed', async () => {
    const ahead = answer({ thisUpdate: hours(0.01), nextUpdate: hours(1) });
    assert.deepEqual((await judged(ahead)).bad, ['freshness']);
    assert.deepEqual(await judged(ahead, { clockSkew: 60_000 }), GOOD);
  });
});

describe('not believed', () => {
  const revoked = (reason?: 'certificateHold') => ({
    status: { status: 'revoked', revokedAt: hours(-1), ...(reason && { reason }) } as const,
  });
  const CASES: Readonly<
    Record<
      string,
      () => Promise<[Uint8Array, string, Partial<OcspQuestion>?]> | [Uint8Array, string, Partial<OcspQuestion>?]
    >
  > = {
    revoked: () => [answer(revoked()), 'certificate-status'],
    suspended: () => [answer(revoked('certificateHold')), 'certificate-status'],
    unknown: () => [answer({ status: { status: 'unknown' } }), 'certificate-status'],
    'an error in place of an answer': () => [ocspErrorResponse('tryLater'), 'response-status'],
    'about another certificate': async () => [answer({ id: await idOf(ca, responder) }), 'certificate-id'],
    'about the same number of another issuer': async () => [
      answer({ id: await idOf(otherCa, person) }),
      'certificate-id',
    ],
    'two answers about it': () => {
      const single = { id, thisUpdate: hours(-0.5), nextUpdate: hours(0.5) };
      const responses = [
        { ...single, certificate: { status: 'good' } as const },
        { ...single, certificate: { status: 'unknown' } as const },
      ];
      return [answer({ fields: { responses } }), 'certificate-id'];
    },
    'a responder without the purpose': () => [answer({ by: issueResponder(ca, [NO_CHECK]) }), 'responder-purpose'],
    'a responder for timestamps': () => [
      answer({ by: issueResponder(ca, [NO_CHECK, extendedKeyUsageExtension([OID.timeStamping])]) }),
      'responder-purpose',
    ],
    'a responder for any purpose': () => [
      answer({ by: issueResponder(ca, [NO_CHECK, extendedKeyUsageExtension([OID.anyExtendedKeyUsage])]) }),
      'responder-purpose',
    ],
    'a responder whose key is for encryption': () => [
      answer({ by: issueSigner(ca, 'x', { extensions: [ANSWERS, NO_CHECK, keyUsageExtension(['keyEncipherment'])] }) }),
      'responder-purpose',
    ],
    'a responder of another authority': () => [answer({ by: issueResponder(otherCa) }), 'responder'],
    'a responder of the root above': () => [answer({ by: issueResponder(root) }), 'responder'],
    'a responder that certified itself': () => [
      answer({ by: issueResponder(ca, [ANSWERS, NO_CHECK], { signWith: otherCa.key }) }),
      'responder',
    ],
    'the holder vouching for itself': () => [answer({ by: person }), 'responder-purpose'],
    'a responder whose certificate is missing': () => [answer({ attached: [] }), 'responder'],
    'a responder whose certificate has ended': () => [
      answer({ by: issueResponder(ca, [ANSWERS, NO_CHECK], { fields: { notAfter: hours(-1) } }) }),
      'responder-validity',
    ],
    'a responder whose certificate has not begun': () => [
      answer({ by: issueResponder(ca, [ANSWERS, NO_CHECK], { fields: { notBefore: hours(1) } }) }),
      'responder-validity',
    ],
    'a responder without nocheck and without CRL': () => [
      answer({ by: issueResponder(ca, [ANSWERS]) }),
      'responder-revocation',
    ],
    'a responder that was revoked': () => {
      const by = issueResponder(ca, [ANSWERS]);
      const crl = issueCrl(ca, { revoked: [{ serial: by.certificate.serial, revokedAt: hours(-2) }] });
      return [answer({ by }), 'responder-revocation', { crls: [crl] }];
    },
    'signed by another key': () => [answer({ signer: person }), 'signature'],
    'changed after signing': () => {
      const der = answer();
      const copy = der.slice();
      const text = new TextEncoder().encode('OCSP');
      const found = copy.findIndex((_, i) => text.every((octet, j) => copy[i + j] === octet));
      copy[found] = 0x50;
      return [copy, 'responder'];
    },
    unsigned: () => {
      const tbs = buildResponseData({
        responder: responder.name,
        producedAt: NOW,
        responses: [{ id, certificate: { status: 'good' }, thisUpdate: NOW, nextUpdate: hours(1) }],
      });
      return [assembleOcspResponse(tbs, new Uint8Array(0), [responder.certificate.der]), 'signature'];
    },
    'signed with an algorithm of another kind of key': () => {
      const tbs = buildResponseData({
        responder: responder.name,
        producedAt: NOW,
        responses: [{ id, certificate: { status: 'good' }, thisUpdate: NOW, nextUpdate: hours(1) }],
      });
      const ecdsa = algorithmIdentifier(OID.ecdsaWithSha256);
      return [assembleOcspResponse(tbs, signDer(responder.key, tbs), [responder.certificate.der], ecdsa), 'signature'];
    },
    'an old "good" played back': () => [answer({ thisUpdate: hours(-3), nextUpdate: hours(-2) }), 'freshness'],
    'the status of now used for then': () => [answer(), 'freshness', { at: hours(-24) }],
    'without end and older than believed': () => [
      answer({ nextUpdate: undefined }),
      'freshness',
      { maximumAge: 60_000 },
    ],
    'signed before the status was known': () => [answer({ fields: { producedAt: hours(-2) } }), 'freshness'],
    'without the nonce that was sent': () => [answer(), 'nonce', { nonce }],
    'with another nonce': () => [answer({ fields: { nonce: Uint8Array.of(1) } }), 'nonce', { nonce }],
    'with a critical extension that is not known': () => {
      const single = sequence(
        id.der,
        Uint8Array.of(0x80, 0),
        generalizedTime(NOW),
        explicit(0, generalizedTime(hours(1))),
        explicit(1, sequence(sequence(oid('1.2.3'), boolean(true), octetString(nullValue())))),
      );
      const name = buildResponseData({
        responder: responder.name,
        producedAt: NOW,
        responses: [{ id, certificate: { status: 'good' }, thisUpdate: NOW, nextUpdate: undefined }],
      });
      // The responder's name stands behind the outer header.
      const header = name.length < 130 ? 2 : name.length < 258 ? 3 : 4;
      const length = (name[header + 1] as number) + 2;
      const tbs = sequence(name.slice(header, header + length), generalizedTime(NOW), sequence(single));
      return [
        assembleOcspResponse(tbs, signDer(responder.key, tbs), [responder.certificate.der]),
        'critical-extensions',
      ];
    },
  };
  for (const [name, make] of Object.entries(CASES)) {
    test(name, async () => {
      const [der, check, question] = await make();
      const report = await judged(der, question);
      assert.notEqual(report.verdict, 'valid');
      assert.ok(report.bad.includes(check), `${report.bad}`);
    });
  }
});
