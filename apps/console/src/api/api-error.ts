import type { ProblemDocument } from '@medsign/contract/common';
import { PROBLEMS, type ProblemCode } from '@medsign/contract/problem-codes';

/** `unreachable`: no answer at all; `unreadable`: an answer that is not ours (a proxy's error page, say). */
export type ApiErrorCode = ProblemCode | 'unreachable' | 'unreadable';

/** A refusal of the platform (RFC 9457) or the lack of an answer. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;

  constructor(code: ApiErrorCode, about: { status?: number; detail?: string; requestId?: string; cause?: unknown }) {
    super(code, { cause: about.cause });
    this.name = 'ApiError';
    this.code = code;
    this.status = about.status ?? 0;
    this.detail = about.detail;
    this.requestId = about.requestId;
  }
}

/** Reads the problem document of a failed answer; anything else becomes `unreadable`. */
export async function errorOf(response: Response): Promise<ApiError> {
  const requestId = response.headers.get('x-request-id') ?? undefined;
  try {
    const problem = (await response.json()) as Partial<ProblemDocument>;
    const code = problem.code ?? '';
    return new ApiError(isProblemCode(code) ? code : 'unreadable', {
      status: response.status,
      ...(problem.detail === undefined ? {} : { detail: problem.detail }),
      ...((problem.requestId ?? requestId) ? { requestId: problem.requestId ?? requestId ?? '' } : {}),
    });
  } catch (cause) {
    return new ApiError('unreadable', { status: response.status, ...(requestId ? { requestId } : {}), cause });
  }
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}
