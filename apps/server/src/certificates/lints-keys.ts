import { readDer } from '@medsign/engine/asn1/der-reader';
import { OID } from '@medsign/engine/asn1/oids';
import { contextPrimitiveTag } from '@medsign/engine/asn1/tags';
import { equalBytes } from '@medsign/engine/bytes/bytes';
import { sm2PublicKey } from '@medsign/engine/crypto/sm2';
import type { KeyUsage } from '@medsign/engine/pki/extensions';
import type { Lint } from './lint-types.ts';

const SIGNS: readonly KeyUsage[] = ['digitalSignature', 'nonRepudiation', 'keyCertSign', 'cRLSign'];
const ENCRYPTS: readonly KeyUsage[] = ['keyEncipherment', 'dataEncipherment', 'keyAgreement'];
const SERIAL_OCTETS = 16;
/** A signature over more costs verifiers; a person's certificate has well below 1 KiB. */
const MAX_OCTETS = 4096;
/** Private key 1: everybody's. */
const GENERATOR = sm2PublicKey(Uint8Array.from({ length: 32 }, (_, i) => (i === 31 ? 1 : 0)));

const uses = (usages: readonly KeyUsage[] | undefined, wanted: readonly KeyUsage[]): boolean =>
  usages?.some((usage) => wanted.includes(usage)) === true;

/** Unique identifiers, which stand as [1] and [2] before the extensions. */
function uniqueIdentifiers(tbs: Uint8Array): number {
  const tags = readDer(tbs, (reader) => reader.sequence().all((each) => each.any().tag));
  return tags.filter((tag) => tag === contextPrimitiveTag(1) || tag === contextPrimitiveTag(2)).length;
}

/** Serial number, key, and what the key is for. */
export const KEY_LINTS: readonly Lint[] = [
  {
    name: 'serial-of-sixteen-octets',
    source: 'one length for all, positive without a sign octet',
    holds: ({ serial }) => serial.length === SERIAL_OCTETS && (serial[0] as number) < 0x80,
  },
  {
    name: 'serial-not-the-issuers',
    source: 'serial numbers are unique over all our authorities',
    holds: ({ serial }, { issuer }) => issuer === undefined || !equalBytes(serial, issuer.certificate.serial),
  },
  {
    name: 'signature-algorithm-without-parameters',
    source: 'GB/T 20518, GM/T 0015: absent, not NULL',
    holds: ({ signatureAlgorithm }) => signatureAlgorithm.parameters === undefined,
  },
  {
    name: 'no-unique-identifiers',
    source: 'RFC 5280 §4.1.2.8',
    holds: ({ tbs }) => uniqueIdentifiers(tbs) === 0,
  },
  {
    name: 'size-moderate',
    source: `at most ${MAX_OCTETS} octets`,
    holds: ({ der }) => der.length <= MAX_OCTETS,
  },
  {
    name: 'public-key-not-the-generator',
    source: 'GB/T 32918.1: the private key would be 1',
    holds: ({ spki }) => !equalBytes(spki.publicKey, GENERATOR),
  },
  {
    name: 'issuer-may-issue',
    source: 'RFC 5280 §6.1.4 (k), (n)',
    holds: (_certificate, { issuer }) => {
      if (issuer === undefined) return true;
      const { basicConstraints, keyUsage } = issuer.certificate.extensions;
      return basicConstraints?.ca === true && uses(keyUsage, ['keyCertSign']);
    },
  },
  {
    name: 'key-usage-signs-or-encrypts',
    source: 'GB/T 20518, GM/T 0034: signing and encryption are two certificates; only the encryption key is escrowed',
    holds: ({ extensions: { keyUsage } }) => !(uses(keyUsage, SIGNS) && uses(keyUsage, ENCRYPTS)),
  },
  {
    name: 'key-usage-directions-with-agreement',
    source: 'RFC 5280 §4.2.1.3: encipherOnly and decipherOnly mean nothing without keyAgreement',
    holds: ({ extensions: { keyUsage } }) =>
      !uses(keyUsage, ['encipherOnly', 'decipherOnly']) || uses(keyUsage, ['keyAgreement']),
  },
  {
    name: 'key-usage-signs-crls-only-on-authorities',
    source: 'RFC 5280 §4.2.1.3; no indirect CRLs here',
    holds: ({ extensions }) => !uses(extensions.keyUsage, ['cRLSign']) || extensions.basicConstraints?.ca === true,
  },
  {
    name: 'key-usage-authorities-sign-nothing-else',
    source: 'key separation (X-20): an authority signs no documents and no answers',
    holds: ({ extensions }) =>
      extensions.basicConstraints?.ca !== true || !uses(extensions.keyUsage, ['digitalSignature', 'nonRepudiation']),
  },
  {
    name: 'path-length-with-certificate-signing',
    source: 'RFC 5280 §4.2.1.9',
    holds: ({ extensions }) =>
      extensions.basicConstraints?.pathLength === undefined || uses(extensions.keyUsage, ['keyCertSign']),
  },
  {
    name: 'path-length-below-the-issuers',
    source: 'RFC 5280 §6.1.4 (l), (m): a path through it could never be valid',
    holds: ({ extensions: { basicConstraints } }, { issuer }) => {
      const limit = issuer?.certificate.extensions.basicConstraints?.pathLength;
      if (limit === undefined || basicConstraints?.ca !== true) return true;
      return basicConstraints.pathLength !== undefined && basicConstraints.pathLength < limit;
    },
  },
  {
    name: 'extended-key-usage-not-any',
    source: 'CA/Browser Forum BR 7.1.2.7.10',
    holds: ({ extensions }) => !(extensions.extendedKeyUsage ?? []).includes(OID.anyExtendedKeyUsage),
  },
  {
    name: 'extended-key-usage-not-repeated',
    source: 'RFC 5280 §4.2.1.12',
    holds: ({ extensions: { extendedKeyUsage = [] } }) => new Set(extendedKeyUsage).size === extendedKeyUsage.length,
  },
  {
    name: 'extended-key-usage-answers-alone',
    source: 'key separation (X-20): an OCSP responder does nothing else',
    holds: ({ extensions: { extendedKeyUsage = [] } }) =>
      !extendedKeyUsage.includes(OID.ocspSigning) || extendedKeyUsage.length === 1,
  },
  {
    name: 'extended-key-usage-stamps-alone',
    source: 'RFC 3161 §2.3',
    holds: ({ extensions: { extendedKeyUsage = [] } }) =>
      !extendedKeyUsage.includes(OID.timeStamping) || extendedKeyUsage.length === 1,
  },
  {
    name: 'extended-key-usage-not-on-authorities',
    source: 'certificate profile: it would limit every certificate below',
    holds: ({ extensions }) => extensions.basicConstraints?.ca !== true || extensions.extendedKeyUsage === undefined,
  },
];
