import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ProfileName } from '@medsign/contract/certificates';
import { readDer } from '@medsign/engine/asn1/der-reader';
import { integer, nullValue, octetString, sequence } from '@medsign/engine/asn1/der-writer';
import { OID } from '@medsign/engine/asn1/oids';
import { algorithmIdentifier } from '@medsign/engine/pki/algorithm-identifier';
import {
  assembleCertificate,
  buildTbsCertificate,
  type Certificate,
  parseCertificate,
} from '@medsign/engine/pki/certificate';
import * as ext from '@medsign/engine/pki/extensions';
import { nameOf } from '@medsign/engine/pki/name';
import { encodeSm2Spki } from '@medsign/engine/pki/public-key';
import { draftCertificate } from './build-certificate.ts';
import type { LintContext } from './lint-types.ts';
import { LINTS } from './lints.ts';
import { privateOids } from './private-oids.ts';
import { PROFILES } from './profiles.ts';
import { BAD_MORE } from './test-support/bad-certificates.ts';
import {
  BASE,
  BEGIN,
  CN,
  change,
  type Fixture,
  good,
  issuing,
  lint,
  person,
  random,
  recritical,
  subjectFor,
  UID,
  withExtension,
  without,
  withSubject,
  years,
} from './test-support/lint-fixtures.ts';

/** One certificate for each lint that breaks it. */
const BAD: Readonly<Record<string, () => Fixture>> = {
  'serial-from-generator': () => change(person(), { serial: Uint8Array.of(1) }),
  'public-key-sm2': () =>
    change(person(), {
      spki: sequence(algorithmIdentifier(OID.rsaEncryption, nullValue()).der, rsaKey()),
    }),
  'public-key-not-the-issuers': () => change(person(), { spki: encodeSm2Spki(issuing.certificate.spki.publicKey) }),
  'validity-not-empty': () => change(person(), { notAfter: BEGIN }),
  'validity-of-profile': () => change(person(), { notAfter: years(6) }),
  'validity-within-issuer': () => change(good('tsa'), { notBefore: years(-1), notAfter: years(1) }),
  'issuer-is-the-issuers-subject': () => change(person(), { issuer: nameOf([CN]) }),
  'subject-country-cn': () => withSubject(person(), [OID.countryName, 'US'], ...BASE.slice(1), CN, UID),
  'subject-organization-of-issuer': () =>
    withSubject(person(), [OID.countryName, 'CN'], [OID.organizationName, '另一家医院'], CN, UID),
  'subject-one-common-name': () => withSubject(person(), ...BASE, UID),
  'subject-job-number': () => withSubject(person(), ...BASE, CN),
  'subject-test-mark': () => withSubject(person(), ...BASE, [OID.organizationalUnitName, '测试'], CN, UID),
  'subject-upper-bounds': () => withSubject(person(), ...BASE, [OID.commonName, '长'.repeat(65)], UID),
  'subject-string-types': () =>
    change(person(), {
      subject: [...subjectFor('person-signing').slice(0, 1), [bmpOrganization()], ...nameOf([CN, UID])],
    }),
  'subject-no-control-characters': () => withSubject(person(), ...BASE, [OID.commonName, '李\u202e雷'], UID),
  'basic-constraints-of-profile': () => withExtension(person(), ext.basicConstraintsExtension({ ca: false })),
  'key-usage-of-profile': () => withExtension(person(), ext.keyUsageExtension(['keyEncipherment'])),
  'key-usage-critical': () => recritical(person(), OID.keyUsage),
  'key-usage-signs-certificates-only-on-authorities': () =>
    withExtension(person(), ext.keyUsageExtension(['digitalSignature', 'keyCertSign'])),
  'extended-key-usage-of-profile': () =>
    withExtension(good('tsa'), ext.extendedKeyUsageExtension([OID.timeStamping, OID.clientAuth], true)),
  'extended-key-usage-criticality': () => recritical(good('tsa'), OID.extendedKeyUsage),
  'subject-key-identifier': () => withExtension(person(), ext.subjectKeyIdentifierExtension(random(20))),
  'authority-key-identifier': () => without(person(), OID.authorityKeyIdentifier),
  'key-identifiers-not-critical': () => recritical(person(), OID.subjectKeyIdentifier),
  'policy-of-profile': () => withExtension(person(), ext.certificatePoliciesExtension(['1.2.3'])),
  'policy-not-critical': () => recritical(person(), OID.certificatePolicies),
  'crl-address': () =>
    withExtension(person(), ext.crlDistributionPointsExtension(['https://elsewhere.example/crl/issuing.crl'])),
  'crl-address-not-critical': () => recritical(person(), OID.cRLDistributionPoints),
  'ocsp-address': () =>
    withExtension(person(), ext.authorityInfoAccessExtension({ ocsp: 'https://elsewhere.example/ocsp' })),
  'ocsp-no-check-of-profile': () => without(good('ocsp'), OID.ocspNoCheck),
  'approval-hash-of-profile': () =>
    withExtension(good('session-signing'), ext.extension(privateOids().approvalHash, octetString(random(20)))),
  ...BAD_MORE,
  'no-unknown-extension': () => withExtension(person(), ext.extension('1.2.3.4', octetString(random(4)))),
};

