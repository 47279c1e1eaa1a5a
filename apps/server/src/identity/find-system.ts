import type { DatabaseReader } from '../platform/database.ts';
import type { BusinessSystem } from './types.ts';

export async function findSystem(_db: DatabaseReader, _code: string): Promise<BusinessSystem | undefined> {
  throw new Error('not available yet');
}

export async function findSystemByClientId(
  _db: DatabaseReader,
  _clientId: string,
): Promise<BusinessSystem | undefined> {
  throw new Error('not available yet');
}

/** Whether `secret` is one of the live secrets of an active system; false for an unknown client. */
export async function verifySystemSecret(_db: DatabaseReader, _clientId: string, _secret: string): Promise<boolean> {
  throw new Error('not available yet');
}
