import { type Static, Type } from 'typebox';
import { Instant, Strict, Uuid } from './common.ts';

/** RFC 3161 §3.4. */
export const TIMESTAMP_QUERY = 'application/timestamp-query';
export const TIMESTAMP_REPLY = 'application/timestamp-reply';

/** A request is at most this long; more is refused before it is parsed. */
export const MAX_TIMESTAMP_QUERY_BYTES = 4096;

export const UNIT_KINDS = {
  live: { zh: '正式', en: 'Live' },
  'demo-past': { zh: '演示历史数据', en: 'Past of the demo hospital' },
} as const;

export type UnitKind = keyof typeof UNIT_KINDS;

export const TimestampUnit = Strict({
  unitId: Uuid,
  name: Type.String(),
  kind: Type.Union([Type.Literal('live'), Type.Literal('demo-past')]),
  policy: Type.String({ description: 'Policy object identifier' }),
  accuracyMilliseconds: Type.Integer({ minimum: 1 }),
  active: Type.Boolean(),
  certificateId: Uuid,
  notAfter: Instant,
});

export const TimestampUnitList = Strict({ items: Type.Array(TimestampUnit) });

export type TimestampUnit = Static<typeof TimestampUnit>;
