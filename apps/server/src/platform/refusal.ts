import { PROBLEMS, type ProblemCode } from '@medsign/contract/problem-codes';

/**
 * The one error of the server's modules: a rule said no. `edge/problem.ts` turns it into problem+json; `detail` is
 * shown to the caller and says what to do, `extra` adds members to the problem document (an approval address, a limit).
 */
export class Refusal extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly extra: Readonly<Record<string, unknown>>;

  constructor(
    code: ProblemCode,
    detail?: string,
    options: { readonly extra?: Readonly<Record<string, unknown>>; readonly cause?: unknown } = {},
  ) {
    super(detail ?? PROBLEMS[code].en, { cause: options.cause });
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
    this.extra = options.extra ?? {};
  }
}
