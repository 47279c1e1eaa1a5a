import { type Static, Type } from 'typebox';
import { Code, Name, Strict } from './common.ts';

export const DEPARTMENT_KINDS = {
  clinical: { zh: '临床', en: 'Clinical' },
  technical: { zh: '医技', en: 'Diagnostic and technical' },
  nursing: { zh: '护理单元', en: 'Nursing unit' },
  administrative: { zh: '行政后勤', en: 'Administrative' },
} as const;

export const DepartmentKind = Type.Union([
  Type.Literal('clinical'),
  Type.Literal('technical'),
  Type.Literal('nursing'),
  Type.Literal('administrative'),
]);

export const Department = Strict({
  code: Code,
  name: Name,
  campusCode: Code,
  campusName: Name,
  kind: DepartmentKind,
  active: Type.Boolean(),
});

export const DepartmentList = Strict({ items: Type.Array(Department) });
/** What the console shows is filtered in the same way. */
export const DepartmentExportQuery = Strict({
  q: Type.Optional(Type.String({ minLength: 1, maxLength: 64, description: 'Part of the name or code' })),
  campus: Type.Optional(Code),
  kind: Type.Optional(DepartmentKind),
});
export const DepartmentParams = Strict({ code: Code });

export const PutDepartment = Strict({
  name: Name,
  campusCode: Code,
  campusName: Type.Optional(Name),
  kind: DepartmentKind,
  active: Type.Optional(Type.Boolean({ default: true })),
});

export type Department = Static<typeof Department>;
export type DepartmentList = Static<typeof DepartmentList>;
export type DepartmentExportQuery = Static<typeof DepartmentExportQuery>;
export type PutDepartment = Static<typeof PutDepartment>;
