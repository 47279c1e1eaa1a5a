import type { FastifyInstance } from 'fastify';
import { consoleRoutes } from './routes-console.ts';
import { departmentRoutes } from './routes-departments.ts';
import { peopleRoutes } from './routes-people.ts';
import type { IdentityRouteDeps } from './routes-shared.ts';
import { staffRoutes } from './routes-staff.ts';
import { systemRoutes } from './routes-systems.ts';

export type { IdentityRouteDeps };

/** People, departments, systems, console sessions and set-up. */
export function identityRoutes(deps: IdentityRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    for (const routes of [consoleRoutes, departmentRoutes, peopleRoutes, staffRoutes, systemRoutes]) {
      await app.register(routes(deps));
    }
  };
}
