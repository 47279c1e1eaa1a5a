import type { RecordSummary, SignatureRecord } from '@medsign/contract/records';
import { toBase64 } from '@medsign/engine/bytes/base64';
import { toHex } from '@medsign/engine/bytes/hex';
import { findSystem } from '../identity/index.ts';
import type { DatabaseReader } from '../platform/database.ts';
import { departmentRef } from './answer.ts';
import type { RecordOctets } from './reassemble.ts';
import type { RecordRow, RecordSummaryRow } from './store-records.ts';
import type { SessionRow } from './store-sessions.ts';
import { patientView } from './task-view.ts';

/** Names of systems, each looked up once. */
export type SystemNames = (code: string) => Promise<string>;

export function systemNamesIn(db: DatabaseReader): SystemNames {
  const names = new Map<string, Promise<string>>();
  return (code) => {
    const known = names.get(code) ?? findSystem(db, code).then((system) => system?.name ?? code);
    names.set(code, known);
    return known;
  };
}

export async function recordSummary(row: RecordSummaryRow, systemName: SystemNames): Promise<RecordSummary> {
  return {
    recordId: row.id,
    signedAt: row.signed_at.toISOString(),
    signer: { jobNo: row.signer_job_no, name: row.signer_name },
    system: { code: row.system_code, name: await systemName(row.system_code) },
    department: departmentRef(row.department_code, row.department_name, row.campus_name),
    documentType: row.document_type,
    businessNo: row.business_no,
    title: row.title,
    patient: patientView(row),
    format: row.format,
    test: row.test,
    ledger: { index: Number(row.ledger_index) },
  };
}

export async function recordView(
  row: RecordRow,
  octets: RecordOctets,
  session: SessionRow | undefined,
  systemName: SystemNames,
): Promise<SignatureRecord> {
  return {
    ...(await recordSummary(row, systemName)),
    status: 'signed',
    content: { kind: row.content_kind, sm3: toHex(row.content_digest), size: row.content_size },
    signature: toBase64(octets.signature),
    certificate: toBase64(octets.certificate),
    certificateId: row.certificate_id,
    chain: octets.chain.map(toBase64),
    timestampToken: toBase64(octets.timestampToken),
    custody: row.custody,
    session: session?.approved_at
      ? {
          sessionId: session.id,
          workstation: session.workstation,
          approvedAt: session.approved_at.toISOString(),
          approvalSm3: toHex(session.approval_digest ?? new Uint8Array(0)),
        }
      : null,
    taskId: row.task_id,
  };
}
