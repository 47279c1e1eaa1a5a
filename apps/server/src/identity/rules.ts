import { ROLES, type Role } from '@medsign/contract/permissions';
import { Refusal } from '../platform/refusal.ts';

/** A PIN is locked by this many wrong tries in a row. */
export const PIN_TRIES = 5;

/** A PIN may be set this long after signing in with a one-time link. */
export const FRESH_SIGN_IN_MINUTES = 15;

const ROLE_NAMES = Object.keys(ROLES) as Role[];
const ADMINISTRATOR_ROLES: ReadonlySet<Role> = new Set(ROLE_NAMES.filter((role) => ROLES[role].exclusive));

/** Control, formatting and bidirectional characters make two names look alike. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}\p{Cs}]/u;

/**
 * The one form a name is stored in: Unicode NFC, single spaces, trimmed. Throws Refusal `invalid-request` for an empty
 * or overlong name or one with characters that cannot be seen.
 */
export function normaliseName(text: string): string {
  const name = text
    .normalize('NFC')
    .replace(/\p{Zs}+/gu, ' ')
    .trim();
  if (name === '') throw new Refusal('invalid-request', '姓名为空');
  if ([...name].length > 64) throw new Refusal('invalid-request', '姓名超过 64 个字符');
  if (UNSEEN.test(name)) throw new Refusal('invalid-request', '姓名含不可见字符或自造字（私用区）');
  return name;
}

/** Roles without repetition, in the order of the table. */
export function orderedRoles(roles: readonly Role[]): Role[] {
  return ROLE_NAMES.filter((role) => roles.includes(role));
}

export function administratorRolesOf(roles: readonly Role[]): Role[] {
  return ROLE_NAMES.filter((role) => ADMINISTRATOR_ROLES.has(role) && roles.includes(role));
}

/** Throws Refusal `administrator-roles` for a second exclusive role. */
export function assertExclusive(roles: readonly Role[]): void {
  if (administratorRolesOf(roles).length > 1) throw new Refusal('administrator-roles', '一人只能担任一种管理员');
}

/**
 * The reason why an ordinary change may not be made, or undefined: administrator roles are neither granted, withdrawn
 * nor switched off by the person who maintains the staff list.
 */
export function administratorObjection(
  before: { readonly roles: readonly Role[]; readonly active: boolean } | undefined,
  after: { readonly roles: readonly Role[]; readonly active: boolean },
): string | undefined {
  const had = administratorRolesOf(before?.roles ?? []);
  const gets = administratorRolesOf(after.roles);
  if (had.join() !== gets.join()) return '管理员角色不能在此授予或撤销';
  if (had.length > 0 && before?.active !== after.active) return '管理员不能在此停用或启用';
  return undefined;
}

/**
 * Throws Refusal `forbidden` for a sign-in link to another administrator: whoever opens it acts as that administrator, so
 * the one who maintains the staff list would hold all three roles. Such links are made on the machine itself.
 */
export function assertMayMakeLink(
  makerJobNo: string,
  person: { readonly jobNo: string; readonly roles: readonly Role[] },
): void {
  if (person.jobNo === makerJobNo || administratorRolesOf(person.roles).length === 0) return;
  throw new Refusal(
    'forbidden',
    `其他管理员的登录链接请在服务器上生成：npx medsign sign-in-link ${person.jobNo}。 Links for other administrators are made on the server with that command.`,
  );
}

const ROLE_BY_LABEL: ReadonlyMap<string, Role> = new Map(
  ROLE_NAMES.flatMap((role) => [
    [role, role] as const,
    [ROLES[role].zh, role] as const,
    [ROLES[role].en.toLowerCase(), role] as const,
  ]),
);

/** A role by its code, Chinese or English name; undefined for anything else. */
export function roleByLabel(label: string): Role | undefined {
  return ROLE_BY_LABEL.get(label.trim().toLowerCase());
}

/** Throws Refusal `pin-too-weak` unless the PIN is 6–12 digits that are not all alike, a run or a repeated short block. */
export function assertStrongPin(pin: string): void {
  if (!/^[0-9]{6,12}$/.test(pin)) throw new Refusal('pin-too-weak', 'PIN 为 6–12 位数字');
  const steps = new Set<number>();
  for (let i = 1; i < pin.length; i++) steps.add((Number(pin[i]) - Number(pin[i - 1]) + 10) % 10);
  const [step] = steps;
  if (steps.size === 1 && (step === 0 || step === 1 || step === 9)) {
    throw new Refusal('pin-too-weak', 'PIN 不能是相同或连续的数字');
  }
  // 123123, 121212 and the like: fewer than four different digits in effect.
  if (/^(\d{1,3})\1+$/.test(pin) || new Set(pin).size < 3)
    throw new Refusal('pin-too-weak', 'PIN 不能由重复的数字组成');
}
