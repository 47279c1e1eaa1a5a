import type { UnitKind } from '@medsign/contract/timestamps';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { assertCertificateInForce, type CertificateDeps, findAuthority, privateOids } from '../certificates/index.ts';
import { inTransaction, type Transaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { Refusal } from '../platform/refusal.ts';
import { maySignTokens } from './rules.ts';
import { insertUnit, readUnits } from './store.ts';
import type { TimestampUnit } from './types.ts';

/** Which of our certificates each kind of unit stands on. */
const UNITS: Readonly<Record<UnitKind, { readonly authority: string; readonly policy: (arc?: string) => string }>> = {
  live: { authority: 'tsa', policy: (arc) => privateOids(arc).timestampPolicy },
  'demo-past': { authority: 'tsa-demo-past', policy: (arc) => privateOids(arc).demoTimestampPolicy },
};

const ACCURACY_MILLISECONDS = 1000;

type UnitDeps = Pick<CertificateDeps, 'database' | 'random' | 'settings'>;

/**
 * Makes a unit on the certificate that `createAuthorities` made for it; one that exists stays as it is. Throws Refusal `demo-only` for
 * `demo-past` outside a demo, `unknown-authority` before the authorities exist, `profile-violation` for a certificate that may not
 * sign tokens, `certificate-expired` and the like for one that is not in force.
 */
export async function createUnit(
  tx: Transaction,
  deps: UnitDeps,
  input: { readonly kind: UnitKind; readonly at: Date; readonly accuracyMilliseconds?: number },
): Promise<void> {
  const { kind, at } = input;
  const root = await findAuthority(tx, 'root');
  if (root === undefined) throw new Refusal('unknown-authority');
  if (kind === 'demo-past' && !root.demo) throw new Refusal('demo-only');
  const authority = await findAuthority(tx, UNITS[kind].authority);
  if (authority === undefined) throw new Refusal('unknown-authority');
  assertCertificateInForce(authority.certificate, at);
  if (!maySignTokens(parseCertificate(authority.certificate.der))) {
    throw new Refusal('profile-violation', 'the certificate may not sign timestamps');
  }
  await insertUnit(
    tx,
    {
      id: uuidv7({ now: () => at }, deps.random),
      name: kind,
      kind,
      certificateId: authority.certificate.id,
      keyId: authority.keyId,
      policy: UNITS[kind].policy(deps.settings.oidArc),
      accuracyMilliseconds: input.accuracyMilliseconds ?? ACCURACY_MILLISECONDS,
      active: true,
    },
    at,
  );
}

/** Makes the units of the installation: `live`, and `demo-past` in a demo. Idempotent; returns all there are. */
export async function createUnits(deps: UnitDeps, input: { readonly at: Date }): Promise<TimestampUnit[]> {
  const demo = (await findAuthority(deps.database, 'root'))?.demo ?? false;
  const kinds: readonly UnitKind[] = demo ? ['live', 'demo-past'] : ['live'];
  await inTransaction(deps.database, async (tx) => {
    for (const kind of kinds) await createUnit(tx, deps, { kind, at: input.at });
  });
  return readUnits(deps.database);
}
