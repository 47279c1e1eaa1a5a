import {
  explicit,
  ia5String,
  implicit,
  integer,
  namedBits,
  octetString,
  oid,
  sequence,
} from '@medsign/engine/asn1/der-writer';
import { OID } from '@medsign/engine/asn1/oids';
import { sm2PublicKey } from '@medsign/engine/crypto/sm2';
import * as ext from '@medsign/engine/pki/extensions';
import { encodeName, nameOf } from '@medsign/engine/pki/name';
import { encodeSm2Spki } from '@medsign/engine/pki/public-key';
import { draftCertificate, type Issuer } from '../build-certificate.ts';
import { privateOids } from '../private-oids.ts';
import {
  BASE,
  CN,
  change,
  type Fixture,
  fixture,
  good,
  issuing,
  person,
  random,
  recritical,
  UID,
  withExtension,
  withSubject,
} from './lint-fixtures.ts';

const usage = (...usages: ext.KeyUsage[]) => withExtension(person(), ext.keyUsageExtension(usages));
const named = (commonName: string) => withSubject(person(), ...BASE, [OID.commonName, commonName], UID);
const unit = (...names: string[]) =>
  withSubject(person(), ...BASE, ...names.map((name) => [OID.organizationalUnitName, name] as const), CN, UID);
const raw = (id: string, value: Uint8Array) => withExtension(person(), ext.extension(id, value));
const uri = (address: string) => implicit(6, ia5String(address));
const access = (...descriptions: Uint8Array[]) => raw(OID.authorityInfoAccess, sequence(...descriptions));
const point = (...addresses: string[]) => withExtension(person(), ext.crlDistributionPointsExtension(addresses));
const BASE_URL = 'https://ca.hospital.example';

