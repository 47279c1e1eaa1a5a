import { type Static, Type } from 'typebox';
import { Instant, Strict } from './common.ts';
import { MembershipRef, RoleName } from './people.ts';
import { PERMISSIONS, type Permission } from './permissions.ts';

/** Ends after this long without a request … */
export const SESSION_IDLE_MINUTES = 30;
/** … and after this long in any case. */
export const SESSION_HOURS = 8;

export const OneTimeToken = Type.String({ minLength: 16, maxLength: 128, pattern: '^[A-Za-z0-9_-]+$' });

export const OpenConsoleSession = Strict({ token: OneTimeToken });

export const PermissionName = Type.Unsafe<Permission>(Type.String({ enum: Object.keys(PERMISSIONS) }));

export const Me = Strict({
  jobNo: Type.String(),
  name: Type.String(),
  title: Type.String(),
  roles: Type.Array(RoleName),
  permissions: Type.Array(PermissionName),
  departments: Type.Array(MembershipRef),
  test: Type.Boolean(),
  pin: Type.Union([Type.Literal('set'), Type.Literal('not-set'), Type.Literal('locked')]),
  hospitalName: Type.String(),
  mode: Type.Union([Type.Literal('demo'), Type.Literal('production')]),
  sessionEndsAt: Instant,
});

export type Me = Static<typeof Me>;
