/** A small certification authority with real SM2 keys for tests: what it makes is valid unless a test asks otherwise. */
import { OID } from '../src/asn1/oids.ts';
import { bigIntToBytes } from '../src/bytes/bytes.ts';
import { generateSm2KeyPair, type Sm2KeyPair, sm2Sign, sm2SignatureToDer } from '../src/crypto/sm2.ts';
import {
  assembleCertificate,
  buildTbsCertificate,
  type Certificate,
  parseCertificate,
  type TbsCertificateFields,
} from '../src/pki/certificate.ts';
import {
  assembleCrl,
  buildTbsCrl,
  type CertificateRevocationList,
  parseCrl,
  type TbsCrlFields,
} from '../src/pki/crl.ts';
import {
  authorityKeyIdentifierExtension,
  basicConstraintsExtension,
  type Extension,
  extendedKeyUsageExtension,
  keyIdentifierOf,
  keyUsageExtension,
  subjectKeyIdentifierExtension,
} from '../src/pki/extensions.ts';
import { type Name, nameOf } from '../src/pki/name.ts';
import { encodeSm2Spki } from '../src/pki/public-key.ts';
import { seededRandom } from './seeded-random.ts';

export const random = seededRandom('medsign engine tests');

/** Certificates of this file are valid from 2026 to 2036 unless a test says otherwise. */
export const NOT_BEFORE = new Date('2026-01-01T00:00:00Z');
export const NOT_AFTER = new Date('2035-12-31T23:59:59Z');
/** An instant inside that validity at which tests judge. */
export const NOW = new Date('2026-06-01T08:00:00Z');

export interface Holder {
  readonly name: Name;
  readonly key: Sm2KeyPair;
  readonly certificate: Certificate;
}

let lastSerial = 0x1000n;

export function nextSerial(): Uint8Array {
  lastSerial += 1n;
  return bigIntToBytes(lastSerial, 4);
}

export function testName(commonName: string): Name {
  return nameOf([
    [OID.countryName, 'CN'],
    [OID.organizationName, '示例医院'],
    [OID.commonName, commonName],
  ]);
}

/** DER signature with SM2 over any octets. */
export function signDer(key: Sm2KeyPair, data: Uint8Array): Uint8Array {
  return sm2SignatureToDer(sm2Sign(key, data, random));
}

export interface IssueOptions {
  /** Replaces extensions of the same identifier; undefined values of `without` remove them. */
  readonly extensions?: readonly Extension[];
  readonly without?: readonly string[];
  readonly fields?: Partial<TbsCertificateFields>;
  readonly key?: Sm2KeyPair;
  /** Signs instead of the issuer. */
  readonly signWith?: Sm2KeyPair;
}

function issue(
  issuer: { name: Name; key: Sm2KeyPair } | undefined,
  commonName: string,
  profile: readonly Extension[],
  options: IssueOptions,
): Holder {
  const key = options.key ?? generateSm2KeyPair(random);
  const name = options.fields?.subject ?? testName(commonName);
  const signer = issuer ?? { name, key };
  const extensions = [
    ...profile,
    subjectKeyIdentifierExtension(keyIdentifierOf(key.publicKey)),
    authorityKeyIdentifierExtension(keyIdentifierOf(signer.key.publicKey)),
  ].filter(({ oid }) => !options.without?.includes(oid) && !options.extensions?.some((other) => other.oid === oid));
  const tbs = buildTbsCertificate({
    serial: nextSerial(),
    issuer: signer.name,
    subject: name,
    notBefore: NOT_BEFORE,
    notAfter: NOT_AFTER,
    spki: encodeSm2Spki(key.publicKey),
    extensions: [...extensions, ...(options.extensions ?? [])],
    ...options.fields,
  });
  const der = assembleCertificate(tbs, signDer(options.signWith ?? signer.key, tbs));
  return { name, key, certificate: parseCertificate(der) };
}

/** A CA: self-signed without issuer. */
export function createAuthority(commonName: string, issuer?: Holder, options: IssueOptions = {}): Holder {
  const profile = [basicConstraintsExtension({ ca: true }), keyUsageExtension(['keyCertSign', 'cRLSign'])];
  return issue(issuer, commonName, profile, options);
}

/** A person's signing certificate. */
export function issueSigner(issuer: Holder, commonName: string, options: IssueOptions = {}): Holder {
  return issue(issuer, commonName, [keyUsageExtension(['digitalSignature', 'nonRepudiation'])], options);
}

/** A timestamp unit's certificate. */
export function issueTimestampUnit(issuer: Holder, commonName: string, options: IssueOptions = {}): Holder {
  const profile = [
    keyUsageExtension(['digitalSignature', 'nonRepudiation']),
    extendedKeyUsageExtension([OID.timeStamping], true),
  ];
  return issue(issuer, commonName, profile, options);
}

/** A CRL of the issuer, current at {@link NOW} unless the fields say otherwise. */
export function issueCrl(
  issuer: Holder,
  fields: Partial<TbsCrlFields> = {},
  signWith: Sm2KeyPair = issuer.key,
): CertificateRevocationList {
  const tbs = buildTbsCrl({
    issuer: issuer.name,
    thisUpdate: new Date('2026-06-01T00:00:00Z'),
    nextUpdate: new Date('2026-06-08T00:00:00Z'),
    crlNumber: 1n,
    authorityKeyIdentifier: keyIdentifierOf(issuer.key.publicKey),
    revoked: [],
    ...fields,
  });
  return parseCrl(assembleCrl(tbs, signDer(signWith, tbs)));
}
