import { type Static, Type } from 'typebox';
import { Code, Instant, Page, PageQuery, Sm3Hex, Strict } from './common.ts';

/** Acts the ledger knows by name; the list grows, readers show an unknown kind as it is. */
export const LEDGER_KINDS = {
  installation: { zh: '平台初始化', en: 'Platform set up' },
  'administrator-act': { zh: '管理操作', en: 'Administrative act' },
  'authority-created': { zh: '建立证书颁发机构', en: 'Authority created' },
  'certificate-issued': { zh: '签发证书', en: 'Certificate issued' },
  'certificate-suspended': { zh: '挂起证书', en: 'Certificate suspended' },
  'certificate-resumed': { zh: '恢复证书', en: 'Certificate resumed' },
  'certificate-revoked': { zh: '吊销证书', en: 'Certificate revoked' },
  'encryption-key-escrowed': { zh: '托管加密密钥', en: 'Encryption key escrowed' },
  'encryption-key-destroyed': { zh: '销毁托管密钥', en: 'Escrowed key destroyed' },
  'key-recovery-requested': { zh: '申请恢复密钥', en: 'Key recovery requested' },
  'key-recovery-approved': { zh: '批准恢复密钥', en: 'Key recovery approved' },
  'key-recovery-denied': { zh: '拒绝恢复密钥', en: 'Key recovery denied' },
  'key-recovery-delivered': { zh: '交付恢复的密钥', en: 'Recovered key delivered' },
  'key-recovery-expired': { zh: '密钥恢复申请过期', en: 'Key recovery expired' },
  'crl-issued': { zh: '发布证书吊销列表', en: 'CRL issued' },
  'campus-created': { zh: '新增院区', en: 'Campus created' },
  'department-created': { zh: '新增科室', en: 'Department created' },
  'department-changed': { zh: '变更科室', en: 'Department changed' },
  'person-created': { zh: '新增人员', en: 'Person created' },
  'person-changed': { zh: '变更人员', en: 'Person changed' },
  'person-imported': { zh: '导入人员', en: 'Person imported' },
  'list-exported': { zh: '导出列表', en: 'List exported' },
  'people-exported': { zh: '导出人员', en: 'People exported' },
  'system-created': { zh: '新增接入系统', en: 'Business system created' },
  'system-changed': { zh: '变更接入系统', en: 'Business system changed' },
  'system-secret-rotated': { zh: '更换系统密钥', en: 'System secret rotated' },
  'pin-set': { zh: '设置 PIN', en: 'PIN set' },
  'pin-wrong': { zh: 'PIN 错误', en: 'Wrong PIN' },
  'pin-locked': { zh: 'PIN 锁定', en: 'PIN locked' },
  'pin-cleared': { zh: '清除 PIN', en: 'PIN cleared' },
  'sign-in-link-created': { zh: '生成登录链接', en: 'Sign-in link created' },
  'console-signed-in': { zh: '登录控制台', en: 'Signed in' },
  'console-signed-out': { zh: '退出控制台', en: 'Signed out' },
  'session-approved': { zh: '批准签名授权', en: 'Sign session approved' },
  'session-closed': { zh: '结束签名授权', en: 'Sign session closed' },
  'record-signed': { zh: '签名', en: 'Record signed' },
  'task-queued': { zh: '提交签署任务', en: 'Task queued' },
  'task-withdrawn': { zh: '撤回签署任务', en: 'Task withdrawn' },
  'task-rejected': { zh: '拒绝签名', en: 'Task rejected' },
  'token-issued': { zh: '签发时间戳', en: 'Timestamp issued' },
} as const satisfies Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

const Index = Type.Integer({ minimum: 0 });

export const LedgerHead = Strict({ size: Index, root: Sm3Hex });

export const LedgerLeaf = Strict({
  index: Index,
  kind: Type.String(),
  at: Instant,
  actor: Strict({
    kind: Type.Union([Type.Literal('system'), Type.Literal('person'), Type.Literal('platform')]),
    id: Type.String(),
  }),
  subject: Type.String(),
  body: Type.String({ description: 'Canonical JSON; its UTF-8 octets are what is hashed' }),
  leafHash: Sm3Hex,
});

export const LedgerLeafPage = Page(LedgerLeaf);

const LEAF_FILTER = {
  kind: Type.Optional(Code),
  subject: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
};

export const LedgerLeafQuery = Strict({ ...LEAF_FILTER, ...PageQuery });
export const LedgerExportQuery = Strict(LEAF_FILTER);
export const MAX_LEDGER_EXPORT_ROWS = 100_000;

export const LedgerLeafParams = Strict({ index: Index });

export const LedgerProofQuery = Strict({
  size: Type.Optional(Type.Integer({ minimum: 1, description: 'Prove against the tree of this size' })),
});

/** RFC 6962 §2.1.1 with SM3: leaf SM3(00‖body), node SM3(01‖left‖right). */
export const LedgerProof = Strict({
  index: Index,
  size: Type.Integer({ minimum: 1 }),
  root: Sm3Hex,
  leafHash: Sm3Hex,
  body: Type.Optional(Type.String({ description: 'For the audit administrator and for the system that acted' })),
  path: Type.Array(Sm3Hex, { description: 'From the leaf upwards' }),
});

export type LedgerHead = Static<typeof LedgerHead>;
export type LedgerLeaf = Static<typeof LedgerLeaf>;
export type LedgerProof = Static<typeof LedgerProof>;
