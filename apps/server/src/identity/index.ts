export {
  CONSOLE_COOKIE,
  callerOfConsoleSession,
  closeConsoleSession,
  createSignInLink,
  openConsoleSession,
} from './console-session.ts';
export { createDepartment, createDepartments, type NewDepartment } from './create-departments.ts';
export { createPeople, createPerson, type NewPerson } from './create-people.ts';
export { createSystem, type NewSystem } from './create-system.ts';
export { findDepartment } from './find-department.ts';
export { findPersonByJobNo, getPerson, membershipsAt } from './find-people.ts';
export { findSystem, findSystemByClientId, verifySystemSecret } from './find-system.ts';
export { type ImportedRow, type ImportReport, importPeople } from './import-people.ts';
export { createSetupToken, findInstallation, markInstallation } from './installation.ts';
export { checkPin, type PinDeps, setPin } from './pin.ts';
export { type IdentityRouteDeps, identityRoutes } from './routes.ts';
export type { BusinessSystem, ConsoleCaller, Department, Installation, Membership, Person } from './types.ts';
