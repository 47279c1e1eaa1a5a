import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { CreateSystem, SystemList, SystemParams, SystemSecret } from '@medsign/contract/systems';
import type { FastifyInstance } from 'fastify';
import { inTransaction } from '../platform/database.ts';
import { createSystem, rotateSecret } from './create-system.ts';
import { listSystems } from './find-system.ts';
import { actorOf, type IdentityRouteDeps, REFUSED } from './routes-shared.ts';

const TAGS = ['systems'];

export function systemRoutes(deps: IdentityRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();

    app.get(
      '/v1/systems',
      {
        config: { access: ['systems:read'] },
        schema: { tags: TAGS, summary: '接入系统列表 · Business systems', response: { 200: SystemList, ...REFUSED } },
      },
      async () => {
        const systems = await listSystems(deps.database);
        return {
          items: systems.map((system) => ({
            ...system,
            documentTypes: system.documentTypes && [...system.documentTypes],
            secrets: system.secrets.map(({ createdAt }) => ({ createdAt: createdAt.toISOString() })),
          })),
        };
      },
    );

    app.post(
      '/v1/systems',
      {
        config: { access: ['systems:write'] },
        schema: {
          tags: TAGS,
          summary: '新增接入系统，密钥只显示一次 · Create a business system; its secret is shown once',
          body: CreateSystem,
          response: { 201: SystemSecret, ...REFUSED },
        },
      },
      async (request, reply) => {
        const { system, clientSecret } = await inTransaction(deps.database, (tx) =>
          createSystem(tx, deps, request.body, actorOf(request.caller)),
        );
        reply.header('cache-control', 'no-store');
        return reply.code(201).send({ code: system.code, clientId: system.clientId, clientSecret });
      },
    );

    app.post(
      '/v1/systems/:code/secret',
      {
        config: { access: ['systems:write'] },
        schema: {
          tags: TAGS,
          summary:
            '更换密钥，原密钥保留到下次更换 · Rotate the secret; the one before stays good until the next rotation',
          params: SystemParams,
          response: { 201: SystemSecret, ...REFUSED },
        },
      },
      async (request, reply) => {
        const { system, clientSecret } = await inTransaction(deps.database, (tx) =>
          rotateSecret(tx, deps, request.params.code, actorOf(request.caller)),
        );
        reply.header('cache-control', 'no-store');
        return reply.code(201).send({ code: system.code, clientId: system.clientId, clientSecret });
      },
    );
  };
}
