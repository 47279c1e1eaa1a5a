import type { RevocationReason } from '@medsign/contract/certificates';
import { fromHex, toHex } from '@medsign/engine/bytes/hex';
import { type Actor, appendLeaf } from '../audit/index.ts';
import type { Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { findCertificate } from './find-certificates.ts';
import { publishStatus } from './publish-status.ts';
import { reasonCode, reasonName, type StatusAction, statusAfter } from './rules.ts';
import { findIntents } from './store.ts';
import { lockAuthority } from './store-authorities.ts';
import { clearStatus, insertStatusChange, putStatus, readStatus } from './store-status.ts';
import type { CertificateDeps, StoredStatus } from './types.ts';

type StatusDeps = Pick<CertificateDeps, 'keyStore' | 'outbox' | 'settings'>;

interface Change {
  readonly action: StatusAction;
  /** For `revoke`; default unspecified. */
  readonly reason?: RevocationReason;
  readonly note: string;
  readonly at: Date;
  readonly actor: Actor;
}

const ACTIONS: Readonly<Record<StatusAction, { readonly leaf: string; readonly topic: string }>> = {
  suspend: { leaf: 'certificate-suspended', topic: 'certificate.suspended' },
  resume: { leaf: 'certificate-resumed', topic: 'certificate.resumed' },
  revoke: { leaf: 'certificate-revoked', topic: 'certificate.revoked' },
};

/**
 * Suspends, resumes or revokes a certificate: status, history, new CRL, ledger leaf and event in the caller's transaction. Throws
 * Refusal `unknown-certificate`, `certificate-state-conflict`, `certificate-expired`, `invalid-request` (a reason without `revoke`).
 */
export async function changeCertificateStatus(
  tx: Transaction,
  deps: StatusDeps,
  input: Change & { readonly certificateId: string },
): Promise<void> {
  const certificate = await findCertificate(tx, input.certificateId);
  if (certificate === undefined) throw new Refusal('unknown-certificate');
  if (certificate.profile === 'root-ca') {
    throw new Refusal('certificate-state-conflict', 'a root ends by being taken out of the trust stores');
  }
  const { id, authority, notAfter } = certificate;
  await changeAll(tx, deps, authority, [{ id, serial: fromHex(certificate.serial), notAfter }], input);
}

/**
 * Revokes everything that was or may have been signed for a serial number or a public key: certificates, and intents whose certificate
 * was never stored. Those revoked before stay as they are. Returns the ids that changed. Throws Refusal `unknown-certificate`.
 */
export async function revokeEverywhere(
  tx: Transaction,
  deps: StatusDeps,
  input: Omit<Change, 'action'> & { readonly by: { readonly publicKey: Uint8Array } | { readonly serial: Uint8Array } },
): Promise<string[]> {
  const found = await findIntents(tx, input.by);
  if (found.length === 0) throw new Refusal('unknown-certificate');
  const changed: string[] = [];
  const byAuthority = Map.groupBy(found, ({ authority }) => authority);
  for (const [authority, rows] of [...byAuthority].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const targets = rows.map(({ id, serial, not_after }) => ({ id, serial, notAfter: not_after }));
    changed.push(...(await changeAll(tx, deps, authority, targets, { ...input, action: 'revoke' }, 'skip-revoked')));
  }
  return changed;
}

interface Target {
  readonly id: string;
  readonly serial: Uint8Array;
  readonly notAfter: Date;
}

async function changeAll(
  tx: Transaction,
  deps: StatusDeps,
  authority: string,
  targets: readonly Target[],
  change: Change,
  mode: 'all' | 'skip-revoked' = 'all',
): Promise<string[]> {
  if (change.reason !== undefined && change.action !== 'revoke') {
    throw new Refusal('invalid-request', 'a reason goes with revoke alone; say why in the note');
  }
  // Changes of one authority's certificates queue here, so each sees the status the one before left.
  await lockAuthority(tx, authority);
  const changed: Target[] = [];
  for (const target of targets) {
    const status: StoredStatus = (await readStatus(tx, target.id))?.status ?? 'active';
    if (mode === 'skip-revoked' && status === 'revoked') continue;
    await applyStatus(tx, authority, target, statusAfter(change.action, { ...target, status }, change.at), change);
    changed.push(target);
  }
  if (changed.length === 0) return [];
  await publishStatus(tx, deps, authority, { at: change.at, changed });
  for (const target of changed) await writeDown(tx, target, change);
  await deps.outbox.append(
    tx,
    change.at,
    changed.map((target) => eventOf(target, change)),
  );
  return changed.map(({ id }) => id);
}

async function applyStatus(
  tx: Transaction,
  authority: string,
  { id, serial }: Target,
  status: StoredStatus,
  change: Change,
): Promise<void> {
  const reason = reasonCode(change.action, change.reason);
  if (status === 'active' || reason === null) return clearStatus(tx, id);
  await putStatus(tx, { id, authority, serial, status, reason, since: change.at });
}

async function writeDown(tx: Transaction, { id, serial }: Target, change: Change): Promise<void> {
  const reason = reasonCode(change.action, change.reason);
  const leaf = await appendLeaf(tx, {
    kind: ACTIONS[change.action].leaf,
    at: change.at,
    actor: change.actor,
    subject: toHex(serial),
    data: { certificateId: id, reason: reasonName(reason) },
  });
  await insertStatusChange(tx, {
    id,
    action: change.action,
    reason,
    note: change.note,
    actor_kind: change.actor.kind,
    actor_id: change.actor.id,
    at: change.at,
    ledger_index: leaf.index,
  });
}

function eventOf({ id, serial }: Target, change: Change) {
  return {
    topic: ACTIONS[change.action].topic,
    key: id,
    payload: {
      certificateId: id,
      serial: toHex(serial),
      reason: reasonName(reasonCode(change.action, change.reason)),
    },
  };
}
