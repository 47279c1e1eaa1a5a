import type { FastifyInstance } from 'fastify';
import type { Database } from '../platform/database.ts';

export function auditRoutes(_deps: { readonly database: Database }): (app: FastifyInstance) => Promise<void> {
  return async () => {};
}
