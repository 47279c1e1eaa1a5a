/**
 * Who may do what on the console. System, security and audit administrators exclude each other
 * (GB/T 22239-2019 8.1.5); clinical roles see their own records, heads those of their departments.
 */
export const PERMISSIONS = {
  'records:own': '查看本人签名记录',
  'records:department': '查看本科室签名记录',
  'records:all': '查看全部签名记录',
  'people:read': '查看人员与科室',
  'people:write': '维护人员与科室',
  'systems:read': '查看接入系统',
  'systems:write': '维护接入系统',
  'certificates:read': '查看证书',
  'certificates:issue': '签发证书',
  'certificates:revoke': '吊销与挂起证书',
  'sessions:own': '授权本人签名',
  'sessions:all': '查看与终止他人授权',
  'audit:read': '查看审计账本',
} as const;

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
      'sessions:all',
    ],
  },
  'audit-administrator': {
    zh: '审计管理员',
    en: 'Audit administrator',
    exclusive: true,
    permissions: ['people:read', 'systems:read', 'certificates:read', 'records:all', 'audit:read'],
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
