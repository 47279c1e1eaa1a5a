import { type Static, Type } from 'typebox';
import { Code, Instant, JobNo, Strict, Uuid } from './common.ts';

export const SESSION_STATES = {
  pending: { zh: '待本人确认', en: 'Waiting for approval' },
  active: { zh: '有效', en: 'Active' },
  denied: { zh: '本人拒绝', en: 'Denied' },
  lapsed: { zh: '超时未确认', en: 'Not answered in time' },
  withdrawn: { zh: '系统撤回', en: 'Withdrawn by the system' },
  expired: { zh: '已到期', en: 'Expired' },
  recalled: { zh: '已收回', en: 'Recalled' },
  exhausted: { zh: '次数用完', en: 'Used up' },
  replaced: { zh: '被新授权取代', en: 'Replaced by a newer one' },
} as const;

export type SessionState = keyof typeof SESSION_STATES;

const SessionStatus = Type.Enum(Object.keys(SESSION_STATES) as SessionState[]);

export const SESSION_LIMITS = {
  maxCount: 1000,
  defaultCount: 200,
  maxMinutes: 960,
  defaultMinutes: 480,
  /** The person has this long to answer. */
  requestMinutes: 10,
} as const;

export const SignSessionRequest = Strict({
  signer: Strict({ jobNo: JobNo }),
  workstation: Type.String({ minLength: 1, maxLength: 64, description: '工作站' }),
  documentTypes: Type.Optional(
    Type.Union([Type.Array(Code, { minItems: 1, maxItems: 64, uniqueItems: true }), Type.Null()], {
      description: 'null: every type the system may have signed',
    }),
  ),
  maxCount: Type.Optional(
    Type.Integer({ minimum: 1, maximum: SESSION_LIMITS.maxCount, default: SESSION_LIMITS.defaultCount }),
  ),
  validMinutes: Type.Optional(
    Type.Integer({ minimum: 1, maximum: SESSION_LIMITS.maxMinutes, default: SESSION_LIMITS.defaultMinutes }),
  ),
  purpose: Type.Optional(Type.String({ minLength: 1, maxLength: 128, description: '用途' })),
});

export const SignSessionCreated = Strict({
  sessionId: Uuid,
  status: Type.Literal('pending'),
  approvalUrl: Type.String({ description: 'Where the person approves or denies with the PIN' }),
  expiresAt: Instant,
});

export const SignSession = Strict({
  sessionId: Uuid,
  status: SessionStatus,
  signer: Strict({ jobNo: Type.String(), name: Type.String() }),
  system: Type.Union([Type.String(), Type.Null()]),
  systemName: Type.Union([Type.String(), Type.Null()]),
  workstation: Type.String(),
  purpose: Type.Union([Type.String(), Type.Null()]),
  documentTypes: Type.Union([Type.Array(Type.String()), Type.Null()]),
  maxCount: Type.Integer(),
  signedCount: Type.Integer(),
  requestedAt: Instant,
  approvedAt: Type.Union([Instant, Type.Null()]),
  /** Of the request while pending, then of the session. */
  expiresAt: Instant,
  closedAt: Type.Union([Instant, Type.Null()]),
  certificateId: Type.Union([Uuid, Type.Null()]),
});

export const SignSessionList = Strict({ items: Type.Array(SignSession) });

export const SignSessionListQuery = Strict({
  mine: Type.Optional(Type.String({ maxLength: 5 })),
  jobNo: Type.Optional(JobNo),
});

/** Nothing, or why: needed when somebody else's session is recalled. */
export const SignSessionRecall = Type.Union([
  Strict({ reason: Type.Optional(Type.String({ minLength: 2, maxLength: 200, description: 'Kept in the ledger' })) }),
  Type.Null(),
]);

const ApprovalToken = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' });

export const SignSessionApproval = Strict({
  token: ApprovalToken,
  decision: Type.Union([Type.Literal('approve'), Type.Literal('deny')]),
  pin: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Needed to approve' })),
});

export const SignSessionDecided = Strict({
  sessionId: Uuid,
  status: Type.Union([Type.Literal('active'), Type.Literal('denied')]),
  expiresAt: Instant,
});

export const ApprovalTokenParams = Strict({ token: Type.String({ maxLength: 64 }) });
export const SessionIdParams = Strict({ id: Uuid });

export type SignSessionRequest = Static<typeof SignSessionRequest>;
export type SignSessionCreated = Static<typeof SignSessionCreated>;
export type SignSession = Static<typeof SignSession>;
export type SignSessionApproval = Static<typeof SignSessionApproval>;
export type SignSessionDecided = Static<typeof SignSessionDecided>;
