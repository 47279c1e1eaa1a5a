import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { integer, namedBits, sequence, utf8String } from '../asn1/der-writer.ts';
import { TAG } from '../asn1/tags.ts';
import { FAILURE_BITS, type PkiFailureInfo } from './failure-info.ts';

/** PKIStatus (RFC 3161 §2.4.2), in the order of its values. */
const STATUSES = [
  'granted',
  'grantedWithMods',
  'rejection',
  'waiting',
  'revocationWarning',
  'revocationNotification',
] as const;

export type PkiStatus = (typeof STATUSES)[number];

const FAILURE_NAMES = new Map<number, PkiFailureInfo>(
  (Object.entries(FAILURE_BITS) as [PkiFailureInfo, number][]).map(([name, bit]) => [bit, name]),
);

export interface TimeStampResp {
  readonly status: PkiStatus;
  readonly texts: readonly string[];
  readonly failures: readonly PkiFailureInfo[];
  /** Present exactly when the status is granted or grantedWithMods. */
  readonly token?: Uint8Array;
}

/** DER of TimeStampResp that carries a token. */
export function grantedResponse(token: Uint8Array): Uint8Array {
  return sequence(sequence(integer(0)), token);
}

/** DER of TimeStampResp that refuses. */
export function rejectedResponse(failure: PkiFailureInfo, text: string): Uint8Array {
  return sequence(sequence(integer(2), sequence(utf8String(text)), namedBits([FAILURE_BITS[failure]])));
}

/** Reads TimeStampResp. A status or failure that is not known is an error to the client, hence {@link Asn1Error}. */
export function parseTimeStampResp(der: Uint8Array): TimeStampResp {
  return readDer(der, (reader) => {
    const fields = reader.sequence();
    const statusInfo = readStatusInfo(fields.sequence());
    const at = fields.offset;
    const token = fields.optional(TAG.sequence, (r) => r.any().raw);
    fields.end();
    const granted = statusInfo.status === 'granted' || statusInfo.status === 'grantedWithMods';
    if (granted !== (token !== undefined)) throw new Asn1Error('bad-value', 'token does not fit the status', at);
    return token === undefined ? statusInfo : { ...statusInfo, token };
  });
}

function readStatusInfo(fields: DerReader): Omit<TimeStampResp, 'token'> {
  const status = STATUSES[fields.smallInteger(0, STATUSES.length - 1)] as PkiStatus;
  const texts = fields.optional(TAG.sequence, (r) => r.sequence().all((each) => each.utf8String())) ?? [];
  const failures = fields.optional(TAG.bitString, readFailures) ?? [];
  fields.end();
  return { status, texts, failures };
}

function readFailures(fields: DerReader): PkiFailureInfo[] {
  const at = fields.offset;
  return fields.namedBits().map((bit) => {
    const name = FAILURE_NAMES.get(bit);
    if (name === undefined) throw new Asn1Error('bad-value', `unknown failure ${bit}`, at);
    return name;
  });
}
