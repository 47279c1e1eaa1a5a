/**
 * Who may do what on the console. System, security and audit administrators exclude each other
 * (GB/T 22239-2019 8.1.5); clinical roles see their own records, heads those of their departments.
 */
export const PERMISSIONS = {
  'records:own': { zh: '查看本人签名记录', en: 'See own signature records' },
  'records:department': { zh: '查看本科室签名记录', en: 'See signature records of own departments' },
  'records:all': { zh: '查看全部签名记录', en: 'See all signature records' },
  'people:read': { zh: '查看人员与科室', en: 'See people and departments' },
  'people:write': { zh: '维护人员与科室', en: 'Maintain people and departments' },
  'systems:read': { zh: '查看接入系统', en: 'See business systems' },
  'systems:write': { zh: '维护接入系统', en: 'Maintain business systems' },
  'certificates:read': { zh: '查看证书', en: 'See certificates' },
  'certificates:issue': { zh: '签发证书', en: 'Issue certificates' },
  'certificates:revoke': { zh: '吊销与挂起证书', en: 'Suspend and revoke certificates' },
  'keys:recover': { zh: '申请与交付加密密钥恢复', en: 'Ask for and deliver escrowed encryption keys' },
  'keys:approve': { zh: '审批加密密钥恢复', en: 'Decide on key recoveries' },
  'sessions:own': { zh: '授权本人签名', en: 'Approve sign sessions in own name' },
  'sessions:all': { zh: '查看与终止他人授权', en: 'See and end sign sessions of others' },
  'audit:read': { zh: '查看审计账本', en: 'See the audit ledger' },
} as const satisfies Readonly<Record<string, { readonly zh: string; readonly en: string }>>;

export type Permission = keyof typeof PERMISSIONS;

const CLINICAL = ['records:own', 'sessions:own', 'people:read'] as const satisfies readonly Permission[];

export const ROLES = {
  doctor: { zh: '医生', en: 'Doctor', exclusive: false, permissions: CLINICAL },
  nurse: { zh: '护士', en: 'Nurse', exclusive: false, permissions: CLINICAL },
  technician: { zh: '医技', en: 'Technician', exclusive: false, permissions: CLINICAL },
  pharmacist: { zh: '药师', en: 'Pharmacist', exclusive: false, permissions: CLINICAL },
  'department-head': {
    zh: '科主任',
    en: 'Head of department',
    exclusive: false,
    permissions: [...CLINICAL, 'records:department'],
  },
  'system-administrator': {
    zh: '系统管理员',
    en: 'System administrator',
    exclusive: true,
    permissions: ['people:read', 'people:write', 'systems:read', 'systems:write', 'certificates:read', 'records:all'],
  },
  'security-administrator': {
    zh: '安全管理员',
    en: 'Security administrator',
    exclusive: true,
    permissions: [
      'people:read',
      'systems:read',
      'certificates:read',
      'certificates:issue',
      'certificates:revoke',
      'keys:recover',
      'sessions:all',
    ],
  },
  'audit-administrator': {
    zh: '审计管理员',
    en: 'Audit administrator',
    exclusive: true,
    permissions: ['people:read', 'systems:read', 'certificates:read', 'keys:approve', 'records:all', 'audit:read'],
  },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly zh: string;
      readonly en: string;
      readonly exclusive: boolean;
      readonly permissions: readonly Permission[];
    }
  >
>;

export type Role = keyof typeof ROLES;

/** Union of what the roles permit. */
export function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => [...ROLES[role].permissions]));
}
