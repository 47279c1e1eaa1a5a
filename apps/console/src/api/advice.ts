import { PROBLEMS } from '@medsign/contract/problem-codes';
import type { TextKey } from '../i18n/texts.ts';
import type { ApiErrorCode } from './api-error.ts';

/** Codes that have advice of their own; the rest goes by the kind of status. */
const ADVICE: Partial<Record<ApiErrorCode, TextKey>> = {
  unreachable: 'advice.unreachable',
  unreadable: 'advice.unreadable',
  unauthenticated: 'advice.unauthenticated',
  forbidden: 'advice.forbidden',
  'not-found': 'advice.not-found',
  'unknown-record': 'advice.not-found',
  'unknown-person': 'advice.not-found',
  'unknown-certificate': 'advice.not-found',
  'unknown-task': 'advice.not-found',
  'unknown-session': 'advice.not-found',
  'invalid-request': 'advice.invalid-request',
  'pin-wrong': 'advice.pin-wrong',
  'pin-locked': 'advice.pin-locked',
  'pin-not-set': 'advice.pin-not-set',
  'malformed-csv': 'advice.malformed-csv',
  'duplicate-code': 'advice.duplicate-code',
  'certificate-missing': 'advice.certificate-missing',
  'certificate-state-conflict': 'advice.certificate-state-conflict',
  'task-closed': 'advice.task-closed',
  'content-too-large': 'advice.content-too-large',
  'too-many-requests': 'advice.too-many-requests',
  'sign-in-link-invalid': 'enter.failedWhat',
};

/** What the reader can do about a refusal. */
export function adviceFor(code: ApiErrorCode): TextKey {
  const own = ADVICE[code];
  if (own !== undefined) return own;
  const status = code === 'unreachable' || code === 'unreadable' ? 0 : PROBLEMS[code].status;
  if (status === 409) return 'advice.conflict';
  return status >= 500 ? 'advice.server' : 'advice.refused';
}

/** What happened, in both languages; codes of the platform carry their own titles. */
export function titleOf(code: ApiErrorCode): { readonly zh: string; readonly en: string } | TextKey {
  if (code === 'unreachable') return 'advice.unreachable.title';
  if (code === 'unreadable') return 'advice.unreadable.title';
  return PROBLEMS[code];
}
