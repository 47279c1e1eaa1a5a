/** Why a byte string is not the DER that was expected. Closed set: callers may switch over it. */
export type Asn1ErrorCode =
  | 'truncated'
  | 'trailing-data'
  | 'indefinite-length'
  | 'non-minimal-length'
  | 'too-long'
  | 'too-deep'
  | 'high-tag-number'
  | 'unexpected-tag'
  | 'bad-boolean'
  | 'bad-integer'
  | 'bad-null'
  | 'bad-oid'
  | 'bad-bit-string'
  | 'bad-string'
  | 'bad-time'
  | 'bad-set-order'
  | 'bad-value';

/** Malformed input. `offset` counts octets from the start of the byte string that was given to the reader. */
export class Asn1Error extends Error {
  readonly code: Asn1ErrorCode;
  readonly offset: number;

  constructor(code: Asn1ErrorCode, message: string, offset = 0) {
    super(`${message} (at octet ${offset})`);
    this.name = 'Asn1Error';
    this.code = code;
    this.offset = offset;
  }
}
