import type { DerReader } from '../asn1/der-reader.ts';
import { nullValue, oid, sequence } from '../asn1/der-writer.ts';
import { TAG } from '../asn1/tags.ts';

/** AlgorithmIdentifier (RFC 5280 §4.1.1.2). */
export interface AlgorithmIdentifier {
  /** Dotted identifier. */
  readonly algorithm: string;
  /** DER of the parameters; undefined when absent. */
  readonly parameters: Uint8Array | undefined;
  /** The whole structure as received. */
  readonly der: Uint8Array;
}

/** Makes an AlgorithmIdentifier; `parameters` is `'absent'`, `'null'` or their DER. */
export function algorithmIdentifier(
  algorithm: string,
  parameters: 'absent' | 'null' | Uint8Array = 'absent',
): AlgorithmIdentifier {
  const encoded = parameters === 'absent' ? undefined : parameters === 'null' ? nullValue() : parameters;
  const der = encoded === undefined ? sequence(oid(algorithm)) : sequence(oid(algorithm), encoded);
  return { algorithm, parameters: encoded, der };
}

export function readAlgorithmIdentifier(reader: DerReader): AlgorithmIdentifier {
  const element = reader.element(TAG.sequence);
  const members = reader.inside(element);
  const algorithm = members.oid();
  const parameters = members.done ? undefined : members.any().raw;
  members.end();
  return { algorithm, parameters, der: element.raw };
}

/** Parameters are absent or NULL: both are met for SM2, SM3 and SHA, and mean the same. */
export function hasNoParameters({ parameters }: AlgorithmIdentifier): boolean {
  return parameters === undefined || (parameters.length === 2 && parameters[0] === TAG.null);
}
