import type { UnitKind } from '@medsign/contract/timestamps';
import { equalBytes } from '@medsign/engine/bytes/bytes';
import { toHex } from '@medsign/engine/bytes/hex';
import { sm2SignatureFromDer } from '@medsign/engine/crypto/sm2';
import { sm2VerifyBatch } from '@medsign/engine/crypto/sm2-batch';
import { assembleToken, tokenAttributes } from '@medsign/engine/tsp/token';
import { encodeTstInfo, type MessageImprint, parseTstInfo, sm3Imprint } from '@medsign/engine/tsp/tst-info';
import { Refusal } from '../platform/refusal.ts';
import { type OpenUnit, openUnit } from './open-unit.ts';
import { accuracyOf, nextGenTime } from './rules.ts';
import type { IssuedToken, TimestampDeps } from './types.ts';

export interface TokenOrder {
  /** SM3 of what is stamped, 32 octets. */
  readonly imprint: Uint8Array;
  /** Default `live`. */
  readonly unit?: UnitKind;
  /** DER INTEGER, repeated in the token. */
  readonly nonce?: Uint8Array;
  /** Has to be the unit's when given. */
  readonly policy?: string;
  /** Moment of the stamp when it is not now: for a past that is made up. */
  readonly at?: Date;
  /** Whether the token carries the unit's certificates; default true. */
  readonly certReq?: boolean;
}

/**
 * Stamps a digest. The token is not stored: give it to `recordTokens` in the transaction that makes its subject durable, and let nobody
 * see it before. Throws Refusal `time-not-available` (no unit, or a clock that went back), `demo-only`, `profile-violation` (another
 * policy), `certificate-expired`, `-suspended`, `-revoked` of the unit.
 */
export async function issueToken(deps: TimestampDeps, order: TokenOrder): Promise<IssuedToken> {
  const [token] = await issueTokens(deps, [order], order.unit);
  return token as IssuedToken;
}

/** Stamps many digests by one unit, in order: one look at the unit and its key, shared arithmetic. All or none; throws as for one. */
export async function issueTokens(
  deps: TimestampDeps,
  orders: readonly Omit<TokenOrder, 'unit'>[],
  kind: UnitKind = 'live',
): Promise<IssuedToken[]> {
  const open = await openUnit(deps.database, kind, orders[0]?.at ?? deps.clock.now());
  const { policy } = open.unit;
  if (orders.some((order) => order.policy !== undefined && order.policy !== policy)) {
    throw new Refusal('profile-violation', `the unit stamps under the policy ${policy}`);
  }
  return stamp(
    deps,
    open,
    orders.map((order) => ({ ...order, imprint: sm3Imprint(order.imprint) })),
  );
}

/** A stamp on a unit that is open, with the imprint as a request gave it. */
export type Stamp = Omit<TokenOrder, 'imprint' | 'unit' | 'policy'> & { readonly imprint: MessageImprint };

/** The same on an open unit. */
export async function stamp(deps: TimestampDeps, open: OpenUnit, stamps: readonly Stamp[]): Promise<IssuedToken[]> {
  const { unit, certificate, publicKey } = open;
  const drafts = stamps.map((one) => draft(deps, open, one));
  const signatures = await deps.keyStore.signBatch(
    deps.database,
    drafts.map(({ signedAttributes }) => ({ keyId: unit.keyId, purpose: 'tsa', message: signedAttributes })),
  );
  const own = sm2VerifyBatch(
    drafts.map(({ signedAttributes: message }, index) => {
      return { publicKey, message, signature: sm2SignatureFromDer(signatures[index] as Uint8Array) };
    }),
  );
  // A fault in key or arithmetic must not leave.
  if (own.includes(false)) throw new Error('the key of the timestamp unit does not fit its certificate');
  return drafts.map(({ tstInfo, signedAttributes, serial, genTime, order }, index) => {
    const certificates = order.certReq === false ? [] : [certificate, ...open.chain];
    const signature = signatures[index] as Uint8Array;
    const der = assembleToken({ tstInfo, certificate, signedAttributes, signature, certificates });
    return { der, serial: toHex(serial), genTime, unitId: unit.id, imprint: order.imprint.digest };
  });
}

/** What is to be signed for one stamp: the unit's time moves on with each. */
function draft(deps: TimestampDeps, open: OpenUnit, order: Stamp) {
  const { unit, certificate, clockMark } = open;
  const now = (order.at ?? deps.clock.now()).getTime();
  const genTime = new Date(nextGenTime(now, clockMark.last, unit.accuracyMilliseconds));
  clockMark.last = genTime.getTime();
  const serial = newSerial(deps);
  const tstInfo = encodeTstInfo({
    policy: unit.policy,
    imprint: order.imprint,
    serial,
    genTime,
    accuracy: accuracyOf(unit.accuracyMilliseconds),
    tsa: open.subject,
    ...(order.nonce !== undefined && { nonce: order.nonce }),
  });
  if (!equalBytes(parseTstInfo(tstInfo).serial, serial)) throw new Error('the token reads differently');
  return { tstInfo, signedAttributes: tokenAttributes({ tstInfo, certificate }), serial, genTime, order };
}

/** 16 octets, 126 of their bits random, so none repeats, not even after a restore from a backup (RFC 3161 §2.4.2). */
function newSerial({ random }: TimestampDeps): Uint8Array {
  const serial = random(16);
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  return serial;
}
