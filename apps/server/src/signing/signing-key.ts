import { assertCertificateInForce, certificateInForce, chainOf, getCertificate } from '../certificates/index.ts';
import type { DatabaseReader } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { approvalUrl } from './request-session.ts';
import { chooseSession } from './rules.ts';
import { openSessionsOf, type SessionRow } from './store-sessions.ts';
import type { CheckedInput, SigningKey, SignSettings } from './types.ts';

export interface KeyAsk {
  readonly input: CheckedInput;
  readonly workstation: string | undefined;
  readonly at: Date;
}

/**
 * The key a checked input may be signed with now: a test account's own, or that of the person's session with the
 * system. Throws Refusal `session-required` (extra `approvalUrl`, `sessions`), `session-exhausted`,
 * `session-document-type`, `certificate-missing`, `certificate-expired`, `certificate-suspended`, `certificate-revoked`.
 */
export async function signingKeyFor(db: DatabaseReader, settings: SignSettings, ask: KeyAsk): Promise<SigningKey> {
  const { signer, system, documentType } = ask.input;
  if (signer.test) return hostedKey(db, signer.id, ask.at);
  const sessions = await openSessionsOf(db, { signerId: signer.id, systemCode: system.code });
  const session = chooseSession(sessions, { documentType, workstation: ask.workstation, at: ask.at });
  if (session === undefined) throw sessionRequired(settings, sessions, ask.at);
  return sessionKey(db, session, ask.at);
}

/** The key of a session that is active. Throws Refusal `certificate-expired`, `-suspended`, `-revoked`. */
export async function sessionKey(db: DatabaseReader, session: SessionRow, at: Date): Promise<SigningKey> {
  const certificate = await getCertificate(db, session.certificate_id as string);
  assertCertificateInForce(certificate, at);
  return {
    keyId: session.key_id as string,
    purpose: 'session',
    custody: 'session',
    certificateId: certificate.id,
    certificate: certificate.der,
    chain: await chainOf(db, certificate.id),
    sessionId: session.id,
  };
}

async function hostedKey(db: DatabaseReader, personId: string, at: Date): Promise<SigningKey> {
  const certificate = await certificateInForce(db, { personId, custody: 'hosted', purpose: 'signing', at });
  if (certificate.keyId === undefined) throw new Refusal('certificate-missing');
  return {
    keyId: certificate.keyId,
    purpose: 'person',
    custody: 'hosted',
    certificateId: certificate.id,
    certificate: certificate.der,
    chain: await chainOf(db, certificate.id),
    sessionId: undefined,
  };
}

/** Says where to go on: the open request's page where there is one, else where systems ask for a session. */
function sessionRequired(settings: SignSettings, open: readonly SessionRow[], at: Date): Refusal {
  const pending = open.find(
    (session) => session.state === 'pending' && session.request_expires_at > at && session.approval_token !== null,
  );
  return new Refusal(
    'session-required',
    pending
      ? 'the signer has been asked and has not answered yet'
      : 'ask for a sign session first; the signer then approves it at the address you get',
    {
      extra: {
        approvalUrl: pending
          ? approvalUrl(settings.baseUrl, pending.approval_token as string)
          : `${settings.baseUrl}/approve`,
        sessions: `${settings.baseUrl}/v1/sign-sessions`,
      },
    },
  );
}
