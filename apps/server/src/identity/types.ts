import type { Permission, Role } from '@medsign/contract/permissions';

/** A member of staff. */
export interface Person {
  readonly id: string;
  /** 工号, unique. */
  readonly jobNo: string;
  /** Unicode NFC. */
  readonly name: string;
  readonly title: string;
  readonly roles: readonly Role[];
  /** A test account (R1.2): signs at once, is marked everywhere and left out of statistics. */
  readonly test: boolean;
  readonly active: boolean;
}

export type DepartmentKind = 'clinical' | 'technical' | 'nursing' | 'administrative';

export interface Department {
  readonly code: string;
  readonly name: string;
  readonly campusCode: string;
  readonly campusName: string;
  readonly kind: DepartmentKind;
  readonly active: boolean;
}

/** Where a person works, from when to when (`to` exclusive; absent while it lasts). */
export interface Membership {
  readonly departmentCode: string;
  readonly from: Date;
  readonly to: Date | undefined;
}

/** A clinical system that calls the platform. */
export interface BusinessSystem {
  readonly code: string;
  readonly name: string;
  readonly clientId: string;
  /** Document types it may have signed; null = all. */
  readonly documentTypes: readonly string[] | null;
  readonly test: boolean;
  readonly active: boolean;
}

export type InstallationMode = 'demo' | 'production';

export interface Installation {
  readonly mode: InstallationMode;
  readonly hospitalName: string;
  readonly at: Date;
}

/** The person behind a console session; fits the caller of a request. */
export interface ConsoleCaller {
  readonly kind: 'person';
  readonly personId: string;
  readonly jobNo: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly permissions: ReadonlySet<Permission>;
  /** Codes of the departments the person belongs to now. */
  readonly departments: readonly string[];
}
