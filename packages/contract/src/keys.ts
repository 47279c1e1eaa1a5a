import { type Static, Type } from 'typebox';
import { Base64, Instant, JobNo, Page, PageQuery, Sm3Hex, Strict, Uuid } from './common.ts';

/** Who gets an escrowed key again. */
export const KEY_RECOVERY_KINDS = {
  personal: { zh: '本人找回', en: 'For the person' },
  judicial: { zh: '司法恢复', en: 'For a court or authority' },
} as const;

export type KeyRecoveryKind = keyof typeof KEY_RECOVERY_KINDS;

/** `expired` follows from the clock; the others are acts. */
export const KEY_RECOVERY_STATES = {
  pending: { zh: '待审批', en: 'Waiting for approval' },
  approved: { zh: '已批准', en: 'Approved' },
  denied: { zh: '已拒绝', en: 'Denied' },
  delivered: { zh: '已交付', en: 'Delivered' },
  expired: { zh: '已过期', en: 'Expired' },
} as const;

export type KeyRecoveryState = keyof typeof KEY_RECOVERY_STATES;

const names = <T extends string>(table: Readonly<Record<T, unknown>>, description: string) =>
  Type.Unsafe<T>(Type.String({ enum: Object.keys(table), description }));

const Kind = names(KEY_RECOVERY_KINDS, '恢复类型');
const State = names(KEY_RECOVERY_STATES, '恢复申请状态');

/** Asks for an escrowed encryption key; signing keys are never in escrow. */
export const KeyRecoveryRequest = Strict({
  kind: Kind,
  jobNo: JobNo,
  keyId: Type.Optional(Uuid),
  reason: Type.String({ minLength: 1, maxLength: 512, description: '事由' }),
  caseNumber: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: '案号；仅司法恢复' })),
  csr: Type.String({
    pattern: '^[A-Za-z0-9+/]+={0,2}$',
    maxLength: 8192,
    description: 'PKCS#10 request (GM/T 0092), DER in Base64, by the key that the delivery is for',
  }),
});

const Step = Strict({ jobNo: Type.String(), at: Instant });

export const KeyRecovery = Strict({
  recoveryId: Uuid,
  kind: Kind,
  state: State,
  jobNo: Type.String({ description: 'Of the person concerned' }),
  keyId: Uuid,
  reason: Type.String(),
  caseNumber: Type.Union([Type.String(), Type.Null()]),
  recipientSm3: Type.Unsafe<string>({ ...Sm3Hex, description: 'SM3 of the public key the delivery is for' }),
  expiresAt: Instant,
  requested: Step,
  decided: Type.Union([Strict({ jobNo: Type.String(), at: Instant, note: Type.String() }), Type.Null()]),
  delivered: Type.Union([Step, Type.Null()]),
});

export const KeyRecoveryPage = Page(KeyRecovery);

export const KeyRecoveryListQuery = Strict({
  state: Type.Optional(State),
  jobNo: Type.Optional(JobNo),
  ...PageQuery,
});

export const KeyRecoveryParams = Strict({ id: Uuid });

export const KeyRecoveryDecision = Strict({
  note: Type.String({ minLength: 1, maxLength: 512, description: '审批意见' }),
});

/** Only the holder of the approved key can open it. */
export const KeyRecoveryDelivery = Strict({
  recovery: KeyRecovery,
  publicKey: Base64,
  envelopedKey: Type.Unsafe<string>({ ...Base64, description: 'SM2EnvelopedKey (GM/T 0009 §7.4), DER' }),
  envelopedKeyBlob: Type.Unsafe<string>({ ...Base64, description: 'ENVELOPEDKEYBLOB (GM/T 0016 §6.4.10)' }),
});

export const EscrowedKeyQuery = Strict({ jobNo: JobNo });

export const EscrowedKeyList = Strict({
  items: Type.Array(
    Strict({
      keyId: Uuid,
      publicKey: Base64,
      createdAt: Instant,
      destroyedAt: Type.Union([Instant, Type.Null()]),
      ledger: Strict({ index: Type.Integer({ minimum: 0 }) }),
    }),
    { description: 'Newest first' },
  ),
});

export type KeyRecoveryRequest = Static<typeof KeyRecoveryRequest>;
export type KeyRecovery = Static<typeof KeyRecovery>;
export type KeyRecoveryDelivery = Static<typeof KeyRecoveryDelivery>;
