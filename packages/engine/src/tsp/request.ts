import { Asn1Error } from '../asn1/asn1-error.ts';
import { type DerReader, readDer } from '../asn1/der-reader.ts';
import { boolean, integer, oid, sequence } from '../asn1/der-writer.ts';
import { OID } from '../asn1/oids.ts';
import { contextConstructedTag, TAG } from '../asn1/tags.ts';
import { hasNoParameters } from '../pki/algorithm-identifier.ts';
import { digestAlgorithm } from '../pki/algorithms.ts';
import type { Extension } from '../pki/extensions.ts';
import type { PkiFailureInfo } from './failure-info.ts';
import { type MessageImprint, readImplicitExtensions, readMessageImprint, readNonce } from './tst-info.ts';

/** A request with a 512-bit digest, nonce and policy stays below 200 octets. */
export const MAX_REQUEST_OCTETS = 4096;
const MAX_NONCE_OCTETS = 32;

export interface TimeStampReqFields {
  readonly imprint: MessageImprint;
  readonly policy?: string;
  /** DER INTEGER. */
  readonly nonce?: Uint8Array;
  readonly certReq?: boolean;
}

export interface TimeStampReq {
  readonly imprint: MessageImprint;
  readonly policy?: string;
  /** DER INTEGER as received. */
  readonly nonce?: Uint8Array;
  readonly certReq: boolean;
}

/** Either the request, or the reason for which RFC 3161 lets it be rejected. */
export type TimeStampReqReading =
  | { readonly accepted: true; readonly request: TimeStampReq }
  | { readonly accepted: false; readonly failure: PkiFailureInfo; readonly text: string };

export interface RequestRules {
  /** Dotted identifiers of the digests that may be stamped; SM3 alone when absent (GM/T 0033-2014 7.1). */
  readonly digests?: readonly string[];
  /** Dotted identifiers of the policies offered. */
  readonly policies: readonly string[];
}

/** DER of TimeStampReq (RFC 3161 §2.4.1). */
export function buildTimeStampReq(fields: TimeStampReqFields): Uint8Array {
  return sequence(
    integer(1),
    fields.imprint.der,
    ...(fields.policy === undefined ? [] : [oid(fields.policy)]),
    ...(fields.nonce === undefined ? [] : [fields.nonce]),
    ...(fields.certReq === true ? [boolean(true)] : []),
  );
}

/** Reads and judges a request. Never throws: whatever comes in has an answer (GM/T 0033-2014 7.2). */
export function parseTimeStampReq(der: Uint8Array, rules: RequestRules): TimeStampReqReading {
  if (der.length > MAX_REQUEST_OCTETS) return refusal('badDataFormat', `request exceeds ${MAX_REQUEST_OCTETS} octets`);
  try {
    return judge(readDer(der, readRequest), rules);
  } catch (error) {
    if (error instanceof Asn1Error) return refusal('badDataFormat', error.message);
    throw error;
  }
}

type RawRequest = TimeStampReq & { readonly version: bigint; readonly extensions: readonly Extension[] };

function readRequest(reader: DerReader): RawRequest {
  const fields = reader.sequence();
  const version = fields.integer();
  const imprint = readMessageImprint(fields);
  const policy = fields.optional(TAG.oid, (r) => r.oid());
  const nonce = fields.optional(TAG.integer, readNonce);
  const certReq = fields.booleanDefaultFalse();
  const extensions = fields.optional(contextConstructedTag(0), readImplicitExtensions) ?? [];
  fields.end();
  return { version, imprint, ...(policy && { policy }), ...(nonce && { nonce }), certReq, extensions };
}

function judge(raw: RawRequest, rules: RequestRules): TimeStampReqReading {
  const { version, extensions, ...request } = raw;
  if (version !== 1n) return refusal('badRequest', 'version is not 1');
  const { algorithm, digest } = request.imprint;
  const known = (rules.digests ?? [OID.sm3]).includes(algorithm.algorithm) && digestAlgorithm(algorithm.algorithm);
  if (!known || !hasNoParameters(algorithm)) return refusal('badAlg', 'digest algorithm is not accepted');
  if (digest.length !== known.length) return refusal('badDataFormat', 'digest length does not fit its algorithm');
  if (request.nonce !== undefined && request.nonce.length - 2 > MAX_NONCE_OCTETS) {
    return refusal('badRequest', `nonce exceeds ${MAX_NONCE_OCTETS} octets`);
  }
  if (request.policy !== undefined && !rules.policies.includes(request.policy)) {
    return refusal('unacceptedPolicy', 'policy is not offered');
  }
  // GM/T 0033-2014 7.1: no extension is known, so none is passed over, critical or not.
  if (extensions.length > 0) return refusal('unacceptedExtension', 'extensions are not supported');
  return { accepted: true, request };
}

function refusal(failure: PkiFailureInfo, text: string): TimeStampReqReading {
  return { accepted: false, failure, text };
}
