import type { UnitKind } from '@medsign/contract/timestamps';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import type { Name } from '@medsign/engine/pki/name';
import { assertCertificateInForce, chainOf, findAuthority, getCertificate } from '../certificates/index.ts';
import type { Database } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { maySignTokens } from './rules.ts';
import { readActiveUnit, readLastGenTime } from './store.ts';
import type { TimestampUnit } from './types.ts';

/** A unit ready to stamp. */
export interface OpenUnit {
  readonly unit: TimestampUnit;
  /** DER of its certificate. */
  readonly certificate: Uint8Array;
  readonly subject: Name;
  /** SM2, 04‖X‖Y. */
  readonly publicKey: Uint8Array;
  /** DER, issuing authority first. */
  readonly chain: readonly Uint8Array[];
  /** genTime of the last token, milliseconds since 1970; it only rises. */
  readonly clockMark: { last: number | undefined };
}

/**
 * What never changes about a unit, and its highest genTime, by the database they were read from. The mark begins at the last token
 * stored, so a restart with a clock that went back is noticed; of several processes each keeps its own.
 */
const opened = new WeakMap<Database, Map<string, Promise<OpenUnit>>>();

/**
 * The unit that stamps now, its certificate in force at `at`. Throws Refusal `demo-only` where there is no past to invent,
 * `time-not-available` when no unit is active, `certificate-expired`, `-suspended`, `-revoked`.
 */
export async function openUnit(database: Database, kind: UnitKind, at: Date): Promise<OpenUnit> {
  const unit = await readActiveUnit(database, kind);
  if (unit === undefined) {
    throw kind === 'demo-past'
      ? new Refusal('demo-only')
      : new Refusal('time-not-available', 'no timestamp unit is active');
  }
  // Read each time: a revoked unit stops at once, on every process.
  assertCertificateInForce(await getCertificate(database, unit.certificateId), at);
  const units = opened.get(database) ?? new Map<string, Promise<OpenUnit>>();
  opened.set(database, units);
  const found = units.get(unit.id) ?? load(database, unit);
  units.set(unit.id, found);
  try {
    return { ...(await found), unit };
  } catch (error) {
    units.delete(unit.id);
    throw error;
  }
}

async function load(database: Database, unit: TimestampUnit): Promise<OpenUnit> {
  const root = await findAuthority(database, 'root');
  if (unit.kind === 'demo-past' && root?.demo !== true) throw new Refusal('demo-only');
  const { der } = await getCertificate(database, unit.certificateId);
  const certificate = parseCertificate(der);
  if (!maySignTokens(certificate)) throw new Refusal('profile-violation', 'the certificate may not sign timestamps');
  const last = await readLastGenTime(database, unit.id);
  return {
    unit,
    certificate: der,
    subject: certificate.subject,
    publicKey: certificate.spki.publicKey,
    chain: await chainOf(database, unit.certificateId),
    clockMark: { last: last?.getTime() },
  };
}
