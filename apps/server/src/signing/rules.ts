import { isDocumentType } from '@medsign/contract/document-types';
import type { BusinessSystem, Membership } from '../identity/index.ts';
import { Refusal } from '../platform/refusal.ts';
import type { Visibility } from './store-records.ts';
import type { SessionRow } from './store-sessions.ts';
import type { SignInput } from './types.ts';

/** Throws Refusal `invalid-request` where PostgreSQL could not keep the text as it was given. */
export function refuseUnkeepable(fields: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined && (value.includes('\u0000') || !value.isWellFormed())) {
      throw new Refusal('invalid-request', `${name} contains characters that are not Unicode text`);
    }
  }
}

/** Throws Refusal `document-type-not-allowed`. */
export function refuseDocumentType(system: BusinessSystem, documentType: string): void {
  if (!isDocumentType(documentType)) {
    throw new Refusal('document-type-not-allowed', `there is no document type ${documentType}`);
  }
  if (system.documentTypes !== null && !system.documentTypes.includes(documentType)) {
    throw new Refusal('document-type-not-allowed', `${system.code} may not have ${documentType} signed`);
  }
}

/** A bare digest signed raw could be the digest of anything, also of signed attributes. */
export function refuseRawDigest(input: Pick<SignInput, 'format' | 'content'>): void {
  if (input.format === 'raw' && input.content.bytes === undefined) {
    throw new Refusal('raw-digest-refused', 'send the content, or ask for cms-gm or cms');
  }
}

/**
 * The department a signature is made in. Staff name one of theirs; a test account may leave it out and signs in its
 * first. Throws Refusal `invalid-request` or `foreign-department`.
 */
export function departmentOf(
  asked: string | undefined,
  memberships: readonly Membership[],
  test: boolean,
): string | undefined {
  if (asked === undefined) {
    if (!test) throw new Refusal('invalid-request', 'department is required');
    return memberships[0]?.departmentCode;
  }
  if (!memberships.some((membership) => membership.departmentCode === asked)) {
    throw new Refusal('foreign-department', `the signer does not belong to ${asked}`);
  }
  return asked;
}

/**
 * Picks the session to sign under among the active ones of this person and system, newest first.
 * Throws Refusal `session-exhausted` or `session-document-type`; undefined when there is none in time.
 */
export function chooseSession(
  sessions: readonly SessionRow[],
  ask: { readonly documentType: string; readonly workstation: string | undefined; readonly at: Date },
): SessionRow | undefined {
  const inTime = sessions.filter(
    (session) =>
      session.state === 'active' &&
      (session.expires_at as Date) > ask.at &&
      (session.approved_at as Date) <= ask.at &&
      (ask.workstation === undefined || session.workstation === ask.workstation),
  );
  const covering = inTime.filter(
    (session) => session.document_types === null || session.document_types.includes(ask.documentType),
  );
  const usable = covering.find((session) => session.reserved_count < session.max_count);
  if (usable !== undefined || inTime.length === 0) return usable;
  if (covering.length > 0) throw new Refusal('session-exhausted', 'the approved number of signatures is used up');
  throw new Refusal('session-document-type', `the approval does not cover ${ask.documentType}`);
}

export type RecordsViewer =
  | { readonly kind: 'system'; readonly systemCode: string }
  | {
      readonly kind: 'person';
      readonly personId: string;
      readonly permissions: ReadonlySet<string>;
      readonly departments: readonly string[];
    };

/** Which records a caller sees. Throws Refusal `forbidden`. */
export function visibilityFor(viewer: RecordsViewer): Visibility {
  if (viewer.kind === 'system') return { systemCode: viewer.systemCode };
  if (viewer.permissions.has('records:all')) return {};
  if (viewer.permissions.has('records:department')) {
    return { departmentsOrOwn: { departments: viewer.departments, signerId: viewer.personId } };
  }
  if (viewer.permissions.has('records:own')) return { signerId: viewer.personId };
  throw new Refusal('forbidden');
}
