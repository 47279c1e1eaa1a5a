import type { CertificateListQuery } from '@medsign/contract/certificates';
import type { DatabaseReader } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { readCertificate, readCertificates } from './store.ts';
import { type AuthorityRow, readAuthorities, readAuthority } from './store-authorities.ts';
import { readStatusChanges, type StatusChangeRow } from './store-status.ts';
import type { Authority, StoredCertificate } from './types.ts';

export async function findCertificate(db: DatabaseReader, id: string): Promise<StoredCertificate | undefined> {
  return readCertificate(db, id);
}

/** Throws Refusal `unknown-certificate`. */
export async function getCertificate(db: DatabaseReader, id: string): Promise<StoredCertificate> {
  const found = await readCertificate(db, id);
  if (found === undefined) throw new Refusal('unknown-certificate');
  return found;
}

/** One of our authorities or services by name: `root`, `issuing`, `tsa`, `tsa-demo-past`, `ocsp`; undefined when there is none. */
export async function findAuthority(db: DatabaseReader, name: string): Promise<Authority | undefined> {
  const row = await readAuthority(db, name);
  return row && withCertificate(db, row);
}

async function withCertificate(db: DatabaseReader, row: AuthorityRow): Promise<Authority> {
  const certificate = await getCertificate(db, row.certificate_id);
  return {
    name: row.name,
    keyId: row.key_id,
    organization: row.organization,
    demo: row.demo,
    issues: row.crl_number !== null,
    certificate,
  };
}

/** The same; throws Refusal `unknown-authority`. */
export async function getAuthority(db: DatabaseReader, name: string): Promise<Authority> {
  const found = await findAuthority(db, name);
  if (found === undefined) throw new Refusal('unknown-authority');
  return found;
}

/** Certificate of an authority or service by name. Throws Refusal `unknown-authority`. */
export async function authorityCertificate(db: DatabaseReader, name: string): Promise<StoredCertificate> {
  return (await getAuthority(db, name)).certificate;
}

/** DER of the issuing authority first, the root last; empty for a root. Throws Refusal `unknown-certificate`. */
export async function chainOf(db: DatabaseReader, certificateId: string): Promise<Uint8Array[]> {
  const chain: Uint8Array[] = [];
  let below = await getCertificate(db, certificateId);
  while (true) {
    const issuer = await authorityCertificate(db, below.authority);
    if (issuer.id === below.id) return chain;
    chain.push(issuer.der);
    below = issuer;
  }
}

/** DER of the roots this platform trusts for its own certificates. */
export async function trustAnchors(db: DatabaseReader): Promise<Uint8Array[]> {
  const root = await findAuthority(db, 'root');
  return root === undefined ? [] : [root.certificate.der];
}

/** DER of the authorities below the roots. */
export async function intermediates(db: DatabaseReader): Promise<Uint8Array[]> {
  const rows = (await readAuthorities(db)).filter((row) => row.crl_number !== null && row.name !== 'root');
  return Promise.all(rows.map(async (row) => (await getCertificate(db, row.certificate_id)).der));
}

/** Every certificate of a person, newest first. */
export async function certificatesOf(db: DatabaseReader, personId: string, at: Date): Promise<StoredCertificate[]> {
  return readCertificates(db, { personId }, { limit: 200, at });
}

/** A page of certificates, newest first; `at` decides what is expired. `next` is the cursor of the page behind it. */
export async function listCertificates(
  db: DatabaseReader,
  query: CertificateListQuery,
  at: Date,
): Promise<{ items: StoredCertificate[]; next: string | undefined }> {
  const { cursor, limit = 50, expiresBefore, ...filter } = query;
  const found = await readCertificates(
    db,
    { ...filter, expiresBefore: expiresBefore === undefined ? undefined : new Date(expiresBefore) },
    { before: cursor, limit: limit + 1, at },
  );
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
}

/** What was done to a certificate, earliest first. */
export async function historyOf(db: DatabaseReader, certificateId: string): Promise<StatusChangeRow[]> {
  return readStatusChanges(db, certificateId);
}
