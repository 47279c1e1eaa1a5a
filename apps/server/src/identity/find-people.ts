import type { DatabaseReader } from '../platform/database.ts';
import type { Membership, Person } from './types.ts';

export async function findPersonByJobNo(_db: DatabaseReader, _jobNo: string): Promise<Person | undefined> {
  throw new Error('not available yet');
}

/** Throws Refusal `unknown-person`. */
export async function getPerson(_db: DatabaseReader, _id: string): Promise<Person> {
  throw new Error('not available yet');
}

/** The departments a person belonged to at `at`, earliest membership first. */
export async function membershipsAt(_db: DatabaseReader, _personId: string, _at: Date): Promise<Membership[]> {
  throw new Error('not available yet');
}
