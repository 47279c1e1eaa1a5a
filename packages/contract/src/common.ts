import { type Static, type TSchema, Type } from 'typebox';

/** Object that refuses unknown fields: the rule for every schema of the contract. */
export function Strict<T extends Record<string, TSchema>>(
  properties: T,
  options: { description?: string; $id?: string } = {},
) {
  return Type.Object(properties, { ...options, additionalProperties: false });
}

export const JobNo = Type.String({ minLength: 1, maxLength: 32, pattern: '^[A-Za-z0-9_-]+$', description: '工号' });
export const Code = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' });
export const Name = Type.String({ minLength: 1, maxLength: 128 });
export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' });
/** RFC 3339; the platform itself writes UTC and milliseconds. No leap second, which JavaScript cannot represent. */
export const Instant = Type.String({
  format: 'date-time',
  pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-5][0-9]:[0-5][0-9]',
  description: 'RFC 3339, UTC',
});
/** Canonical Base64 (RFC 4648 §4). */
export const Base64 = Type.String({ pattern: '^[A-Za-z0-9+/]*={0,2}$' });
export const Sm3Hex = Type.String({ pattern: '^[0-9a-fA-F]{64}$', description: 'SM3, 32 octets in hexadecimal' });

/** RFC 9457 problem document. */
export const Problem = Type.Object(
  {
    type: Type.String(),
    code: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.Optional(Type.String()),
    requestId: Type.String(),
  },
  { description: 'RFC 9457 problem document' },
);

/** Keyset paging: `next` is an opaque cursor, absent on the last page. */
export function Page<T extends TSchema>(item: T) {
  return Strict({ items: Type.Array(item), next: Type.Optional(Type.String()) });
}

export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 512 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
};

export type ProblemDocument = Static<typeof Problem>;
