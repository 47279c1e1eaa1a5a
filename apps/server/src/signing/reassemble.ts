import { equalBytes } from '@medsign/engine/bytes/bytes';
import { sm3 } from '@medsign/engine/crypto/sm3';
import { chainOf, getCertificate } from '../certificates/index.ts';
import type { DatabaseReader } from '../platform/database.ts';
import { FORMATS } from './formats.ts';
import { contentBytes, type RecordRow, tokenCertificates } from './store-records.ts';
import { fullToken } from './token-certificates.ts';

export interface RecordOctets {
  /** As it was answered. */
  readonly signature: Uint8Array;
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  readonly timestampToken: Uint8Array;
  readonly content: Uint8Array | undefined;
  /** False when a part was changed: the result is not what was answered. */
  readonly intact: boolean;
}

/** The octets of a record; throws when they are not what was answered: handing out something else is worse than nothing. */
export async function reassembleIntact(db: DatabaseReader, row: RecordRow): Promise<RecordOctets> {
  const octets = await reassemble(db, row);
  if (!octets.intact) throw new Error(`record ${row.id} does not give the signature that was answered`);
  return octets;
}

/** Puts the octets of a record together from its parts. */
export async function reassemble(db: DatabaseReader, row: RecordRow): Promise<RecordOctets> {
  const { der: certificate } = await getCertificate(db, row.certificate_id);
  const chain = await chainOf(db, row.certificate_id);
  const content = row.content_kind === 'sm3' ? undefined : await contentBytes(db, row.content_digest);
  const timestampToken = fullToken({ token: row.token, certificates: await certificatesOf(db, row) });
  const signature = FORMATS[row.format].assemble({
    signature: row.signature,
    signedAttributes: row.signed_attributes ?? undefined,
    certificate,
    chain,
    bytes: content,
    timestampToken,
  });
  const intact =
    equalBytes(sm3(signature), row.answer_digest) &&
    (row.content_kind === 'sm3' || (content !== undefined && equalBytes(sm3(content), row.content_digest)));
  return { signature, certificate, chain, timestampToken, content, intact };
}

async function certificatesOf(db: DatabaseReader, row: RecordRow): Promise<Uint8Array | undefined> {
  return row.token_certificates_digest === null ? undefined : tokenCertificates(db, row.token_certificates_digest);
}
