import { toHex } from '@medsign/engine/bytes/hex';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { appendLeaf } from '../audit/index.ts';
import type { Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { deltaAddress } from './build-certificate.ts';
import { type ChangedStatus, encodeAll, encodeChanged, type ListedEntries } from './crl-entries.ts';
import { getAuthority } from './find-certificates.ts';
import { CRL_RULES, wholeSecond } from './rules.ts';
import { type CrlDeps, signCrl } from './sign-crl.ts';
import { insertList, lockAuthority, type RevocationListRow } from './store-authorities.ts';
import { insertDelta, readBase, readChanges, readLastUpdate, startBase } from './store-crl.ts';

const PLATFORM = { kind: 'platform', id: 'medsign' } as const;

export interface PublishedCrl extends RevocationListRow {
  /** How much was encoded for this list; the rest was kept from the one before. */
  readonly encodedOctets: number;
}

/**
 * Signs and stores the next CRL of an authority in the caller's transaction: everything suspended or revoked, expired ones too (their
 * old signatures are still judged), and beside it under the same number the delta since the last renewal. With `changed` only those
 * entries are encoded; without, all are, and the next deltas are based on this list. The number rises by one under the authority's
 * lock. Throws Refusal `unknown-authority`.
 */
export async function publishCrl(
  tx: Transaction,
  deps: CrlDeps,
  name: string,
  input: { readonly at: Date; readonly changed?: readonly ChangedStatus[] },
): Promise<PublishedCrl> {
  const locked = await lockAuthority(tx, name);
  if (locked === undefined || locked.crl_number === null) throw new Refusal('unknown-authority');
  const authority = await getAuthority(tx, name);
  const { at, changed } = input;
  const last = await readLastUpdate(tx, name, locked.crl_number);
  // A list never claims an earlier time than the one before it.
  const thisUpdate = wholeSecond(last !== undefined && last > at ? last : at);
  const number = locked.crl_number + 1;
  const times = { number, thisUpdate, nextUpdate: new Date(thisUpdate.getTime() + CRL_RULES.validity) };
  const base = await readBase(tx, name);
  const renewed = changed === undefined || base === undefined;
  const listed: ListedEntries = renewed ? await encodeAll(tx, name) : await encodeChanged(tx, name, changed, at);
  const freshestCrl = base === undefined ? {} : { freshestCrl: deltaAddress(deps.settings, name) };
  const der = await signCrl(tx, deps, authority, { ...times, ...freshestCrl, entries: listed.entries });
  const list = { authority: name, number, this_update: thisUpdate, next_update: times.nextUpdate, der };
  await insertList(tx, list);
  const delta =
    base === undefined
      ? undefined
      : await signCrl(tx, deps, authority, { ...times, baseNumber: base, entries: await readChanges(tx, name) });
  if (delta !== undefined && base !== undefined) {
    await insertDelta(tx, { authority: name, number, base_number: base, der: delta });
  }
  if (renewed) await startBase(tx, name, number);
  await appendLeaf(tx, {
    kind: 'crl-issued',
    at,
    actor: PLATFORM,
    subject: `${name}/${number}`,
    data: {
      authority: name,
      number,
      crlSm3: toHex(sm3(der)),
      deltaSm3: delta === undefined ? null : toHex(sm3(delta)),
    },
  });
  return { ...list, encodedOctets: listed.encodedOctets };
}
