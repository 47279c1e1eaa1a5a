import { Readable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { RecordExportQuery, RecordListQuery, RecordPage, StatisticsOverview } from '@medsign/contract/records';
import type { FastifyInstance } from 'fastify';
import { noteExport } from '../audit/index.ts';
import { exportRecords } from './export-records.ts';
import { readRecordPage } from './read-records.ts';
import { actorOf, BINARY_FILE, MAY_SEE_RECORDS, REFUSED, type SigningRouteDeps, viewerOf } from './routes-shared.ts';
import { type RecordsViewer, visibilityFor } from './rules.ts';
import { statisticsOverview } from './statistics.ts';
import type { RecordFilter } from './store-records.ts';

const TAGS = ['records'];

/** Signature records: list, export and figures. */
export function recordListRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    app.get(
      '/v1/records',
      {
        config: MAY_SEE_RECORDS,
        schema: {
          tags: TAGS,
          summary: '签名记录列表与检索 · List and search signature records, newest first',
          querystring: RecordListQuery,
          response: { 200: RecordPage, ...REFUSED },
        },
      },
      async (request) => {
        const { cursor, limit, ...filters } = request.query;
        return readRecordPage(deps.database, filterOf(viewerOf(request.caller), filters), { cursor, limit });
      },
    );
    app.get(
      '/v1/records::export',
      {
        config: MAY_SEE_RECORDS,
        schema: {
          tags: TAGS,
          summary: '按筛选条件导出 CSV · Export the filtered records as CSV',
          querystring: RecordExportQuery,
          produces: ['text/csv'],
          response: { 200: BINARY_FILE, ...REFUSED },
        },
      },
      async (request, reply) => {
        const filter = filterOf(viewerOf(request.caller), request.query);
        await noteExport(deps, { list: 'records', filter: request.query, actor: actorOf(request.caller) });
        const lines = exportRecords(deps.database, filter, deps.settings.timeZone);
        reply.type('text/csv; charset=utf-8').header('cache-control', 'no-store');
        reply.header('content-disposition', 'attachment; filename="records.csv"');
        return reply.send(Readable.from(lines) as never);
      },
    );
    app.get(
      '/v1/statistics/overview',
      {
        config: { access: ['person'] },
        schema: {
          tags: ['statistics'],
          summary: '签名量概览 · Signatures by system, type and department, tests left out',
          response: { 200: StatisticsOverview, ...REFUSED },
        },
      },
      async () => statisticsOverview(deps),
    );
  };
}

function filterOf(viewer: RecordsViewer, query: RecordExportQuery): RecordFilter {
  return {
    visibility: visibilityFor(viewer),
    q: query.q,
    signerJobNo: query.signer,
    systemCode: query.system,
    departmentCode: query.department,
    documentType: query.documentType,
    from: query.from === undefined ? undefined : new Date(query.from),
    to: query.to === undefined ? undefined : new Date(query.to),
    test: query.test,
  };
}
