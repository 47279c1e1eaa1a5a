import type { DatabaseReader } from '../platform/database.ts';
import type { Department } from './types.ts';

export async function findDepartment(_db: DatabaseReader, _code: string): Promise<Department | undefined> {
  throw new Error('not available yet');
}
