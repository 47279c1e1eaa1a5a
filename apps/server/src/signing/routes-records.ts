import { Readable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import {
  RecordExportQuery,
  RecordIdParams,
  RecordListQuery,
  RecordPage,
  SignatureRecord,
  StatisticsOverview,
} from '@medsign/contract/records';
import { VerificationReport } from '@medsign/contract/verify';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { exportRecords } from './export-records.ts';
import { readRecord, readRecordOctets, readRecordPage } from './read-records.ts';
import { RECORD_FILES, recordFile } from './record-files.ts';
import { REFUSED, type SigningRouteDeps, viewerOf } from './routes-shared.ts';
import { type RecordsViewer, visibilityFor } from './rules.ts';
import { statisticsOverview } from './statistics.ts';
import type { RecordFilter } from './store-records.ts';
import { verifyRecord } from './verify-record.ts';

const TAGS = ['records'];
const ACCESS = { access: ['system', 'records:own', 'records:department', 'records:all'] } as const;
const File = Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' });

/** Signature records: lists, one in full, its files, export and figures. */
export function recordRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (app) => {
    await app.register(listRoutes(deps));
    await app.register(oneRecordRoutes(deps));
  };
}

function listRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    app.get(
      '/v1/records',
      {
        config: ACCESS,
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
        config: ACCESS,
        schema: {
          tags: TAGS,
          summary: '按筛选条件导出 CSV · Export the filtered records as CSV',
          querystring: RecordExportQuery,
          produces: ['text/csv'],
          response: { 200: File, ...REFUSED },
        },
      },
      async (request, reply) => {
        const filter = filterOf(viewerOf(request.caller), request.query);
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

function oneRecordRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    app.get(
      '/v1/records/:id',
      {
        config: ACCESS,
        schema: {
          tags: TAGS,
          summary: '签名记录 · One signature record',
          params: RecordIdParams,
          response: { 200: SignatureRecord, ...REFUSED },
        },
      },
      async (request) => readRecord(deps.database, request.params.id, visibilityFor(viewerOf(request.caller))),
    );
    app.get(
      '/v1/records/:id/verification',
      {
        config: ACCESS,
        schema: {
          tags: TAGS,
          summary: '验证签名记录 · Verify a record step by step',
          params: RecordIdParams,
          response: { 200: VerificationReport, ...REFUSED },
        },
      },
      async (request) => verifyRecord(deps, request.params.id, visibilityFor(viewerOf(request.caller))),
    );
    for (const name of RECORD_FILES) {
      app.get(
        `/v1/records/:id/${name}`,
        {
          config: ACCESS,
          schema: {
            tags: TAGS,
            summary: `下载 · Download: ${name}`,
            params: RecordIdParams,
            response: { 200: File, ...REFUSED },
          },
        },
        async (request, reply) => {
          const visibility = visibilityFor(viewerOf(request.caller));
          const { row, octets } = await readRecordOctets(deps.database, request.params.id, visibility);
          const file = recordFile(name, row, octets);
          reply.type(file.type).header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
          reply.header('content-disposition', `attachment; filename="${file.name}"`);
          return reply.send(Buffer.from(file.bytes));
        },
      );
    }
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
