import type { FastifyInstance } from 'fastify';
import { publishRoutes } from './routes-publish.ts';
import { readRoutes } from './routes-read.ts';
import type { CertificateRouteDeps } from './routes-shared.ts';
import { statusRoutes } from './routes-status.ts';
import { writeRoutes } from './routes-write.ts';

export type { CertificateRouteDeps };

export function certificateRoutes(deps: CertificateRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await app.register(publishRoutes(deps));
    await app.register(statusRoutes(deps));
    await app.register(readRoutes(deps));
    await app.register(writeRoutes(deps));
  };
}
