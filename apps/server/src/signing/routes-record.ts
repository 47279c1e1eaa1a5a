import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { RecordIdParams, SignatureRecord } from '@medsign/contract/records';
import { VerificationReport } from '@medsign/contract/verify';
import type { FastifyInstance } from 'fastify';
import { readRecord, readRecordOctets } from './read-records.ts';
import { RECORD_FILES, recordFile } from './record-files.ts';
import { BINARY_FILE, MAY_SEE_RECORDS, REFUSED, type SigningRouteDeps, viewerOf } from './routes-shared.ts';
import { visibilityFor } from './rules.ts';
import { verifyRecord } from './verify-record.ts';

const TAGS = ['records'];

/** One record: in full, verified, and its parts as files. */
export function recordRoutes(deps: SigningRouteDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    app.get(
      '/v1/records/:id',
      {
        config: MAY_SEE_RECORDS,
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
        config: MAY_SEE_RECORDS,
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
          config: MAY_SEE_RECORDS,
          schema: {
            tags: TAGS,
            summary: `下载 · Download: ${name}`,
            params: RecordIdParams,
            response: { 200: BINARY_FILE, ...REFUSED },
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
