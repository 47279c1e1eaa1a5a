import { readDer } from '@medsign/engine/asn1/der-reader';
import { OID } from '@medsign/engine/asn1/oids';
import { TAG } from '@medsign/engine/asn1/tags';
import { equalBytes } from '@medsign/engine/bytes/bytes';
import type { Certificate } from '@medsign/engine/pki/certificate';
import { keyIdentifierOf } from '@medsign/engine/pki/extensions';
import { attributeOf } from '@medsign/engine/pki/name';
import { crlAddress, ocspAddress, policyOf } from './build-certificate.ts';
import {
  accessAddresses,
  attributesOf,
  extensionOf,
  isWeb,
  type Lint,
  neverCritical,
  sameMembers,
  valuesOf,
} from './lint-types.ts';
import { privateOids } from './private-oids.ts';
import { TEST_UNIT } from './rules.ts';

const HOUR = 3_600_000;

/** Upper bounds of X.520, in characters (RFC 5280 appendix A). */
const UPPER_BOUNDS: ReadonlyMap<string, number> = new Map([
  [OID.countryName, 2],
  [OID.organizationName, 64],
  [OID.organizationalUnitName, 64],
  [OID.commonName, 64],
  [OID.userId, 256],
]);

const SERIAL_AND_ALGORITHM: readonly Lint[] = [
  {
    name: 'version-3',
    source: 'RFC 5280 §4.1.2.1',
    holds: (certificate) => certificate.version === 3,
  },
  {
    name: 'serial-from-generator',
    source: 'CA/Browser Forum BR 7.1: at least 64 bits of randomness',
    holds: ({ serial }) => serial.length >= 16 && new Set(serial).size > 4,
  },
  {
    name: 'signature-sm2-with-sm3',
    source: 'GB/T 20518, GM/T 0006: 1.2.156.10197.1.501',
    holds: ({ signatureAlgorithm }) => signatureAlgorithm.algorithm === OID.sm2WithSm3,
  },
  {
    name: 'public-key-sm2',
    source: 'GB/T 20518: id-ecPublicKey on curve 1.2.156.10197.1.301, uncompressed',
    holds: ({ spki }) => spki.algorithm === 'sm2' && spki.publicKey.length === 65,
  },
  {
    name: 'public-key-not-the-issuers',
    source: 'key separation',
    holds: ({ spki }, { issuer }) =>
      issuer === undefined || !equalBytes(spki.publicKey, issuer.certificate.spki.publicKey),
  },
];

const VALIDITY: readonly Lint[] = [
  {
    name: 'validity-not-empty',
    source: 'RFC 5280 §4.1.2.5',
    holds: ({ notBefore, notAfter }) => notAfter > notBefore,
  },
  {
    name: 'validity-of-profile',
    source: 'certificate profile',
    holds: ({ notBefore, notAfter }, { profile }) =>
      notAfter.getTime() - notBefore.getTime() <= profile.validity.maximum * HOUR,
  },
  {
    name: 'validity-within-issuer',
    source: 'RFC 5280 §6.1: a path is valid while all of it is',
    holds: ({ notBefore, notAfter }, { issuer }) =>
      issuer === undefined || (notBefore >= issuer.certificate.notBefore && notAfter <= issuer.certificate.notAfter),
  },
  {
    name: 'validity-time-type',
    source: 'RFC 5280 §4.1.2.5: UTCTime to 2049, GeneralizedTime from 2050',
    holds: (certificate) =>
      timeTags(certificate).every(
        (tag, index) =>
          (tag === TAG.utcTime) ===
          (index === 0 ? certificate.notBefore : certificate.notAfter).getUTCFullYear() < 2050,
      ),
  },
];

function timeTags({ tbs }: Certificate): number[] {
  return readDer(tbs, (reader) => {
    const fields = reader.sequence().all((each) => each.any());
    // version, serial, algorithm, issuer, validity
    const validity = fields[4];
    return validity === undefined ? [] : readDer(validity.raw, (v) => v.sequence().all((each) => each.any().tag));
  });
}

