import type { UnitKind } from '@medsign/contract/timestamps';
import { equalBytes } from '@medsign/engine/bytes/bytes';
import { toHex } from '@medsign/engine/bytes/hex';
import { sm2SignatureFromDer, sm2Verify } from '@medsign/engine/crypto/sm2';
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
  /** Whether the token carries the unit's certificates; default true. */
  readonly certReq?: boolean;
}

/**
 * Stamps a digest. The token is not stored: give it to `recordTokens` in the transaction that makes its subject durable, and let nobody
 * see it before. Throws Refusal `time-not-available` (no unit, or a clock that went back), `demo-only`, `profile-violation` (another
 * policy), `certificate-expired`, `-suspended`, `-revoked` of the unit.
 */
export async function issueToken(deps: TimestampDeps, order: TokenOrder): Promise<IssuedToken> {
  const now = deps.clock.now();
  const open = await openUnit(deps.database, order.unit ?? 'live', now);
  if (order.policy !== undefined && order.policy !== open.unit.policy) {
    throw new Refusal('profile-violation', `the unit stamps under the policy ${open.unit.policy}`);
  }
  return stamp(deps, open, { ...order, imprint: sm3Imprint(order.imprint) });
}

/** The same on an open unit, with the imprint as a request gave it. */
export async function stamp(
  deps: TimestampDeps,
  open: OpenUnit,
  order: Omit<TokenOrder, 'imprint' | 'unit' | 'policy'> & { readonly imprint: MessageImprint },
): Promise<IssuedToken> {
  const { unit, certificate, clockMark } = open;
  const genTime = nextGenTime(deps.clock.now().getTime(), clockMark.last, unit.accuracyMilliseconds);
  clockMark.last = genTime;
  const serial = newSerial(deps);
  const tstInfo = encodeTstInfo({
    policy: unit.policy,
    imprint: order.imprint,
    serial,
    genTime: new Date(genTime),
    accuracy: accuracyOf(unit.accuracyMilliseconds),
    tsa: open.subject,
    ...(order.nonce !== undefined && { nonce: order.nonce }),
  });
  const signedAttributes = tokenAttributes({ tstInfo, certificate });
  const signature = await deps.keyStore.sign(deps.database, unit.keyId, 'tsa', signedAttributes);
  // A fault in key or arithmetic must not leave.
  if (!sm2Verify(open.publicKey, signedAttributes, sm2SignatureFromDer(signature))) {
    throw new Error('the key of the timestamp unit does not fit its certificate');
  }
  if (!equalBytes(parseTstInfo(tstInfo).serial, serial)) throw new Error('the token reads differently');
  const certificates = order.certReq === false ? [] : [certificate, ...open.chain];
  const der = assembleToken({ tstInfo, certificate, signedAttributes, signature, certificates });
  return { der, serial: toHex(serial), genTime: new Date(genTime), unitId: unit.id, imprint: order.imprint.digest };
}

/** 16 octets, 126 of their bits random, so none repeats, not even after a restore from a backup (RFC 3161 §2.4.2). */
function newSerial({ random }: TimestampDeps): Uint8Array {
  const serial = random(16);
  serial[0] = ((serial[0] as number) & 0x3f) | 0x40;
  return serial;
}
