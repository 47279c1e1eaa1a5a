import type { FastifyInstance } from 'fastify';
import type { Database } from '../platform/database.ts';
import type { PinDeps } from './pin.ts';

export interface IdentityRouteDeps extends PinDeps {
  readonly database: Database;
  /** Where browsers reach the platform, without a slash at the end; cookies are `Secure` when it is https. */
  readonly baseUrl: string;
  /** Makes the certification authorities during set-up (idempotent). */
  readonly createAuthorities: (input: { hospitalName: string; demo: boolean; at: Date }) => Promise<unknown>;
}

export function identityRoutes(_deps: IdentityRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async () => {};
}
