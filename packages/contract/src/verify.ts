import { type Static, Type } from 'typebox';
import { Instant, Strict, Uuid } from './common.ts';
import { Content, Format } from './data-signs.ts';

export const VerifyRequest = Strict({
  content: Type.Optional(Content),
  signature: Type.String({ minLength: 4, description: 'Base64' }),
  format: Format,
  certificate: Type.Optional(Type.String({ minLength: 4, description: 'Base64 DER; needed for raw' })),
  timestampToken: Type.Optional(
    Type.String({ minLength: 4, description: 'Base64; a CMS may carry its own as unsigned attribute' }),
  ),
});

export const CheckResult = Type.Union([
  Type.Literal('passed'),
  Type.Literal('failed'),
  Type.Literal('indeterminate'),
  Type.Literal('skipped'),
]);

export const Check = Strict({ name: Type.String(), result: CheckResult, detail: Type.Optional(Type.String()) });

export const Verdict = Type.Union([Type.Literal('valid'), Type.Literal('invalid'), Type.Literal('indeterminate')]);

export const VerificationReport = Strict({
  verdict: Verdict,
  checks: Type.Array(Check),
  signer: Type.Union([
    Strict({ name: Type.String(), jobNo: Type.Union([Type.String(), Type.Null()]), subject: Type.String() }),
    Type.Null(),
  ]),
  signedAt: Type.Union([Instant, Type.Null()], {
    description: 'Time of the timestamp, else the time the signer claims, else of the record',
  }),
  timestamp: Type.Union([
    Strict({ genTime: Instant, serial: Type.String(), policy: Type.String(), authority: Type.String() }),
    Type.Null(),
  ]),
  certificate: Type.Union([
    Strict({
      serial: Type.String(),
      subject: Type.String(),
      issuer: Type.String(),
      notBefore: Instant,
      notAfter: Instant,
      sm3: Type.String(),
    }),
    Type.Null(),
  ]),
  judgedAt: Type.Union([Instant, Type.Null()], { description: 'Time at which the certificate path was judged' }),
  record: Type.Union([
    Strict({ recordId: Uuid, signedAt: Instant, system: Type.String(), test: Type.Boolean() }),
    Type.Null(),
  ]),
});

export type VerifyRequest = Static<typeof VerifyRequest>;
export type VerificationReport = Static<typeof VerificationReport>;
