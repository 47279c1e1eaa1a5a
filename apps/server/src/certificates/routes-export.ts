import { Readable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { CertificateExportQuery } from '@medsign/contract/certificates';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { noteExport } from '../audit/index.ts';
import { exportCertificates } from './export-certificates.ts';
import { actorOf, type CertificateRouteDeps, REFUSED, TAGS } from './routes-shared.ts';

/** The list of certificates as a file. */
export function exportRoutes(deps: CertificateRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    // A colon begins a parameter for the router; two stand for the colon itself.
    app.get(
      '/v1/certificates::export',
      {
        config: { access: ['certificates:read'] },
        schema: {
          tags: TAGS,
          summary: '按筛选条件导出证书 CSV · Export the filtered certificates as CSV, newest first, at most 50,000',
          querystring: CertificateExportQuery,
          produces: ['text/csv'],
          response: { 200: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }), ...REFUSED },
        },
      },
      async ({ caller, query }, reply) => {
        await noteExport(deps, { list: 'certificates', filter: query, actor: actorOf(caller) });
        const about = { at: deps.clock.now(), timeZone: deps.settings.timeZone ?? 'UTC' };
        reply.type('text/csv; charset=utf-8').header('cache-control', 'no-store');
        reply.header('content-disposition', 'attachment; filename="certificates.csv"');
        return reply.send(Readable.from(exportCertificates(deps.database, query, about)) as never);
      },
    );
  };
}
