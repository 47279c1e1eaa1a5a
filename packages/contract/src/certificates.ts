import { type Static, Type } from 'typebox';
import { Base64, Instant, JobNo, Page, PageQuery, Sm3Hex, Strict, Uuid } from './common.ts';

/** What a certificate is for; the rules of each are in the server's `certificates/profiles.ts`. */
export const CERTIFICATE_PROFILES = {
  'root-ca': { zh: '根证书', en: 'Root authority' },
  'issuing-ca': { zh: '签发机构证书', en: 'Issuing authority' },
  'person-signing': { zh: '人员签名证书', en: 'Staff signing' },
  'person-test': { zh: '测试账号签名证书', en: 'Test account signing' },
  'person-encryption': { zh: '人员加密证书', en: 'Staff encryption' },
  'session-signing': { zh: '授权期签名证书', en: 'Sign session' },
  system: { zh: '系统证书', en: 'Business system' },
  tsa: { zh: '时间戳证书', en: 'Timestamp unit' },
  ocsp: { zh: 'OCSP 响应证书', en: 'OCSP responder' },
} as const;

export type ProfileName = keyof typeof CERTIFICATE_PROFILES;

/** Who holds the private key. */
export const CUSTODIES = {
  hosted: { zh: '平台保管', en: 'Kept by the platform' },
  session: { zh: '授权期内由平台保管', en: 'Kept by the platform for a sign session' },
  token: { zh: '本人介质保管', en: "On the holder's own token" },
} as const;

export type Custody = keyof typeof CUSTODIES;

/** Reasons of RFC 5280 §5.3.1 that a person may give; `suspend` always is certificateHold (6). */
export const REVOCATION_REASONS = {
  unspecified: { code: 0, zh: '未说明', en: 'Unspecified' },
  keyCompromise: { code: 1, zh: '密钥泄露', en: 'Key compromise' },
  cACompromise: { code: 2, zh: '颁发机构密钥泄露', en: 'Authority compromise' },
  affiliationChanged: { code: 3, zh: '人员调离', en: 'Affiliation changed' },
  superseded: { code: 4, zh: '已被替换', en: 'Superseded' },
  cessationOfOperation: { code: 5, zh: '停止使用', en: 'Cessation of operation' },
  privilegeWithdrawn: { code: 9, zh: '权限收回', en: 'Privilege withdrawn' },
} as const;

export type RevocationReason = keyof typeof REVOCATION_REASONS;

/** `expired` follows from the clock; the others are set. */
export const CERTIFICATE_STATUSES = {
  active: { zh: '有效', en: 'Active' },
  suspended: { zh: '已挂起', en: 'Suspended' },
  revoked: { zh: '已吊销', en: 'Revoked' },
  expired: { zh: '已过期', en: 'Expired' },
} as const;

export type CertificateStatus = keyof typeof CERTIFICATE_STATUSES;

const names = <T extends string>(table: Readonly<Record<T, unknown>>, description: string) =>
  Type.Unsafe<T>(Type.String({ enum: Object.keys(table), description }));

const Profile = names(CERTIFICATE_PROFILES, '证书模板');
const CustodyName = names(CUSTODIES, '密钥保管方式');
const Status = names(CERTIFICATE_STATUSES, '证书状态');
const Reason = names(REVOCATION_REASONS, '吊销原因 (RFC 5280 §5.3.1)');

export const Serial = Type.String({ pattern: '^[0-9a-f]{2,40}$', description: 'Serial number, hexadecimal' });

const SUMMARY = {
  certificateId: Uuid,
  serial: Serial,
  profile: Profile,
  custody: CustodyName,
  commonName: Type.String(),
  jobNo: Type.Union([Type.String(), Type.Null()]),
  test: Type.Boolean(),
  notBefore: Instant,
  notAfter: Instant,
  issuedAt: Instant,
  status: Status,
};

export const CertificateSummary = Strict(SUMMARY);
export const CertificatePage = Page(CertificateSummary);
export const CertificateList = Strict({ items: Type.Array(CertificateSummary) });