const SUBJECT: readonly Lint[] = [
  {
    name: 'issuer-is-the-issuers-subject',
    source: 'RFC 5280 §4.1.2.4, §6.1.3',
    holds: (certificate, { issuer }) =>
      equalBytes(certificate.issuerDer, issuer?.certificate.subjectDer ?? certificate.subjectDer),
  },
  {
    name: 'subject-country-cn',
    source: 'GB/T 20518 §5.2.3.4',
    holds: (certificate) => sameMembers(valuesOf(certificate, OID.countryName), ['CN']),
  },
  {
    name: 'subject-organization-of-issuer',
    source: 'one hospital, one organisation',
    holds: (certificate, { issuer }) => {
      const organizations = valuesOf(certificate, OID.organizationName);
      if (organizations.length !== 1) return false;
      return issuer === undefined || organizations[0] === attributeOf(issuer.certificate.subject, OID.organizationName);
    },
  },
  {
    name: 'subject-one-common-name',
    source: 'RFC 5280 §4.1.2.6',
    holds: (certificate) => {
      const names = valuesOf(certificate, OID.commonName);
      return names.length === 1 && names[0] === names[0]?.trim() && names[0] !== '';
    },
  },
  {
    name: 'subject-job-number',
    source: 'certificate profile: UID on people, and on nobody else',
    holds: (certificate, { profile }) => {
      const jobNumbers = valuesOf(certificate, OID.userId);
      if (profile.holder === 'service') return jobNumbers.length === 0;
      return jobNumbers.length === 1 && /^[A-Za-z0-9_-]{1,32}$/.test(jobNumbers[0] as string);
    },
  },
  {
    name: 'subject-test-mark',
    source: 'R1.2: test accounts are marked, people are not',
    holds: (certificate, { test }) => valuesOf(certificate, OID.organizationalUnitName).includes(TEST_UNIT) === test,
  },
  {
    name: 'subject-upper-bounds',
    source: 'RFC 5280 appendix A, X.520',
    holds: (certificate) =>
      attributesOf(certificate).every(({ type, value }) => [...value].length <= (UPPER_BOUNDS.get(type) ?? 0)),
  },
  {
    name: 'subject-string-types',
    source: 'RFC 5280 §4.1.2.4, §4.1.2.6: PrintableString for the country, UTF8String elsewhere',
    holds: (certificate) =>
      attributesOf(certificate).every(
        ({ type, encoded }) => encoded?.[0] === (type === OID.countryName ? TAG.printableString : TAG.utf8String),
      ),
  },
  {
    name: 'subject-no-control-characters',
    source: 'a name must not forge a line or turn the reading direction',
    holds: (certificate) => attributesOf(certificate).every(({ value }) => !/[\p{Cc}\p{Cf}]/u.test(value)),
  },
];

const KEY: readonly Lint[] = [
  {
    name: 'basic-constraints-of-profile',
    source: 'RFC 5280 §4.2.1.9: critical on authorities; absent on the others',
    holds: (certificate, { profile }) => {
      const { basicConstraints } = certificate.extensions;
      if (profile.authority === undefined) return basicConstraints === undefined;
      return (
        basicConstraints?.ca === true &&
        basicConstraints.pathLength === profile.authority.pathLength &&
        extensionOf(certificate, OID.basicConstraints)?.critical === true
      );
    },
  },
  {
    name: 'key-usage-of-profile',
    source: 'RFC 5280 §4.2.1.3, GB/T 20518',
    holds: ({ extensions }, { profile }) => sameMembers(extensions.keyUsage ?? [], profile.keyUsage),
  },
  {
    name: 'key-usage-critical',
    source: 'RFC 5280 §4.2.1.3',
    holds: (certificate) => extensionOf(certificate, OID.keyUsage)?.critical === true,
  },
  {
    name: 'key-usage-signs-certificates-only-on-authorities',
    source: 'RFC 5280 §4.2.1.3, §4.2.1.9',
    holds: ({ extensions }) =>
      (extensions.keyUsage?.includes('keyCertSign') ?? false) === (extensions.basicConstraints?.ca ?? false),
  },
  {
    name: 'extended-key-usage-of-profile',
    source: 'certificate profile',
    holds: ({ extensions }, { profile }) =>
      sameMembers(extensions.extendedKeyUsage ?? [], profile.extendedKeyUsage?.usages ?? []),
  },
  {
    name: 'extended-key-usage-criticality',
    source: 'RFC 3161 §2.3: critical on timestamp units',
    holds: (certificate, { profile }) =>
      (extensionOf(certificate, OID.extendedKeyUsage)?.critical ?? false) ===
      (profile.extendedKeyUsage?.critical ?? false),
  },
];

