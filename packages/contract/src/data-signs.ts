import { type Static, Type } from 'typebox';
import { Base64, Code, Instant, JobNo, Name, Sm3Hex, Strict, Uuid } from './common.ts';

/** Decoded octets of `text` and `base64` content; larger data is signed by its SM3. */
export const DEFAULT_MAX_CONTENT_BYTES = 8 * 1024 * 1024;

export const SIGN_FORMATS = {
  'cms-gm': { zh: 'GB/T 35275 签名消息', en: 'SignedData with the identifiers of GB/T 35275' },
  cms: { zh: 'CMS 签名消息 (RFC 5652)', en: 'SignedData of RFC 5652' },
  raw: { zh: 'SM2 原始签名 (GM/T 0009)', en: 'SM2Signature of GM/T 0009 over the content' },
} as const;

export type SignFormat = keyof typeof SIGN_FORMATS;

export const Format = Type.Union([Type.Literal('cms-gm'), Type.Literal('cms'), Type.Literal('raw')], {
  description: 'cms-gm: GB/T 35275; cms: RFC 5652; raw: DER SM2Signature over the content, Z with 1234567812345678',
});

export const Patient = Strict({
  id: Type.String({ minLength: 1, maxLength: 64, description: '患者标识' }),
  name: Name,
  visitNo: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: '就诊号' })),
});

/** Exactly one form. Text is signed as its UTF-8 octets exactly as given: nothing is normalised. */
export const Content = Type.Union([
  Strict({ text: Type.String({ minLength: 1 }) }, { description: 'UTF-8 text, signed exactly as given' }),
  Strict({ base64: Type.String({ minLength: 4 }) }, { description: 'Canonical Base64 (RFC 4648 §4)' }),
  Strict(
    { sm3: Sm3Hex, size: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }) },
    { description: 'SM3 and size of content kept elsewhere; the CMS is detached' },
  ),
]);

export const DataSignRequest = Strict({
  signer: Strict({ jobNo: JobNo }),
  businessNo: Type.String({ minLength: 1, maxLength: 64, description: '业务号' }),
  documentType: Code,
  department: Type.Optional(Code),
  title: Type.String({ minLength: 1, maxLength: 256 }),
  patient: Type.Optional(Patient),
  content: Content,
  format: Format,
  mode: Type.Union([Type.Literal('now'), Type.Literal('later')]),
  workstation: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Narrows the sign session to this workstation' }),
  ),
});

export const DepartmentRef = Strict({
  code: Type.String(),
  name: Type.String(),
  campus: Type.String({ description: '院区' }),
});

export const DataSigned = Strict({
  recordId: Uuid,
  status: Type.Literal('signed'),
  format: Format,
  signature: Base64,
  certificate: Base64,
  chain: Type.Array(Base64, { description: 'Issuing authority first, root last' }),
  timestampToken: Base64,
  signedAt: Instant,
  department: Type.Union([DepartmentRef, Type.Null()]),
  ledger: Strict({ index: Type.Integer({ minimum: 0 }) }),
});

export const DataQueued = Strict({ taskId: Uuid, status: Type.Literal('queued') });

export type DataSignRequest = Static<typeof DataSignRequest>;
export type DataSigned = Static<typeof DataSigned>;
export type DataQueued = Static<typeof DataQueued>;
export type Content = Static<typeof Content>;
export type Patient = Static<typeof Patient>;
export type DepartmentRef = Static<typeof DepartmentRef>;
