import {
  ApartmentOutlined,
  ApiOutlined,
  AuditOutlined,
  CheckSquareOutlined,
  DashboardOutlined,
  EditOutlined,
  FieldTimeOutlined,
  FileTextOutlined,
  SafetyCertificateOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import type { Permission } from '@medsign/contract/permissions';
import type { ReactNode } from 'react';
import type { TextKey } from '../i18n/texts.ts';

export interface MenuEntry {
  readonly path: string;
  readonly text: TextKey;
  readonly icon: ReactNode;
  /** Any of these lets the page in; none named: everybody. */
  readonly permissions: readonly Permission[];
}

/** In the order of daily use. */
export const MENU: readonly MenuEntry[] = [
  { path: '/', text: 'menu.workbench', icon: <DashboardOutlined aria-hidden />, permissions: [] },
  { path: '/tasks', text: 'menu.tasks', icon: <EditOutlined aria-hidden />, permissions: ['records:own'] },
  {
    path: '/sessions',
    text: 'menu.sessions',
    icon: <FieldTimeOutlined aria-hidden />,
    permissions: ['sessions:own', 'sessions:all'],
  },
  {
    path: '/records',
    text: 'menu.records',
    icon: <FileTextOutlined aria-hidden />,
    permissions: ['records:own', 'records:department', 'records:all'],
  },
  { path: '/verify', text: 'menu.verify', icon: <CheckSquareOutlined aria-hidden />, permissions: [] },
  { path: '/people', text: 'menu.people', icon: <TeamOutlined aria-hidden />, permissions: ['people:read'] },
  {
    path: '/departments',
    text: 'menu.departments',
    icon: <ApartmentOutlined aria-hidden />,
    permissions: ['people:read'],
  },
  { path: '/systems', text: 'menu.systems', icon: <ApiOutlined aria-hidden />, permissions: ['systems:read'] },
  {
    path: '/certificates',
    text: 'menu.certificates',
    icon: <SafetyCertificateOutlined aria-hidden />,
    permissions: ['certificates:read'],
  },
  { path: '/ledger', text: 'menu.ledger', icon: <AuditOutlined aria-hidden />, permissions: ['audit:read'] },
];

export function visibleMenu(permissions: readonly Permission[]): readonly MenuEntry[] {
  return MENU.filter((entry) => mayOpen(entry, permissions));
}

export function mayOpen(entry: MenuEntry, permissions: readonly Permission[]): boolean {
  return entry.permissions.length === 0 || entry.permissions.some((permission) => permissions.includes(permission));
}

/** The entry a path lies under; records/… lies under records. */
export function entryOf(path: string): MenuEntry | undefined {
  return MENU.find((entry) => entry.path === path || (entry.path !== '/' && path.startsWith(`${entry.path}/`)));
}
