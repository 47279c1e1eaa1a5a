import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  BusinessSystem,
  CreateSystem,
  PutSystem,
  SystemExportQuery,
  SystemList,
  SystemParams,
  SystemSecret,
} from '@medsign/contract/systems';
import type { FastifyInstance } from 'fastify';
import { noteExport } from '../audit/index.ts';
import { inTransaction } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { changeSystem } from './change-system.ts';
import { createSystem, rotateSecret } from './create-system.ts';
import { exportSystems } from './export-systems.ts';
import { listSystems } from './find-system.ts';
import { actorOf, CSV_FILE, type IdentityRouteDeps, REFUSED, sendCsv } from './routes-shared.ts';

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
      async () => ({ items: await readSystems(deps) }),
    );

    // A colon begins a parameter for the router; two stand for the colon itself.
    app.get(
      '/v1/systems::export',
      {
        config: { access: ['systems:read'] },
        schema: {
          tags: TAGS,
          summary: '按筛选条件导出接入系统 CSV · Export the filtered business systems as CSV',
          querystring: SystemExportQuery,
          produces: ['text/csv'],
          response: { 200: CSV_FILE, ...REFUSED },
        },
      },
      async ({ caller, query }, reply) => {
        await noteExport(deps, { list: 'systems', filter: query, actor: actorOf(caller) });
        return sendCsv(reply, 'systems', await exportSystems(deps.database, query, deps.timeZone ?? 'UTC'));
      },
    );

    await app.register(systemChangeRoutes(deps));
  };
}

async function readSystems(deps: IdentityRouteDeps): Promise<BusinessSystem[]> {
  return (await listSystems(deps.database)).map((system) => ({
    ...system,
    documentTypes: system.documentTypes && [...system.documentTypes],
    secrets: system.secrets.map(({ createdAt }) => ({ createdAt: createdAt.toISOString() })),
  }));
}

/** Creating, changing, new secrets. */
function systemChangeRoutes(deps: IdentityRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();

    app.put(
      '/v1/systems/:code',
      {
        config: { access: ['systems:write'] },
        schema: {
          tags: TAGS,
          summary: '变更、停用或启用接入系统 · Change a business system, switch it off or on',
          params: SystemParams,
          body: PutSystem,
          response: { 200: BusinessSystem, ...REFUSED },
        },
      },
      async ({ body, caller, params }) => {
        const change = { ...body, code: params.code, actor: actorOf(caller) };
        await inTransaction(deps.database, (tx) => changeSystem(tx, deps, change));
        const changed = (await readSystems(deps)).find((system) => system.code === params.code);
        if (changed === undefined) throw new Refusal('unknown-system');
        return changed;
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
