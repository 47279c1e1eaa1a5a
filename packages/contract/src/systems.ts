import { type Static, Type } from 'typebox';
import { Code, Instant, Name, Strict } from './common.ts';

export const BusinessSystem = Strict({
  code: Code,
  name: Name,
  clientId: Type.String(),
  documentTypes: Type.Union([Type.Array(Code), Type.Null()], { description: 'null = all' }),
  test: Type.Boolean(),
  active: Type.Boolean(),
  secrets: Type.Array(Strict({ createdAt: Instant }), {
    description: 'Live secrets, newest first; never their values',
  }),
});

export const SystemList = Strict({ items: Type.Array(BusinessSystem) });
export const SystemParams = Strict({ code: Code });

const DocumentTypes = Type.Union([Type.Array(Code, { minItems: 1, maxItems: 100, uniqueItems: true }), Type.Null()]);

export const SystemExportQuery = Strict({
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Part of the name, code or client id' })),
});

/** The whole system; its code, client id and whether it is a test stay. */
export const PutSystem = Strict({
  name: Name,
  documentTypes: DocumentTypes,
  active: Type.Boolean({ description: 'Switched off, it is refused at once; its records stay' }),
  reason: Type.Optional(Type.String({ minLength: 2, maxLength: 200, description: 'Kept in the ledger' })),
});

export const CreateSystem = Strict({
  code: Code,
  name: Name,
  documentTypes: DocumentTypes,
  test: Type.Optional(Type.Boolean({ default: false })),
});

export const SystemSecret = Strict({
  code: Code,
  clientId: Type.String(),
  clientSecret: Type.String({ description: 'Shown this once; the platform keeps a hash' }),
});

export type BusinessSystem = Static<typeof BusinessSystem>;
export type SystemList = Static<typeof SystemList>;
export type CreateSystem = Static<typeof CreateSystem>;
export type PutSystem = Static<typeof PutSystem>;
export type SystemExportQuery = Static<typeof SystemExportQuery>;
export type SystemSecret = Static<typeof SystemSecret>;
