import { OID } from '@medsign/engine/asn1/oids';
import type { Certificate } from '@medsign/engine/pki/certificate';
import { accessAddresses, extensionOf, isWeb, type Lint, neverCritical, sameMembers } from './lint-types.ts';
import { privateOids } from './private-oids.ts';

const KEY_IDENTIFIER_OCTETS = 20;
const MAY_BE_CRITICAL: readonly string[] = [OID.keyUsage, OID.basicConstraints, OID.extendedKeyUsage];
const ACCESS_METHODS: readonly string[] = [OID.ocsp, OID.caIssuers];
/** RFC 5280 §4.2.1.4, deprecated since RFC 3280. */
const PRIVATE_KEY_USAGE_PERIOD = '2.5.29.16';

const access = ({ extensions }: Certificate) => extensions.authorityInfoAccess ?? [];
const points = ({ extensions }: Certificate) => extensions.crlDistributionPoints ?? [];

/** Every address the certificate sends its reader to. */
function addressesOf(certificate: Certificate): string[] {
  return [
    ...points(certificate).flatMap(({ uris }) => uris),
    ...access(certificate).flatMap(({ location }) => (location.kind === 'uri' ? [location.value] : [])),
  ];
}

/** An extension that only authorities may have. */
function onlyOnAuthorities(name: string, source: string, id: string): Lint {
  return {
    name,
    source,
    holds: (certificate) =>
      certificate.extensions.basicConstraints?.ca === true || extensionOf(certificate, id) === undefined,
  };
}

/** What extensions say beyond the profile, and how they say it. */
export const EXTENSION_LINTS: readonly Lint[] = [
  {
    name: 'extensions-critical-only-where-understood',
    source: 'RFC 5280 §4.2: readers refuse critical extensions they do not know',
    holds: ({ extensions }) => extensions.all.every(({ oid, critical }) => !critical || MAY_BE_CRITICAL.includes(oid)),
  },
  {
    name: 'extensions-not-empty',
    source: 'RFC 5280 §4.1: the value is the DER of something',
    holds: ({ extensions }) => extensions.all.every(({ value }) => value.length >= 2),
  },
  {
    name: 'subject-key-identifier-length',
    source: 'RFC 7093 §2: 160 bits',
    holds: ({ extensions }) => extensions.subjectKeyIdentifier?.length === KEY_IDENTIFIER_OCTETS,
  },
  {
    name: 'authority-key-identifier-key-only',
    source: 'RFC 5280 §4.2.1.1: issuer and serial would break when an authority is certified anew',
    holds: ({ extensions: { authorityKeyIdentifier: found } }) =>
      found === undefined || (found.issuer === undefined && found.serial === undefined),
  },
  {
    name: 'policy-without-qualifiers',
    source: 'CA/Browser Forum BR 7.1.2.7.9: not recommended',
    holds: ({ extensions }) =>
      (extensions.certificatePolicies ?? []).every(({ qualifiers }) => qualifiers === undefined),
  },
  {
    name: 'policy-any-only-on-authorities',
    source: 'RFC 5280 §4.2.1.4',
    holds: ({ extensions }) =>
      extensions.basicConstraints?.ca === true ||
      !(extensions.certificatePolicies ?? []).some(({ policy }) => policy === OID.anyPolicy),
  },
  {
    name: 'crl-point-covers-all-reasons',
    source: 'RFC 5280 §4.2.1.13: one list with every reason, of the issuer itself',
    holds: (certificate) => points(certificate).every(({ partial }) => !partial),
  },
  {
    name: 'crl-point-has-an-address',
    source: 'RFC 5280 §4.2.1.13: a name relative to the issuer leads nowhere here',
    holds: (certificate) => points(certificate).every(({ uris }) => uris.length > 0),
  },
  {
    name: 'information-access-not-critical',
    source: 'RFC 5280 §4.2.2.1',
    holds: (certificate) => neverCritical(certificate, OID.authorityInfoAccess),
  },
  {
    name: 'information-access-methods-known',
    source: 'RFC 5280 §4.2.2.1: OCSP and caIssuers',
    holds: (certificate) => access(certificate).every(({ method }) => ACCESS_METHODS.includes(method)),
  },
  {
    name: 'information-access-locations-are-addresses',
    source: 'RFC 5280 §4.2.2.1, RFC 6960 §3.1',
    holds: (certificate) => access(certificate).every(({ location }) => location.kind === 'uri'),
  },
  {
    name: 'issuer-address',
    source: "RFC 5280 §4.2.2.1: where the issuer's certificate is; none where signed by itself",
    holds: (certificate, { issuer, settings }) =>
      sameMembers(
        accessAddresses(certificate, OID.caIssuers),
        issuer === undefined ? [] : [`${settings.baseUrl}/ca/${issuer.name}.cer`],
      ),
  },
  {
    name: 'addresses-are-web',
    source: 'RFC 5280 §4.2.1.13: http or https with a path',
    holds: (certificate) => addressesOf(certificate).every(isWeb),
  },
  {
    name: 'addresses-plain',
    source: 'no user, query or fragment: nothing of it is needed, and it follows whoever reads the certificate',
    holds: (certificate) => addressesOf(certificate).every((address) => !/[@?#\s]/.test(address)),
  },
  {
    name: 'addresses-differ',
    source: 'a status address is not where certificates lie',
    holds: (certificate) => {
      const addresses = addressesOf(certificate);
      return new Set(addresses).size === addresses.length;
    },
  },
  onlyOnAuthorities('name-constraints-only-on-authorities', 'RFC 5280 §4.2.1.10', OID.nameConstraints),
  onlyOnAuthorities('policy-mappings-only-on-authorities', 'RFC 5280 §4.2.1.5', OID.policyMappings),
  onlyOnAuthorities('policy-constraints-only-on-authorities', 'RFC 5280 §4.2.1.11', OID.policyConstraints),
  onlyOnAuthorities('inhibit-any-policy-only-on-authorities', 'RFC 5280 §4.2.1.14', OID.inhibitAnyPolicy),
  {
    name: 'no-private-key-usage-period',
    source: 'RFC 5280 §4.2.1: no longer recommended',
    holds: (certificate) => extensionOf(certificate, PRIVATE_KEY_USAGE_PERIOD) === undefined,
  },
  {
    name: 'approval-hash-not-zero',
    source: 'certificate profile: an approval was hashed',
    holds: (certificate, { settings }) => {
      const found = extensionOf(certificate, privateOids(settings.oidArc).approvalHash);
      return found === undefined || found.value.subarray(2).some((octet) => octet !== 0);
    },
  },
];
