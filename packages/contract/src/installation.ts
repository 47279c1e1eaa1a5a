import { type Static, Type } from 'typebox';
import { JobNo, Name, Strict } from './common.ts';
import { OneTimeToken } from './console-sessions.ts';

export const AdministratorRole = Type.Union([
  Type.Literal('system-administrator'),
  Type.Literal('security-administrator'),
  Type.Literal('audit-administrator'),
]);

/** First set-up of a production platform: three persons, one for each of the exclusive roles. */
export const SetUp = Strict({
  token: OneTimeToken,
  hospitalName: Name,
  administrators: Type.Array(Strict({ jobNo: JobNo, name: Name, role: AdministratorRole }), {
    minItems: 3,
    maxItems: 3,
  }),
});

export const SetUpResult = Strict({
  hospitalName: Name,
  administrators: Type.Array(
    Strict({ jobNo: JobNo, role: AdministratorRole, signInLink: Type.String({ description: 'Works once' }) }),
  ),
});

export type SetUp = Static<typeof SetUp>;
export type SetUpResult = Static<typeof SetUpResult>;
