import { type Static, Type } from 'typebox';
import { Code, Instant, JobNo, Name, Page, PageQuery, Strict } from './common.ts';
import { ROLES, type Role } from './permissions.ts';

export const RoleName = Type.Unsafe<Role>(Type.String({ enum: Object.keys(ROLES), description: '角色' }));

export const MembershipRef = Strict({ code: Type.String(), name: Type.String() });

export const PersonSummary = Strict({
  jobNo: JobNo,
  name: Name,
  title: Type.String(),
  roles: Type.Array(RoleName),
  departments: Type.Array(MembershipRef, { description: 'Present departments' }),
  test: Type.Boolean({ description: '测试账号' }),
  active: Type.Boolean(),
});

export const PersonPage = Page(PersonSummary);

export const PersonDetail = Strict({
  ...PersonSummary.properties,
  pin: Type.Union([Type.Literal('set'), Type.Literal('not-set'), Type.Literal('locked')]),
  memberships: Type.Array(
    Strict({
      code: Type.String(),
      name: Type.String(),
      from: Instant,
      to: Type.Optional(Instant),
    }),
    { description: 'All departments, past ones too, earliest first' },
  ),
});

const PEOPLE_FILTER = {
  q: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Part of the name, its pinyin or initials, or job number',
    }),
  ),
  department: Type.Optional(Code),
  role: Type.Optional(RoleName),
  active: Type.Optional(Type.Boolean()),
  test: Type.Optional(Type.Boolean()),
};

export const PeopleQuery = Strict({ ...PEOPLE_FILTER, ...PageQuery });
export const PeopleExportQuery = Strict(PEOPLE_FILTER);
export const StaffParams = Strict({ jobNo: JobNo });

/** PUT: the whole person; departments that are not named any more end now and stay in the history. */
export const PutStaff = Strict({
  name: Name,
  title: Type.Optional(Type.String({ maxLength: 64, default: '' })),
  roles: Type.Array(RoleName, { maxItems: 8, uniqueItems: true }),
  departments: Type.Array(Code, { maxItems: 16, uniqueItems: true }),
  active: Type.Optional(Type.Boolean({ default: true })),
  test: Type.Optional(Type.Boolean({ description: 'Only when the person is created', default: false })),
});

export const ImportQuery = Strict({
  dryRun: Type.Optional(Type.Boolean({ default: false, description: 'Report only, store nothing' })),
});

export const ImportReport = Strict({
  dryRun: Type.Boolean(),
  encoding: Type.Union([Type.Literal('utf-8'), Type.Literal('gb18030')]),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  refused: Type.Integer(),
  rows: Type.Array(
    Strict({
      row: Type.Integer({ minimum: 1, description: 'First row below the header is 1' }),
      jobNo: Type.String(),
      result: Type.Union([
        Type.Literal('created'),
        Type.Literal('updated'),
        Type.Literal('unchanged'),
        Type.Literal('refused'),
      ]),
      reason: Type.Optional(Type.String()),
    }),
  ),
});

export const SignInLinkRequest = Strict({
  validMinutes: Type.Optional(Type.Integer({ minimum: 5, maximum: 1440, default: 60 })),
});
export const SignInLink = Strict({ signInLink: Type.String(), expiresAt: Instant });

export const Pin = Type.String({ pattern: '^[0-9]{6,12}$', description: '6–12 digits' });
export const SetPinRequest = Strict({
  pin: Pin,
  oldPin: Type.Optional(Type.String({ minLength: 1, maxLength: 12, description: 'Needed when a PIN is set' })),
});
export const ResetPinRequest = Strict({ reason: Type.String({ minLength: 2, maxLength: 200 }) });

export type PersonSummary = Static<typeof PersonSummary>;
export type PersonDetail = Static<typeof PersonDetail>;
export type PersonPage = Static<typeof PersonPage>;
export type PutStaff = Static<typeof PutStaff>;
export type ImportReport = Static<typeof ImportReport>;
export type SignInLink = Static<typeof SignInLink>;
