/** Why an SM2 operation cannot be carried out. Closed set: callers may switch over it. */
export type Sm2ErrorCode =
  | 'bad-private-key'
  | 'bad-public-key'
  | 'bad-signature'
  | 'bad-signer-id'
  | 'bad-plaintext'
  | 'bad-ciphertext'
  | 'bad-random'
  | 'faulty-signature';

/** An input of SM2 that is not what the standard allows. Never carries key material in its message. */
export class Sm2Error extends Error {
  readonly code: Sm2ErrorCode;

  constructor(code: Sm2ErrorCode, message: string) {
    super(message);
    this.name = 'Sm2Error';
    this.code = code;
  }
}
