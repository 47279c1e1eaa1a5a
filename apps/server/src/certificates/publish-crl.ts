import { toHex } from '@medsign/engine/bytes/hex';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { appendLeaf } from '../audit/index.ts';
import type { Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { getAuthority } from './find-certificates.ts';
import { CRL_RULES, wholeSecond } from './rules.ts';
import { type CrlDeps, signCrl } from './sign-crl.ts';
import { insertList, lockAuthority, type RevocationListRow, readLatestLists } from './store-authorities.ts';
import { readListed } from './store-status.ts';

const PLATFORM = { kind: 'platform', id: 'medsign' } as const;

/**
 * Signs and stores the next CRL of an authority in the caller's transaction: everything suspended or revoked, expired ones too
 * (their old signatures are still judged). The number rises by one under the authority's lock. Throws Refusal `unknown-authority`.
 */
export async function publishCrl(tx: Transaction, deps: CrlDeps, name: string, at: Date): Promise<RevocationListRow> {
  const locked = await lockAuthority(tx, name);
  if (locked === undefined || locked.crl_number === null) throw new Refusal('unknown-authority');
  const authority = await getAuthority(tx, name);
  const [last] = await readLatestLists(tx, name);
  // A list never claims an earlier time than the one before it.
  const thisUpdate = wholeSecond(last !== undefined && last.this_update > at ? last.this_update : at);
  const number = locked.crl_number + 1;
  const nextUpdate = new Date(thisUpdate.getTime() + CRL_RULES.validity);
  const listed = await readListed(tx, name);
  const der = await signCrl(tx, deps, authority, { number, thisUpdate, nextUpdate, listed });
  const list = { authority: name, number, this_update: thisUpdate, next_update: nextUpdate, der };
  await insertList(tx, list);
  await appendLeaf(tx, {
    kind: 'crl-issued',
    at,
    actor: PLATFORM,
    subject: `${name}/${number}`,
    data: { authority: name, number, crlSm3: toHex(sm3(der)) },
  });
  return list;
}
