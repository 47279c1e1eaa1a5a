import type { Custody, ProfileName } from '@medsign/contract/certificates';
import type { KeyUsage } from '@medsign/engine/pki/extensions';
import type { DatabaseReader } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { PROFILES } from './profiles.ts';
import { assertCertificateInForce, statusAt } from './rules.ts';
import { readCertificates } from './store.ts';
import type { StoredCertificate } from './types.ts';

function ofPerson(name: ProfileName, usage: KeyUsage): boolean {
  return PROFILES[name].holder === 'person' && PROFILES[name].keyUsage.includes(usage);
}

/** Profiles by what their certificates may be used for. */
const PURPOSES = {
  signing: (Object.keys(PROFILES) as ProfileName[]).filter((name) => ofPerson(name, 'digitalSignature')),
  encryption: (Object.keys(PROFILES) as ProfileName[]).filter((name) => ofPerson(name, 'keyEncipherment')),
} as const satisfies Readonly<Record<string, readonly ProfileName[]>>;

/**
 * The newest certificate of a person that is in force at `at`. Throws Refusal `certificate-missing` when there is none at all, else what
 * stands against the newest: `certificate-revoked`, `certificate-suspended`, `certificate-expired`.
 */
export async function certificateInForce(
  db: DatabaseReader,
  ask: {
    readonly personId: string;
    readonly custody?: Custody;
    readonly purpose: keyof typeof PURPOSES;
    readonly at: Date;
  },
): Promise<StoredCertificate> {
  const { personId, custody, at } = ask;
  const all = await readCertificates(db, { personId, custody }, { limit: 200, at });
  const fitting = all.filter((certificate) => PURPOSES[ask.purpose].includes(certificate.profile));
  const inForce = fitting.find((certificate) => statusAt(certificate, at) === 'active' && certificate.notBefore <= at);
  if (inForce !== undefined) return inForce;
  const [newest] = fitting;
  if (newest !== undefined) assertCertificateInForce(newest, at);
  throw new Refusal('certificate-missing');
}
