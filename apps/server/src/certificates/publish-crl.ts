import { equalBytes } from '@medsign/engine/bytes/bytes';
import { toHex } from '@medsign/engine/bytes/hex';
import { sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { parseCertificate } from '@medsign/engine/pki/certificate';
import { assembleCrl, buildTbsCrl, parseCrl, REVOCATION_REASONS, type RevocationReason } from '@medsign/engine/pki/crl';
import { appendLeaf } from '../audit/index.ts';
import { type DatabaseReader, inTransaction, type Transaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { getAuthority } from './find-certificates.ts';
import { CRL_RULES, wholeSecond } from './rules.ts';
import {
  insertList,
  lockAuthority,
  type RevocationListRow,
  readAuthorities,
  readLatestLists,
} from './store-authorities.ts';
import { readListed } from './store-status.ts';
import type { Authority, CertificateDeps } from './types.ts';

type CrlDeps = Pick<CertificateDeps, 'keyStore'>;

const REASON_BY_CODE = new Map(
  (Object.entries(REVOCATION_REASONS) as [RevocationReason, number][]).map(([name, code]) => [code, name]),
);
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
  const tbs = await listedBy(tx, authority, { number, thisUpdate, nextUpdate });
  const der = await signCrl(tx, deps, authority, tbs);
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

async function listedBy(
  tx: Transaction,
  { name, certificate }: Authority,
  list: { readonly number: number; readonly thisUpdate: Date; readonly nextUpdate: Date },
): Promise<Uint8Array> {
  const { subject, extensions } = parseCertificate(certificate.der);
  if (extensions.subjectKeyIdentifier === undefined) throw new Error(`authority ${name} has no key identifier`);
  const rows = await readListed(tx, name);
  return buildTbsCrl({
    issuer: subject,
    thisUpdate: list.thisUpdate,
    nextUpdate: list.nextUpdate,
    crlNumber: BigInt(list.number),
    authorityKeyIdentifier: extensions.subjectKeyIdentifier,
    expiredCertificatesSince: certificate.notBefore,
    revoked: rows.map((row) => ({
      serial: row.serial,
      revokedAt: wholeSecond(row.since),
      reason: REASON_BY_CODE.get(row.reason) ?? 'unspecified',
    })),
  });
}

async function signCrl(tx: Transaction, deps: CrlDeps, authority: Authority, tbs: Uint8Array): Promise<Uint8Array> {
  const signature = await deps.keyStore.sign(tx, authority.keyId, 'ca', tbs);
  const der = assembleCrl(tbs, signature);
  if (!equalBytes(parseCrl(der).tbs, tbs)) throw new Error('the CRL reads differently');
  if (!sm2Verify(authority.certificate.publicKey, tbs, sm2SignatureFromDer(signature))) {
    throw new Error(`the key of ${authority.name} does not fit its certificate`);
  }
  return der;
}

/** DER of the newest CRL of every authority, as stored: they may be old, `freshCrl` and `refreshCrls` renew them. */
export async function currentCrls(db: DatabaseReader): Promise<Uint8Array[]> {
  return (await readLatestLists(db)).map(({ der }) => der);
}

type RenewDeps = Pick<CertificateDeps, 'database' | 'clock' | 'keyStore'>;

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
    return last !== undefined && isGood(last) ? last : publishCrl(tx, deps, name, deps.clock.now());
  });
}
