import type { FastifyInstance } from 'fastify';
import { Pool } from 'pg';
import { createLog } from '../../platform/log.ts';
import { createMetrics, type Metrics } from '../../platform/metrics.ts';
import type { Authentication } from '../authenticate.ts';
import { createHttpServer } from '../http-server.ts';

/** An HTTP server without a database, closed when the test ends. */
export async function testServer(
  t: { after(work: () => Promise<void>): void },
  options: Partial<Authentication> & { readonly bodyLimit?: number; readonly metrics?: Metrics } = {},
): Promise<FastifyInstance> {
  const nobody = async () => undefined;
  const { cookieName = 'medsign_session', callerOfToken = nobody, callerOfSession = nobody } = options;
  const app = await createHttpServer({
    log: createLog({ level: 'silent' }),
    metrics: options.metrics ?? createMetrics(new Pool()),
    authentication: { cookieName, callerOfToken, callerOfSession },
    ...(options.bodyLimit !== undefined && { bodyLimit: options.bodyLimit }),
  });
  t.after(() => app.close());
  return app;
}
