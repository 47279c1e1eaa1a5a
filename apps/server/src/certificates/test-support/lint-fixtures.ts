import type { ProfileName } from '@medsign/contract/certificates';
import { OID } from '@medsign/engine/asn1/oids';
import { generateSm2KeyPair } from '@medsign/engine/crypto/sm2';
import type { Certificate, TbsCertificateFields } from '@medsign/engine/pki/certificate';
import type * as ext from '@medsign/engine/pki/extensions';
import { type Name, nameOf } from '@medsign/engine/pki/name';
import { seededRandom } from '../../../../../testing/random.ts';
import { certificateFields, draftCertificate, type Issuer } from '../build-certificate.ts';
import type { LintContext } from '../lint-types.ts';
import { lintCertificate } from '../lints.ts';
import { PROFILES } from '../profiles.ts';

export const random = seededRandom('lints');
export const settings = { baseUrl: 'https://ca.hospital.example' };
const HOUR = 3_600_000;
export const BEGIN = new Date('2026-03-02T00:00:00.000Z');
export const years = (count: number) => new Date(BEGIN.getTime() + count * 365 * 24 * HOUR);

export const BASE: readonly (readonly [string, string])[] = [
  [OID.countryName, 'CN'],
  [OID.organizationName, '示例医院'],
];

export function subjectFor(profile: ProfileName): Name {
  if (PROFILES[profile].holder === 'service') return nameOf([...BASE, [OID.commonName, `示例医院 ${profile}`]]);
  const unit = profile === 'person-test' ? [[OID.organizationalUnitName, '测试'] as const] : [];
  return nameOf([...BASE, ...unit, [OID.commonName, '龘䶮𠮷'], [OID.userId, '1001_a']]);
}

export interface Fixture {
  readonly fields: TbsCertificateFields;
  readonly context: LintContext;
}

/** What the platform would make for a profile. */
export function fixture(name: ProfileName, issuer?: Issuer): Fixture {
  const profile = PROFILES[name];
  const serial = random(16);
  serial[0] = 0x4a;
  const fields = certificateFields(
    {
      profile,
      issuer,
      serial,
      subject: subjectFor(name),
      notBefore: BEGIN,
      notAfter: new Date(BEGIN.getTime() + Math.min(profile.validity.standard, 9 * 365 * 24) * HOUR),
      publicKey: generateSm2KeyPair(random).publicKey,
      approvalHash: profile.approvalHash ? random(32) : undefined,
    },
    settings,
  );
  return { fields, context: { profile, issuer, test: name === 'person-test', settings } };
}

export const root: Issuer = { name: 'root', certificate: draftCertificate(fixture('root-ca').fields).draft };
export const issuing: Issuer = {
  name: 'issuing',
  certificate: draftCertificate(fixture('issuing-ca', root).fields).draft,
};
const ISSUERS = { self: undefined, root, issuing } as const;
export const good = (name: ProfileName): Fixture => fixture(name, ISSUERS[PROFILES[name].issuer]);

export function lint(certificate: Certificate, context: LintContext): string[] {
  return lintCertificate(certificate, context).map((each) => each.name);
}

export function withExtension({ fields, context }: Fixture, ...changed: ext.Extension[]): Fixture {
  const kept = fields.extensions.filter((each) => !changed.some(({ oid }) => oid === each.oid));
  return { fields: { ...fields, extensions: [...kept, ...changed] }, context };
}

export function without({ fields, context }: Fixture, id: string): Fixture {
  return { fields: { ...fields, extensions: fields.extensions.filter(({ oid }) => oid !== id) }, context };
}

export function recritical(made: Fixture, id: string): Fixture {
  const found = made.fields.extensions.find(({ oid }) => oid === id) as ext.Extension;
  return withExtension(made, { ...found, critical: !found.critical });
}

export function withSubject(
  { fields, context }: Fixture,
  ...attributes: readonly (readonly [string, string])[]
): Fixture {
  return { fields: { ...fields, subject: nameOf(attributes) }, context };
}

export function change({ fields, context }: Fixture, changes: Partial<TbsCertificateFields>): Fixture {
  return { fields: { ...fields, ...changes }, context };
}

export const person = () => good('person-signing');
export const CN = [OID.commonName, '龘䶮𠮷'] as const;
export const UID = [OID.userId, '1001'] as const;
