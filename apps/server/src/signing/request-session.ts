import { SESSION_LIMITS, type SignSessionCreated, type SignSessionRequest } from '@medsign/contract/sign-sessions';
import { type BusinessSystem, findPersonByJobNo } from '../identity/index.ts';
import { inTransaction } from '../platform/database.ts';
import { uuidv7 } from '../platform/ids.ts';
import { Refusal } from '../platform/refusal.ts';
import { refuseDocumentType, refuseUnkeepable } from './rules.ts';
import { insertSession } from './store-sessions.ts';
import type { SignDeps } from './types.ts';

const MINUTE = 60_000;

/**
 * A system asks a person for leave to sign in their name. Nothing is allowed until the person approves. Throws
 * Refusal `unknown-signer`, `signer-inactive`, `document-type-not-allowed`, `invalid-request`.
 */
export async function requestSession(
  deps: SignDeps,
  input: { readonly system: BusinessSystem; readonly request: SignSessionRequest },
): Promise<SignSessionCreated> {
  const { system, request } = input;
  refuseUnkeepable({ workstation: request.workstation, purpose: request.purpose });
  const documentTypes = request.documentTypes ?? null;
  for (const documentType of documentTypes ?? []) refuseDocumentType(system, documentType);
  const signer = await findPersonByJobNo(deps.database, request.signer.jobNo);
  if (signer === undefined) throw new Refusal('unknown-signer', `there is no signer ${request.signer.jobNo}`);
  if (!signer.active) throw new Refusal('signer-inactive');
  const requestedAt = deps.clock.now();
  const expiresAt = new Date(requestedAt.getTime() + SESSION_LIMITS.requestMinutes * MINUTE);
  const sessionId = uuidv7(deps.clock, deps.random);
  const token = Buffer.from(deps.random(32)).toString('base64url');
  await inTransaction(deps.database, (tx) =>
    insertSession(tx, {
      id: sessionId,
      signer_id: signer.id,
      signer_job_no: signer.jobNo,
      signer_name: signer.name,
      system_code: system.code,
      system_name: system.name,
      workstation: request.workstation,
      purpose: request.purpose ?? null,
      document_types: documentTypes,
      max_count: request.maxCount ?? SESSION_LIMITS.defaultCount,
      valid_minutes: request.validMinutes ?? SESSION_LIMITS.defaultMinutes,
      reserved_count: 0,
      signed_count: 0,
      state: 'pending',
      approval_token: token,
      requested_at: requestedAt,
      request_expires_at: expiresAt,
      approved_at: null,
      expires_at: null,
      closed_at: null,
      approval_statement: null,
      approval_digest: null,
      key_id: null,
      certificate_id: null,
    }),
  );
  return {
    sessionId,
    status: 'pending',
    approvalUrl: approvalUrl(deps.settings.baseUrl, token),
    expiresAt: expiresAt.toISOString(),
  };
}

export function approvalUrl(baseUrl: string, token: string): string {
  return `${baseUrl}/approve/${token}`;
}
