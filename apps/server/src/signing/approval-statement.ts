import { sm3 } from '@medsign/engine/crypto/sm3';
import { canonicalJson } from '../audit/index.ts';
import type { SessionRow } from './store-sessions.ts';

export interface Approval {
  readonly statement: string;
  /** SM3 of the statement's UTF-8 octets; the session's certificate carries it. */
  readonly digest: Uint8Array;
}

/**
 * What a person agreed to, as canonical JSON. It is kept word for word: a signature made under a session points at
 * the certificate, the certificate at this digest, the digest at these words.
 */
export function approvalStatement(
  session: SessionRow,
  terms: {
    readonly hospital: string;
    readonly approvedAt: Date;
    readonly expiresAt: Date;
    /** SM3 of what is signed, in hexadecimal, when the approval names each datum. */
    readonly tasks?: Readonly<Record<string, string>>;
  },
): Approval {
  const statement = canonicalJson({
    kind: 'sign-session-approval',
    version: 1,
    hospital: terms.hospital,
    sessionId: session.id,
    signer: { jobNo: session.signer_job_no, name: session.signer_name },
    system: session.system_code,
    workstation: session.workstation,
    purpose: session.purpose,
    documentTypes: session.document_types && [...session.document_types].sort(),
    tasks: terms.tasks,
    maxCount: session.max_count,
    requestedAt: session.requested_at.toISOString(),
    approvedAt: terms.approvedAt.toISOString(),
    expiresAt: terms.expiresAt.toISOString(),
    means: 'pin',
  });
  return { statement, digest: sm3(new TextEncoder().encode(statement)) };
}
