import { canonicalJson, type JsonValue } from './canonical-json.ts';

/** Who did it: the platform itself, a person (uuid or job number) or a business system (its code). */
export interface Actor {
  readonly kind: 'system' | 'person' | 'platform';
  readonly id: string;
}

/** One act to be written down. */
export interface LeafEntry {
  /** e.g. `record-signed`; the known ones are in `@medsign/contract/ledger`. */
  readonly kind: string;
  readonly at: Date;
  readonly actor: Actor;
  /** Identifier of what was acted on: a record id, a job number, a serial. */
  readonly subject: string;
  /** Small JSON of identifiers and hashes; never names or clinical content. */
  readonly data: Readonly<Record<string, JsonValue>>;
}

/** The octets whose hash becomes the leaf: canonical JSON, so anyone can rebuild them. */
export function leafBody(entry: LeafEntry): Uint8Array {
  return new TextEncoder().encode(
    canonicalJson({
      actor: { id: entry.actor.id, kind: entry.actor.kind },
      at: entry.at.toISOString(),
      data: entry.data,
      kind: entry.kind,
      subject: entry.subject,
    }),
  );
}
