import { type Static, Type } from 'typebox';
import { Base64, Code, Instant, JobNo, Page, PageQuery, Sm3Hex, Strict, Uuid } from './common.ts';
import { DepartmentRef, Format, Patient } from './data-signs.ts';

const Custody = Type.Union([Type.Literal('session'), Type.Literal('hosted')], { description: '密钥保管方式' });

const SUMMARY = {
  recordId: Uuid,
  signedAt: Instant,
  signer: Strict({ jobNo: Type.String(), name: Type.String() }),
  system: Strict({ code: Type.String(), name: Type.String() }),
  department: Type.Union([DepartmentRef, Type.Null()], { description: 'Department at signing time' }),
  documentType: Type.String(),
  businessNo: Type.String(),
  title: Type.String(),
  patient: Type.Union([Patient, Type.Null()]),
  format: Format,
  test: Type.Boolean({ description: 'Signed by or for a test account; left out of statistics' }),
  ledger: Strict({ index: Type.Integer({ minimum: 0 }) }),
};

export const RecordSummary = Strict(SUMMARY);
export const RecordPage = Page(RecordSummary);

export const SignatureRecord = Strict({
  ...SUMMARY,
  status: Type.Literal('signed'),
  content: Strict({
    kind: Type.Union([Type.Literal('text'), Type.Literal('base64'), Type.Literal('sm3')]),
    sm3: Sm3Hex,
    size: Type.Integer({ minimum: 0 }),
  }),
  signature: Base64,
  certificate: Base64,
  certificateId: Uuid,
  chain: Type.Array(Base64),
  timestampToken: Base64,
  custody: Custody,
  session: Type.Union([
    Strict({
      sessionId: Uuid,
      workstation: Type.String(),
      approvedAt: Instant,
      approvalSm3: Sm3Hex,
    }),
    Type.Null(),
  ]),
  taskId: Type.Union([Uuid, Type.Null()]),
});

const FILTERS = {
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Beginning of business number, title, patient name or visit number',
    }),
  ),
  signer: Type.Optional(JobNo),
  system: Type.Optional(Code),
  department: Type.Optional(Code),
  documentType: Type.Optional(Code),
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
  test: Type.Optional(Type.Boolean()),
};

export const RecordListQuery = Strict({ ...FILTERS, ...PageQuery });
export const RecordExportQuery = Strict(FILTERS);
export const RecordIdParams = Strict({ id: Uuid });

/** `:export` writes at most this many rows; narrow the filter for more. */
export const MAX_EXPORT_ROWS = 50_000;

const Count = Type.Integer({ minimum: 0 });
const PERIODS = { today: Count, last7Days: Count, last30Days: Count, last90Days: Count };
const Group = Strict({ code: Type.String(), name: Type.String(), ...PERIODS });

export const StatisticsOverview = Strict({
  at: Instant,
  timeZone: Type.String(),
  total: Strict(PERIODS),
  bySystem: Type.Array(Group),
  byDocumentType: Type.Array(Group),
  byDepartment: Type.Array(Group, { description: 'Department at signing time' }),
});

export type RecordSummary = Static<typeof RecordSummary>;
export type RecordPage = Static<typeof RecordPage>;
export type SignatureRecord = Static<typeof SignatureRecord>;
export type RecordListQuery = Static<typeof RecordListQuery>;
export type RecordExportQuery = Static<typeof RecordExportQuery>;
export type StatisticsOverview = Static<typeof StatisticsOverview>;
