import type { VerificationReport } from '@medsign/contract/verify';
import { equalBytes } from '@medsign/engine/bytes/bytes';
import { toHex } from '@medsign/engine/bytes/hex';
import { verifyInclusion } from '@medsign/engine/ledger/merkle';
import { type Check, judge, verdictOf, worstVerdict } from '@medsign/engine/pki/check';
import { inclusionProofFor, leafAt } from '../audit/index.ts';
import type { DatabaseReader } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { type RecordOctets, reassemble } from './reassemble.ts';
import { findRecord, type RecordRow, type Visibility } from './store-records.ts';
import type { SignDeps } from './types.ts';
import { verifySignature } from './verify-signature.ts';

/**
 * Verifies a record step by step: its octets are what was answered, the signature as anyone would verify it, and its leaf
 * in the ledger. Throws Refusal `unknown-record`.
 */
export async function verifyRecord(
  deps: Pick<SignDeps, 'database' | 'clock'>,
  id: string,
  visibility: Visibility,
): Promise<VerificationReport> {
  const row = await findRecord(deps.database, id, visibility);
  if (row === undefined) throw new Refusal('unknown-record');
  const octets = await reassemble(deps.database, row);
  const own: Check[] = [
    judge('stored-octets', octets.intact, 'the parts do not give the signature that was answered'),
    ...(await ledgerChecks(deps.database, row)),
  ];
  const report = await verifySignature(deps, {
    content: contentOf(row, octets),
    signature: octets.signature,
    format: row.format,
    certificate: octets.certificate,
    timestampToken: octets.timestampToken,
  });
  return {
    ...report,
    verdict: worstVerdict([verdictOf(own), report.verdict]),
    checks: [...report.checks, ...own],
  };
}

function contentOf(row: RecordRow, octets: RecordOctets) {
  return { kind: row.content_kind, digest: row.content_digest, size: row.content_size, bytes: octets.content };
}

/** The leaf says what the record says, and is where the record says it is. */
async function ledgerChecks(db: DatabaseReader, row: RecordRow): Promise<Check[]> {
  const leaf = await leafAt(db, row.ledger_index);
  if (leaf === undefined) return [judge('ledger-leaf', false, `the ledger has no leaf ${row.ledger_index}`)];
  const { data } = JSON.parse(new TextDecoder().decode(leaf.body)) as { data: Record<string, unknown> };
  const agrees =
    leaf.kind === 'record-signed' &&
    leaf.subject === row.id &&
    leaf.at.getTime() === row.signed_at.getTime() &&
    data.signatureSm3 === toHex(row.answer_digest) &&
    data.contentSm3 === toHex(row.content_digest) &&
    data.signer === row.signer_job_no &&
    data.department === row.department_code;
  const { leafHash, path: proof, ...place } = await inclusionProofFor(db, row.ledger_index);
  const included = equalBytes(leafHash, leaf.leafHash) && verifyInclusion({ leafHash, proof, ...place });
  return [
    judge('ledger-leaf', agrees, `leaf ${row.ledger_index} says something else`),
    judge('ledger-inclusion', included, `leaf ${row.ledger_index} is not in the tree`),
  ];
}
