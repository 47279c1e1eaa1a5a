import type { Transaction } from '../platform/database.ts';
import type { ChangedStatus } from './crl-entries.ts';
import { publishCrl } from './publish-crl.ts';
import type { CrlDeps } from './sign-crl.ts';
import { readAuthority } from './store-authorities.ts';
import { dropAnswers } from './store-ocsp.ts';

/** Makes a change of status known in its own transaction: the authority's next CRL, and no kept answer that says otherwise. */
export async function publishStatus(
  tx: Transaction,
  deps: CrlDeps,
  authority: string,
  change: { readonly at: Date; readonly changed: readonly ChangedStatus[] },
): Promise<void> {
  await publishCrl(tx, deps, authority, change);
  const certificateIds = change.changed.map(({ id }) => id);
  const responder = await readAuthority(tx, 'ocsp');
  // Answers under a responder that is no longer in force go all at once.
  const all = responder !== undefined && certificateIds.includes(responder.certificate_id);
  await dropAnswers(tx, all ? undefined : certificateIds);
}
