import type { SignSession } from '@medsign/contract/sign-sessions';
import type { SessionRow } from './store-sessions.ts';

/** A session as callers see it; one whose time has passed shows as ended before the sweep gets to it. */
export function sessionView(row: SessionRow, now: Date): SignSession {
  return {
    sessionId: row.id,
    status: stateAt(row, now),
    signer: { jobNo: row.signer_job_no, name: row.signer_name },
    system: row.system_code,
    systemName: row.system_name,
    workstation: row.workstation,
    purpose: row.purpose,
    documentTypes: row.document_types,
    maxCount: row.max_count,
    signedCount: row.signed_count,
    requestedAt: row.requested_at.toISOString(),
    approvedAt: row.approved_at?.toISOString() ?? null,
    expiresAt: (row.expires_at ?? row.request_expires_at).toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
    certificateId: row.certificate_id,
  };
}

export function stateAt(row: SessionRow, now: Date): SignSession['status'] {
  if (row.state === 'active' && (row.expires_at as Date) <= now) return 'expired';
  if (row.state === 'pending' && row.request_expires_at <= now) return 'lapsed';
  return row.state;
}
