import type { CertificateIdDigest } from '@medsign/engine/ocsp/certificate-id';
import type { DatabaseReader, Transaction } from '../platform/database.ts';
import type { StatusRow } from './store-status.ts';

export type OcspAnswerRow = {
  readonly certificate_id: string;
  readonly digest: CertificateIdDigest;
  readonly this_update: Date;
  readonly next_update: Date;
  readonly der: Uint8Array;
};

type OcspTables = {
  ocsp_answer: OcspAnswerRow;
  issuance_intent: { readonly id: string; readonly authority: string; readonly serial: Uint8Array };
  certificate: { readonly id: string };
  certificate_status: StatusRow;
  authority: { readonly name: string };
};

const tables = (db: DatabaseReader) => db.withTables<OcspTables>();

/** What is known of a serial number: a bare intent has no `certificate_id`. */
export interface KnownSerial {
  readonly id: string;
  readonly certificate_id: string | null;
  readonly reason: number | null;
  readonly since: Date | null;
}

const known = (db: DatabaseReader, authority: string, serial: Uint8Array) =>
  tables(db)
    .selectFrom('issuance_intent')
    .leftJoin('certificate', 'certificate.id', 'issuance_intent.id')
    .leftJoin('certificate_status', 'certificate_status.id', 'issuance_intent.id')
    .where('issuance_intent.serial', '=', serial)
    .where('issuance_intent.authority', '=', authority);

export async function readSerial(
  db: DatabaseReader,
  authority: string,
  serial: Uint8Array,
): Promise<KnownSerial | undefined> {
  return known(db, authority, serial)
    .select(['issuance_intent.id', 'certificate.id as certificate_id', 'reason', 'since'])
    .executeTakeFirst();
}

/** The answer signed ahead for a serial number, whether or not it still counts. */
export async function readAnswer(
  db: DatabaseReader,
  authority: string,
  serial: Uint8Array,
  digest: CertificateIdDigest,
): Promise<OcspAnswerRow | undefined> {
  return tables(db)
    .selectFrom('ocsp_answer')
    .innerJoin('issuance_intent', 'issuance_intent.id', 'certificate_id')
    .select(['certificate_id', 'digest', 'this_update', 'next_update', 'der'])
    .where('serial', '=', serial)
    .where('authority', '=', authority)
    .where('digest', '=', digest)
    .executeTakeFirst();
}

/** No status of the authority's certificates changes until the transaction ends. */
export async function holdStatuses(tx: Transaction, authority: string): Promise<void> {
  await tables(tx).selectFrom('authority').select('name').where('name', '=', authority).forShare().execute();
}

export async function putAnswer(tx: Transaction, row: OcspAnswerRow): Promise<void> {
  const { this_update, next_update, der } = row;
  await tables(tx)
    .insertInto('ocsp_answer')
    .values(row)
    .onConflict((on) => on.columns(['certificate_id', 'digest']).doUpdateSet({ this_update, next_update, der }))
    .execute();
}

/** Takes away the answers about these certificates; without ids, all answers. */
export async function dropAnswers(tx: Transaction, certificateIds?: readonly string[]): Promise<void> {
  let remove = tables(tx).deleteFrom('ocsp_answer');
  if (certificateIds !== undefined) remove = remove.where('certificate_id', 'in', certificateIds);
  await remove.execute();
}
