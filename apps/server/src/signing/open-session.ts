import type { SignSessionRequest } from '@medsign/contract/sign-sessions';
import type { BusinessSystem } from '../identity/index.ts';
import { decideSession } from './approve-session.ts';
import { requestSession } from './request-session.ts';
import type { SessionRow } from './store-sessions.ts';
import type { ApprovalDeps } from './types.ts';

export interface OpenedSession {
  readonly session: SessionRow;
}

/**
 * A session asked for and approved in one go, by the same steps and the same PIN check as over HTTP: for callers who
 * have the person's PIN at hand. Throws the refusals of {@link requestSession} and {@link decideSession}.
 */
export async function openApprovedSession(
  deps: ApprovalDeps,
  input: { readonly system: BusinessSystem; readonly request: SignSessionRequest; readonly pin: string },
): Promise<OpenedSession> {
  const { approvalUrl } = await requestSession(deps, input);
  const token = approvalUrl.slice(approvalUrl.lastIndexOf('/') + 1);
  return { session: await decideSession(deps, { token, decision: 'approve', pin: input.pin }) };
}
