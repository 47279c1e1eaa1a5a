import { type DatabaseReader, inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { publishCrl } from './publish-crl.ts';
import { CRL_RULES } from './rules.ts';
import { lockAuthority, type RevocationListRow, readAuthorities, readLatestLists } from './store-authorities.ts';
import { readDelta } from './store-crl.ts';
import type { CertificateDeps } from './types.ts';

/** DER of the newest CRL of every authority, as stored: they may be old, `freshCrl` and `refreshCrls` renew them. */
export async function currentCrls(db: DatabaseReader): Promise<Uint8Array[]> {
  return (await readLatestLists(db)).map(({ der }) => der);
}

type RenewDeps = Pick<CertificateDeps, 'database' | 'clock' | 'keyStore' | 'settings'>;

/**
 * The newest CRL of an authority; one with less than an hour left is replaced first, so none is ever handed out stale.
 * Throws Refusal `unknown-authority`.
 */
export async function freshCrl(deps: RenewDeps, name: string): Promise<RevocationListRow> {
  const [list] = await readLatestLists(deps.database, name);
  const now = deps.clock.now();
  if (list === undefined) throw new Refusal('unknown-authority');
  if (list.next_update.getTime() - now.getTime() > CRL_RULES.minimumLeft) return list;
  return renew(deps, name, (last) => last.next_update.getTime() - now.getTime() > CRL_RULES.minimumLeft);
}

/** DER of the delta that goes with the newest CRL of an authority. Throws Refusal `unknown-authority`, also before there is one. */
export async function freshDelta(deps: RenewDeps, name: string): Promise<Uint8Array> {
  const { number } = await freshCrl(deps, name);
  const delta = await readDelta(deps.database, name, number);
  if (delta === undefined) throw new Refusal('unknown-authority');
  return delta.der;
}

/** For the hourly job: renews every CRL that is a day old. Returns the names of those authorities. */
export async function refreshCrls(deps: RenewDeps): Promise<string[]> {
  const now = deps.clock.now();
  const isYoung = (list: RevocationListRow) => now.getTime() - list.this_update.getTime() < CRL_RULES.renewAfter;
  const due: string[] = [];
  for (const { name, crl_number } of await readAuthorities(deps.database)) {
    if (crl_number === null) continue;
    const [list] = await readLatestLists(deps.database, name);
    if (list !== undefined && isYoung(list)) continue;
    await renew(deps, name, isYoung);
    due.push(name);
  }
  return due;
}

/** Under the authority's lock; another process may have renewed it meanwhile. */
function renew(
  deps: RenewDeps,
  name: string,
  isGood: (list: RevocationListRow) => boolean,
): Promise<RevocationListRow> {
  return inTransaction(deps.database, async (tx) => {
    await lockAuthority(tx, name);
    const [last] = await readLatestLists(tx, name);
    return last !== undefined && isGood(last) ? last : publishCrl(tx, deps, name, { at: deps.clock.now() });
  });
}
