import { type Static, Type } from 'typebox';
import { Code, Instant, Strict, Uuid } from './common.ts';
import { Format, Patient } from './data-signs.ts';

export const TASK_STATES = {
  queued: { zh: '待签', en: 'Waiting' },
  signing: { zh: '签署中', en: 'Being signed' },
  signed: { zh: '已签', en: 'Signed' },
  rejected: { zh: '已拒签', en: 'Rejected' },
  withdrawn: { zh: '已撤回', en: 'Withdrawn' },
} as const;

export type TaskState = keyof typeof TASK_STATES;

export const SignTask = Strict({
  taskId: Uuid,
  status: Type.Enum(Object.keys(TASK_STATES) as TaskState[]),
  system: Type.String(),
  systemName: Type.Optional(Type.String({ description: 'In the list of one’s own tasks' })),
  signer: Strict({ jobNo: Type.String(), name: Type.String() }),
  department: Type.Union([Code, Type.Null()]),
  businessNo: Type.String(),
  documentType: Type.String(),
  title: Type.String(),
  patient: Type.Union([Patient, Type.Null()]),
  format: Format,
  contentSm3: Type.String(),
  contentSize: Type.Integer(),
  queuedAt: Instant,
  closedAt: Type.Union([Instant, Type.Null()]),
  recordId: Type.Union([Uuid, Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()], { description: 'Why it was rejected' }),
});

export const SignTaskList = Strict({ items: Type.Array(SignTask), next: Type.Optional(Type.String()) });

export const SignTasksRequest = Strict({
  taskIds: Type.Array(Uuid, { minItems: 1, maxItems: 100, uniqueItems: true }),
  pin: Type.String({ minLength: 1, maxLength: 64 }),
});

export const SignTaskResult = Strict({
  taskId: Uuid,
  status: Type.Union([Type.Literal('signed'), Type.Literal('refused')]),
  recordId: Type.Optional(Uuid),
  code: Type.Optional(Type.String({ description: 'Problem code of a refused task' })),
  detail: Type.Optional(Type.String()),
});

export const SignTasksAnswer = Strict({ results: Type.Array(SignTaskResult) });

export const RejectTaskRequest = Strict({ reason: Type.String({ minLength: 1, maxLength: 256 }) });
export const TaskIdParams = Strict({ id: Uuid });

export type SignTask = Static<typeof SignTask>;
export type SignTaskResult = Static<typeof SignTaskResult>;