const IDENTIFIERS: readonly Lint[] = [
  {
    name: 'subject-key-identifier',
    source: 'RFC 5280 §4.2.1.2, RFC 7093 §2',
    holds: ({ extensions, spki }) =>
      extensions.subjectKeyIdentifier !== undefined &&
      equalBytes(extensions.subjectKeyIdentifier, keyIdentifierOf(spki.publicKey)),
  },
  {
    name: 'authority-key-identifier',
    source: "RFC 5280 §4.2.1.1: the issuer's subject key identifier; left out where signed by itself",
    holds: ({ extensions }, { issuer }) => {
      const found = extensions.authorityKeyIdentifier?.keyIdentifier;
      if (issuer === undefined) return extensions.authorityKeyIdentifier === undefined;
      const expected = issuer.certificate.extensions.subjectKeyIdentifier;
      return found !== undefined && expected !== undefined && equalBytes(found, expected);
    },
  },
  {
    name: 'key-identifiers-not-critical',
    source: 'RFC 5280 §4.2.1.1, §4.2.1.2',
    holds: (certificate) =>
      neverCritical(certificate, OID.subjectKeyIdentifier) && neverCritical(certificate, OID.authorityKeyIdentifier),
  },
  {
    name: 'policy-of-profile',
    source: 'RFC 5280 §4.2.1.4',
    holds: ({ extensions }, { profile, settings }) => {
      const expected = policyOf(profile, settings);
      const found = (extensions.certificatePolicies ?? []).map(({ policy }) => policy);
      return sameMembers(found, expected === undefined ? [] : [expected]);
    },
  },
  {
    name: 'policy-not-critical',
    source: 'certificate profile: readers that do not know the policy may go on',
    holds: (certificate) => neverCritical(certificate, OID.certificatePolicies),
  },
];

const STATUS: readonly Lint[] = [
  {
    name: 'crl-address',
    source: 'RFC 5280 §4.2.1.13: one whole list, over http or https',
    holds: ({ extensions }, { issuer, settings }) => {
      const points = extensions.crlDistributionPoints ?? [];
      if (issuer === undefined) return points.length === 0;
      const [point] = points;
      const expected = crlAddress(settings, issuer.name);
      return points.length === 1 && point?.partial === false && sameMembers(point.uris, [expected]) && isWeb(expected);
    },
  },
  {
    name: 'crl-address-not-critical',
    source: 'RFC 5280 §4.2.1.13',
    holds: (certificate) => neverCritical(certificate, OID.cRLDistributionPoints),
  },
  {
    name: 'ocsp-address',
    source: 'RFC 6960 §3.1: our responder, and none where it does not answer',
    holds: (certificate, { profile, settings }) => {
      const expected = ocspAddress(profile, settings);
      return sameMembers(accessAddresses(certificate, OID.ocsp), expected === undefined ? [] : [expected]);
    },
  },
  {
    name: 'ocsp-no-check-of-profile',
    source: 'RFC 6960 §4.2.2.2.1: NULL, not critical, on responders alone',
    holds: (certificate, { profile }) => {
      const found = extensionOf(certificate, OID.ocspNoCheck);
      if (!profile.ocspNoCheck) return found === undefined;
      return found !== undefined && !found.critical && equalBytes(found.value, Uint8Array.of(TAG.null, 0));
    },
  },
  {
    name: 'approval-hash-of-profile',
    source: 'certificate profile: 32 octets, not critical, on session certificates alone',
    holds: (certificate, { profile, settings }) => {
      const found = extensionOf(certificate, privateOids(settings.oidArc).approvalHash);
      if (!profile.approvalHash) return found === undefined;
      return (
        found !== undefined &&
        !found.critical &&
        equalBytes(found.value.subarray(0, 2), Uint8Array.of(TAG.octetString, 32))
      );
    },
  },
  {
    name: 'no-unknown-extension',
    source: 'certificate profile',
    holds: (certificate, { settings }) => {
      const known = new Set<string>([...KNOWN_EXTENSIONS, privateOids(settings.oidArc).approvalHash]);
      return certificate.extensions.all.every(({ oid }) => known.has(oid));
    },
  },
];

const KNOWN_EXTENSIONS = [
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
  OID.keyUsage,
  OID.basicConstraints,
  OID.extendedKeyUsage,
  OID.certificatePolicies,
  OID.cRLDistributionPoints,
  OID.authorityInfoAccess,
  OID.ocspNoCheck,
];

/** What each profile asks for, and the syntax every certificate shares. */
export const PROFILE_LINTS: readonly Lint[] = [
  ...SERIAL_AND_ALGORITHM,
  ...VALIDITY,
  ...SUBJECT,
  ...KEY,
  ...IDENTIFIERS,
  ...STATUS,
];
