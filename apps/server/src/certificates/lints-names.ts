import { OID } from '@medsign/engine/asn1/oids';
import { equalBytes } from '@medsign/engine/bytes/bytes';
import { attributesOf, type Lint, valuesOf } from './lint-types.ts';

/** Attributes a subject may have, in their order. */
const ATTRIBUTE_ORDER: readonly string[] = [
  OID.countryName,
  OID.organizationName,
  OID.organizationalUnitName,
  OID.commonName,
  OID.userId,
];

const MAX_UNITS = 2;

/** How subjects are written. */
export const NAME_LINTS: readonly Lint[] = [
  {
    name: 'subject-attributes-known',
    source: 'certificate profile: C, O, OU, CN, UID',
    holds: (certificate) => attributesOf(certificate).every(({ type }) => ATTRIBUTE_ORDER.includes(type)),
  },
  {
    name: 'subject-attribute-order',
    source: 'GB/T 20518 §5.2.3.4: from the country down',
    holds: (certificate) => {
      const places = attributesOf(certificate).map(({ type }) => ATTRIBUTE_ORDER.indexOf(type));
      return places.every((place, index) => index === 0 || place >= (places[index - 1] as number));
    },
  },
  {
    name: 'subject-one-attribute-in-each-step',
    source: 'certificate profile: clients disagree on how to show several',
    holds: ({ subject }) => subject.every((step) => step.length === 1),
  },
  {
    name: 'subject-no-empty-value',
    source: 'RFC 5280 appendix A: at least one character',
    holds: (certificate) => attributesOf(certificate).every(({ value }) => value !== ''),
  },
  {
    name: 'subject-no-surrounding-space',
    source: 'RFC 4518 §2.6.1: names that differ in it are the same name',
    holds: (certificate) => attributesOf(certificate).every(({ value }) => value === value.trim()),
  },
  {
    name: 'subject-no-repeated-space',
    source: 'RFC 4518 §2.6.1: names that differ in it are the same name',
    holds: (certificate) => attributesOf(certificate).every(({ value }) => !/\s\s/u.test(value)),
  },
  {
    name: 'subject-no-other-space',
    source: 'a name must not look like another: U+0020 is the only blank',
    holds: (certificate) => attributesOf(certificate).every(({ value }) => !/[^\S ]/u.test(value)),
  },
  {
    name: 'subject-no-replacement-character',
    source: 'a sign of text that was read in the wrong encoding',
    holds: (certificate) => attributesOf(certificate).every(({ value }) => !value.includes('\ufffd')),
  },
  {
    name: 'subject-no-noncharacter',
    source: 'Unicode 23.7: not for interchange',
    holds: (certificate) => attributesOf(certificate).every(({ value }) => !/\p{Noncharacter_Code_Point}/u.test(value)),
  },
  {
    name: 'subject-few-units',
    source: 'certificate profile: a department and the mark of test accounts',
    holds: (certificate) => valuesOf(certificate, OID.organizationalUnitName).length <= MAX_UNITS,
  },
  {
    name: 'subject-units-differ',
    source: 'certificate profile',
    holds: (certificate) => {
      const units = valuesOf(certificate, OID.organizationalUnitName);
      return new Set(units).size === units.length;
    },
  },
  {
    name: 'subject-not-the-issuers',
    source: 'RFC 5280 §3.2: a self-issued certificate is another kind',
    holds: ({ subjectDer }, { issuer }) =>
      issuer === undefined || !equalBytes(subjectDer, issuer.certificate.subjectDer),
  },
];
