import type { DatabaseReader } from '../platform/database.ts';
import { readDepartments } from './store.ts';
import type { Department } from './types.ts';

export async function findDepartment(db: DatabaseReader, code: string): Promise<Department | undefined> {
  const [department] = await readDepartments(db, code);
  return department;
}

/** All of them, inactive ones too, by code. */
export function listDepartments(db: DatabaseReader): Promise<Department[]> {
  return readDepartments(db);
}
