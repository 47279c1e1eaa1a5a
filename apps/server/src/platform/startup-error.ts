/**
 * The server cannot start and the operator can do something about it: the message says what happened and what to do, and
 * `main.ts` prints it alone, without a stack.
 */
export class StartupError extends Error {
  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.name = 'StartupError';
  }
}
