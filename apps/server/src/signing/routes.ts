import type { FastifyInstance } from 'fastify';
import { approvalPageRoutes } from './routes-approval-page.ts';
import { dataSignRoutes } from './routes-data-signs.ts';
import { recordRoutes } from './routes-record.ts';
import { recordListRoutes } from './routes-records.ts';
import { sessionRoutes } from './routes-sessions.ts';
import type { SigningRouteDeps } from './routes-shared.ts';
import { taskRoutes } from './routes-tasks.ts';
import { verifyRoutes } from './routes-verify.ts';

/** Signing, sign sessions and their approval page, tasks, records and verification. */
export function signingRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    for (const routes of [
      dataSignRoutes,
      sessionRoutes,
      approvalPageRoutes,
      taskRoutes,
      recordListRoutes,
      recordRoutes,
      verifyRoutes,
    ]) {
      await app.register(routes(deps));
    }
  };
}