/** A certificate for each lint that breaks it. */
export const BAD_MORE: Readonly<Record<string, () => Fixture>> = {
  'serial-of-sixteen-octets': () => change(person(), { serial: new Uint8Array([0x4a, ...random(17)]) }),
  'serial-not-the-issuers': () => change(person(), { serial: issuing.certificate.serial }),
  'size-moderate': () => raw('1.2.3.4', octetString(random(4096))),
  'public-key-not-the-generator': () => {
    const one = new Uint8Array(32);
    one[31] = 1;
    return change(person(), { spki: encodeSm2Spki(sm2PublicKey(one)) });
  },
  'issuer-may-issue': () => {
    const doctor: Issuer = { name: 'issuing', certificate: draftCertificate(person().fields).draft };
    return fixture('person-signing', doctor);
  },
  'key-usage-signs-or-encrypts': () => usage('digitalSignature', 'keyEncipherment'),
  'key-usage-directions-with-agreement': () => usage('digitalSignature', 'encipherOnly'),
  'key-usage-signs-crls-only-on-authorities': () => usage('digitalSignature', 'cRLSign'),
  'key-usage-authorities-sign-nothing-else': () =>
    withExtension(good('issuing-ca'), ext.keyUsageExtension(['digitalSignature', 'keyCertSign', 'cRLSign'])),
  'path-length-with-certificate-signing': () => withExtension(good('issuing-ca'), ext.keyUsageExtension(['cRLSign'])),
  'path-length-below-the-issuers': () => fixture('issuing-ca', issuing),
  'extended-key-usage-not-any': () => withExtension(person(), ext.extendedKeyUsageExtension([OID.anyExtendedKeyUsage])),
  'extended-key-usage-not-repeated': () =>
    withExtension(good('system'), ext.extendedKeyUsageExtension([OID.clientAuth, OID.clientAuth])),
  'extended-key-usage-answers-alone': () =>
    withExtension(good('ocsp'), ext.extendedKeyUsageExtension([OID.ocspSigning, OID.clientAuth])),
  'extended-key-usage-stamps-alone': () =>
    withExtension(good('tsa'), ext.extendedKeyUsageExtension([OID.timeStamping, OID.clientAuth], true)),
  'extended-key-usage-not-on-authorities': () =>
    withExtension(good('issuing-ca'), ext.extendedKeyUsageExtension([OID.clientAuth])),
  'subject-attributes-known': () => withSubject(person(), ...BASE, CN, [OID.title, '主任'], UID),
  'subject-attribute-order': () => withSubject(person(), CN, ...BASE, UID),
  'subject-one-attribute-in-each-step': () =>
    change(person(), { subject: [...nameOf(BASE), nameOf([CN, UID]).flat()] }),
  'subject-no-empty-value': () => unit(''),
  'subject-no-surrounding-space': () => unit(' 内科'),
  'subject-no-repeated-space': () => named('John  Smith'),
  'subject-no-other-space': () => named('李\u3000雷'),
  'subject-no-replacement-character': () => named('李\ufffd'),
  'subject-no-noncharacter': () => named('李\ufdd0'),
  'subject-few-units': () => unit('内科', '一病区', '二组'),
  'subject-units-differ': () => unit('内科', '内科'),
  'subject-not-the-issuers': () => change(person(), { subject: issuing.certificate.subject }),
  'extensions-critical-only-where-understood': () => recritical(person(), OID.subjectKeyIdentifier),
  'extensions-not-empty': () => raw('1.2.3.4', new Uint8Array(0)),
  'subject-key-identifier-length': () => withExtension(person(), ext.subjectKeyIdentifierExtension(random(32))),
  'authority-key-identifier-key-only': () => {
    const { subject, serial, extensions } = issuing.certificate;
    const identifier = implicit(0, octetString(extensions.subjectKeyIdentifier as Uint8Array));
    const issuer = explicit(1, explicit(4, encodeName(subject)));
    const number = implicit(2, integer(BigInt(`0x${Buffer.from(serial).toString('hex')}`)));
    return raw(OID.authorityKeyIdentifier, sequence(identifier, issuer, number));
  },
  'policy-without-qualifiers': () => {
    const qualifier = sequence(oid('1.3.6.1.5.5.7.2.1'), ia5String('https://hospital.example/cps'));
    return raw(OID.certificatePolicies, sequence(sequence(oid('1.2.3'), sequence(qualifier))));
  },
  'policy-any-only-on-authorities': () => withExtension(person(), ext.certificatePoliciesExtension([OID.anyPolicy])),
  'crl-point-covers-all-reasons': () => {
    const name = explicit(0, explicit(0, uri(`${BASE_URL}/crl/issuing.crl`)));
    return raw(OID.cRLDistributionPoints, sequence(sequence(name, implicit(1, namedBits([1])))));
  },
  'crl-point-has-an-address': () => {
    const name = explicit(0, explicit(0, explicit(4, encodeName(issuing.certificate.subject))));
    return raw(OID.cRLDistributionPoints, sequence(sequence(name)));
  },
  'information-access-not-critical': () => recritical(person(), OID.authorityInfoAccess),
  'information-access-methods-known': () => access(sequence(oid('1.3.6.1.5.5.7.48.3'), uri(`${BASE_URL}/tsa`))),
  'information-access-locations-are-addresses': () =>
    access(sequence(oid(OID.caIssuers), explicit(4, encodeName(issuing.certificate.subject)))),
  'issuer-address': () => access(sequence(oid(OID.caIssuers), uri(`${BASE_URL}/ca/root.cer`))),
  'addresses-are-web': () => point('ldap://ca.hospital.example/cn=issuing'),
  'addresses-plain': () => point('https://doctor@ca.hospital.example/crl/issuing.crl'),
  'addresses-differ': () => point(`${BASE_URL}/crl/issuing.crl`, `${BASE_URL}/crl/issuing.crl`),
  'name-constraints-only-on-authorities': () => raw(OID.nameConstraints, sequence(explicit(0, sequence(uri('a'))))),
  'policy-mappings-only-on-authorities': () => raw(OID.policyMappings, sequence(sequence(oid('1.2.3'), oid('1.2.4')))),
  'policy-constraints-only-on-authorities': () => raw(OID.policyConstraints, sequence(implicit(0, integer(0)))),
  'inhibit-any-policy-only-on-authorities': () => raw(OID.inhibitAnyPolicy, integer(0)),
  'no-private-key-usage-period': () => raw('2.5.29.16', sequence()),
  'approval-hash-not-zero': () =>
    withExtension(good('session-signing'), ext.extension(privateOids().approvalHash, octetString(new Uint8Array(32)))),
};