export const CertificateDetail = Strict({
  ...SUMMARY,
  issuer: Type.String({ description: 'Name of the issuing authority, as in /ca/{name}.cer' }),
  subject: Type.String({ description: 'Distinguished name' }),
  sm3: Sm3Hex,
  publicKey: Base64,
  approvalSm3: Type.Union([Sm3Hex, Type.Null()], { description: 'Of the approval a session certificate stands on' }),
  certificate: Base64,
  chain: Type.Array(Base64, { description: 'Issuing authority first, root last' }),
  ledger: Strict({ index: Type.Integer({ minimum: 0 }) }),
  history: Type.Array(
    Strict({
      at: Instant,
      action: Type.Union([Type.Literal('suspend'), Type.Literal('resume'), Type.Literal('revoke')]),
      reason: Type.Union([Type.String(), Type.Null()]),
      note: Type.String(),
      by: Strict({
        kind: Type.Union([Type.Literal('system'), Type.Literal('person'), Type.Literal('platform')]),
        id: Type.String(),
      }),
    }),
    { description: 'Earliest first' },
  ),
});

const CERTIFICATE_FILTER = {
  q: Type.Optional(
    Type.String({ minLength: 1, maxLength: 64, description: 'Beginning of name or job number, or the whole serial' }),
  ),
  jobNo: Type.Optional(JobNo),
  profile: Type.Optional(Profile),
  custody: Type.Optional(CustodyName),
  status: Type.Optional(Status),
  expiresBefore: Type.Optional(Instant),
};

export const CertificateListQuery = Strict({ ...CERTIFICATE_FILTER, ...PageQuery });
export const CertificateExportQuery = Strict(CERTIFICATE_FILTER);
export const MAX_CERTIFICATE_EXPORT_ROWS = 50_000;

export const CertificateIdParams = Strict({ id: Uuid });

/** A certificate request of the holder's token, or `custody: 'hosted'` for a test account. */
export const IssueCertificateRequest = Strict({
  jobNo: JobNo,
  profile: Type.Union([Type.Literal('person-signing'), Type.Literal('person-test')]),
  csr: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9+/]+={0,2}$',
      maxLength: 8192,
      description: 'PKCS#10 request (GM/T 0092), DER in Base64; only its public key is taken',
    }),
  ),
  custody: Type.Optional(Type.Literal('hosted', { description: 'Only for test accounts' })),
  dual: Type.Optional(
    Type.Boolean({
      description: '同时签发加密证书；加密密钥由密钥管理生成并托管 · Needs csr: an encryption certificate as well',
    }),
  ),
});

/** With `dual`, the encryption half; only the key that signed the request opens it. */
export const IssuedCertificateDetail = Strict({
  ...CertificateDetail.properties,
  encryption: Type.Optional(
    Strict({
      certificateId: Uuid,
      serial: Serial,
      certificate: Base64,
      csrResponse: Type.Unsafe<string>({ ...Base64, description: 'CSRResponse (GM/T 0092 clause 8), DER' }),
      envelopedKey: Type.Unsafe<string>({ ...Base64, description: 'SM2EnvelopedKey (GM/T 0009 §7.4), DER' }),
      envelopedKeyBlob: Type.Unsafe<string>({ ...Base64, description: 'ENVELOPEDKEYBLOB (GM/T 0016 §6.4.10)' }),
    }),
  ),
});

export const CertificateStatusRequest = Strict({
  action: Type.Union([Type.Literal('suspend'), Type.Literal('resume'), Type.Literal('revoke')]),
  reason: Type.Optional(Reason),
  note: Type.String({ minLength: 1, maxLength: 512, description: '说明，写入历史' }),
});

export const AuthorityParams = Strict({ ca: Type.String({ pattern: '^[a-z0-9-]{1,32}$' }) });

export type CertificateSummary = Static<typeof CertificateSummary>;
export type CertificatePage = Static<typeof CertificatePage>;
export type CertificateDetail = Static<typeof CertificateDetail>;
export type CertificateListQuery = Static<typeof CertificateListQuery>;
export type CertificateExportQuery = Static<typeof CertificateExportQuery>;
export type IssueCertificateRequest = Static<typeof IssueCertificateRequest>;
export type CertificateStatusRequest = Static<typeof CertificateStatusRequest>;

/** RFC 6960 appendix A. */
export const OCSP_REQUEST = 'application/ocsp-request';
export const OCSP_RESPONSE = 'application/ocsp-response';

/** A request is at most this long; more is refused before it is parsed. */
export const MAX_OCSP_REQUEST_BYTES = 4096;
