import { Readable } from 'node:stream';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import { Problem } from '@medsign/contract/common';
import { LedgerExportQuery } from '@medsign/contract/ledger';
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database.ts';
import { Refusal } from '../platform/refusal.ts';
import { exportLeaves } from './export-leaves.ts';
import { noteExport } from './note-export.ts';

export interface LedgerExportDeps {
  readonly database: Database;
  readonly clock: Clock;
  /** Of the times in the file; UTC without. */
  readonly timeZone?: string;
}

/** The ledger as a file. */
export function ledgerExportRoutes(deps: LedgerExportDeps): (app: FastifyInstance) => Promise<void> {
  return async (plain) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    // A colon begins a parameter for the router; two stand for the colon itself.
    app.get(
      '/v1/ledger/leaves::export',
      {
        config: { access: ['audit:read'] },
        schema: {
          tags: ['ledger'],
          summary: '按筛选条件导出账本 CSV · Export the filtered leaves as CSV, newest first, at most 100,000',
          querystring: LedgerExportQuery,
          produces: ['text/csv'],
          response: {
            200: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }),
            '4xx': Problem,
            '5xx': Problem,
          },
        },
      },
      async ({ caller, query }, reply) => {
        if (caller?.kind !== 'person') throw new Refusal('unauthenticated');
        await noteExport(deps, { list: 'ledger', filter: query, actor: { kind: 'person', id: caller.jobNo } });
        reply.type('text/csv; charset=utf-8').header('cache-control', 'no-store');
        reply.header('content-disposition', 'attachment; filename="ledger.csv"');
        return reply.send(Readable.from(exportLeaves(deps.database, query, deps.timeZone ?? 'UTC')) as never);
      },
    );
  };
}