function rsaKey(): Uint8Array {
  const modulus = random(256);
  modulus[0] = 0x7f;
  const key = sequence(new Uint8Array([2, 0x82, 1, 0, ...modulus]), integer(65537));
  return new Uint8Array([3, 0x82, (key.length + 1) >> 8, (key.length + 1) & 255, 0, ...key]);
}

/** 示例医院 as a BMPString. */
function bmpOrganization() {
  const encoded = Uint8Array.of(0x1e, 8, 0x79, 0x3a, 0x4f, 0x8b, 0x53, 0x3b, 0x96, 0x62);
  return { type: OID.organizationName, value: '示例医院', encoded };
}

/** Cannot be broken through our builder: the octets themselves are changed. */
const BAD_OCTETS: Readonly<Record<string, () => { certificate: Certificate; context: LintContext }>> = {
  'version-3': () => {
    // A version 1 certificate: the same without version and extensions.
    const { fields, context } = person();
    const members = memberOctets(draftCertificate(fields).tbs).slice(1, -1);
    const der = assembleCertificate(sequence(...members), sequence(integer(1), integer(1)));
    return { certificate: parseCertificate(der), context };
  },
  'signature-sm2-with-sm3': () => {
    const signatureAlgorithm = algorithmIdentifier(OID.ecdsaWithSha256);
    const { fields, context } = change(person(), { signatureAlgorithm });
    const der = assembleCertificate(buildTbsCertificate(fields), sequence(integer(1)), signatureAlgorithm);
    return { certificate: parseCertificate(der), context };
  },
  'signature-algorithm-without-parameters': () => {
    const signatureAlgorithm = algorithmIdentifier(OID.sm2WithSm3, 'null');
    const { fields, context } = change(person(), { signatureAlgorithm });
    const der = assembleCertificate(buildTbsCertificate(fields), sequence(integer(1)), signatureAlgorithm);
    return { certificate: parseCertificate(der), context };
  },
  'no-unique-identifiers': () => {
    const { fields, context } = person();
    const members = memberOctets(draftCertificate(fields).tbs);
    members.splice(-1, 0, Uint8Array.of(0x81, 2, 0, 1));
    const der = assembleCertificate(sequence(...members), sequence(integer(1), integer(1)));
    return { certificate: parseCertificate(der), context };
  },
  'validity-time-type': () => {
    const { fields, context } = person();
    const members = memberOctets(draftCertificate(fields).tbs);
    const generalized = (text: string) => new Uint8Array([0x18, text.length, ...new TextEncoder().encode(text)]);
    members[4] = sequence(generalized('20260302000000Z'), generalized('20270302000000Z'));
    const der = assembleCertificate(sequence(...members), sequence(integer(1), integer(1)));
    return { certificate: parseCertificate(der), context };
  },
};

function memberOctets(tbs: Uint8Array): Uint8Array[] {
  return readDer(tbs, (reader) => reader.sequence().all((each) => each.any().raw));
}

describe('what the platform makes keeps every lint', () => {
  for (const name of Object.keys(PROFILES) as ProfileName[]) {
    test(name, () => {
      const { fields, context } = good(name);
      assert.deepEqual(lint(draftCertificate(fields).draft, context), []);
    });
  }
});

describe('each lint is broken by its bad certificate', () => {
  for (const { name } of LINTS) {
    test(name, () => {
      const fromOctets = BAD_OCTETS[name]?.();
      if (fromOctets !== undefined) {
        assert.ok(lint(fromOctets.certificate, fromOctets.context).includes(name));
        return;
      }
      const bad = BAD[name]?.();
      assert.ok(bad, `no bad fixture for ${name}`);
      assert.ok(lint(draftCertificate(bad.fields).draft, bad.context).includes(name));
    });
  }

  test('there are at least sixty', () => {
    assert.ok(LINTS.length >= 60, `${LINTS.length}`);
  });

  test('names are unique and every fixture belongs to a lint', () => {
    const names = LINTS.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.deepEqual(
      [...Object.keys(BAD), ...Object.keys(BAD_OCTETS)].filter((name) => !names.includes(name)),
      [],
    );
  });
});
