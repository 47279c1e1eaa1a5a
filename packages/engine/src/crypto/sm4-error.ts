/** Why an SM4 operation cannot be carried out. Closed set: callers may switch over it. */
export type Sm4ErrorCode = 'bad-key' | 'bad-iv' | 'bad-length' | 'bad-padding' | 'bad-tag' | 'finished';

/** An input of SM4 that is not what the mode allows, or data that is not what was encrypted. Never carries either. */
export class Sm4Error extends Error {
  readonly code: Sm4ErrorCode;

  constructor(code: Sm4ErrorCode, message: string) {
    super(message);
    this.name = 'Sm4Error';
    this.code = code;
  }
}
